#include "model/latest_job.h"

namespace basin {

LatestJobBase::LatestJobBase(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setThreadPriority(QThread::LowPriority);
}

LatestJobBase::~LatestJobBase()
{
    m_waiting.reset();
    m_pool.waitForDone();
}

void LatestJobBase::post(std::function<void()> work, std::function<void()> deliver)
{
    m_waiting = std::make_unique<Item>(Item{std::move(work), std::move(deliver)});
    if (!m_busy)
        launch();
}

void LatestJobBase::launch()
{
    m_busy = true;
    m_pool.start([this, item = std::shared_ptr<Item>(std::move(m_waiting))] {
        item->work();
        // A queued call to a QObject that has gone is dropped by Qt; the destructor waits for this job, so `this` is
        // alive.
        QMetaObject::invokeMethod(
            this,
            [this, item] {
                m_busy = false;
                item->deliver();
                if (m_waiting && !m_busy)
                    launch();
            },
            Qt::QueuedConnection);
    });
}

} // namespace basin
