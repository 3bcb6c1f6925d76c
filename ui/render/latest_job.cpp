#include "render/latest_job.h"

#include <QTimerEvent>

#include <algorithm>

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
        launchWhenDue();
}

void LatestJobBase::launchWhenDue()
{
    const qint64 wait = m_sinceLaunch.isValid() ? m_rest - m_sinceLaunch.elapsed() : 0;
    if (wait <= 0)
        launch();
    else if (!m_due.isActive())
        m_due.start(static_cast<int>(wait), Qt::PreciseTimer, this);
}

void LatestJobBase::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_due.timerId())
        return QObject::timerEvent(event);
    m_due.stop();
    if (m_waiting && !m_busy)
        launchWhenDue();
}

void LatestJobBase::launch()
{
    m_busy = true;
    m_sinceLaunch.start();
    m_pool.start([this, item = std::shared_ptr<Item>(std::move(m_waiting))] {
        item->work();
        // A queued call to a QObject that has gone is dropped by Qt; the destructor waits for this job, so `this` is
        // alive.
        QMetaObject::invokeMethod(
            this,
            [this, item] {
                m_busy = false;
                if (m_pace.count() > 0)
                    m_rest = std::max<qint64>(m_pace.count(), 2 * m_sinceLaunch.elapsed());
                item->deliver();
                if (m_waiting && !m_busy)
                    launchWhenDue();
            },
            Qt::QueuedConnection);
    });
}

} // namespace basin
