#pragma once

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QObject>
#include <QThreadPool>

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace basin {

/// Keeps one kind of work off the GUI thread: at most one job runs at a time, of those asked for meanwhile only the
/// newest is kept, and its result is handed over on the GUI thread. When the owner goes, what still runs is waited for
/// and its result dropped. (A non-template base holds the thread; see LatestJob.)
class LatestJobBase : public QObject {
    Q_OBJECT

public:
    explicit LatestJobBase(QObject *parent = nullptr);
    ~LatestJobBase() override;

    [[nodiscard]] bool isBusy() const { return m_busy; }

    /// Begins at most one job in this time, and rests after each for as long as it took: pictures that follow a run
    /// leave it most of the machine. Zero, the standard, begins at once.
    void setPace(std::chrono::milliseconds pace) { m_pace = pace; }

protected:
    void timerEvent(QTimerEvent *event) override;

    /// Runs `work` on the worker's thread, then `deliver` on this object's.
    void post(std::function<void()> work, std::function<void()> deliver);

private:
    void launchWhenDue();
    void launch();
    struct Item {
        std::function<void()> work;
        std::function<void()> deliver;
    };

    QThreadPool m_pool;
    std::chrono::milliseconds m_pace{0};
    QElapsedTimer m_sinceLaunch;
    qint64 m_rest = 0; ///< ms from the last launch to the next at the earliest
    QBasicTimer m_due;
    bool m_busy = false;
    std::unique_ptr<Item> m_waiting;
};

template <class Result>
class LatestJob : public LatestJobBase {
public:
    using LatestJobBase::LatestJobBase;

    void start(std::function<Result()> work, std::function<void(Result)> deliver)
    {
        auto result = std::make_shared<Result>();
        post([result, work = std::move(work)] { *result = work(); },
             [result, deliver = std::move(deliver)] { deliver(std::move(*result)); });
    }
};

} // namespace basin
