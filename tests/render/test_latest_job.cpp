#include "render/latest_job.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QTest>

#include <atomic>

using namespace basin;

class TestLatestJob : public QObject {
    Q_OBJECT

private slots:
    void ofManyOnlyTheNewestIsDone();
    void aResultIsHandedOverOnTheOwnersThread();
    void goesWhileBusy();
    void canBeStartedFromItsOwnDelivery();
    void keepsItsPace();
};

void TestLatestJob::ofManyOnlyTheNewestIsDone()
{
    LatestJob<int> job;
    QSemaphore mayEnd;
    QList<int> delivered;
    std::atomic_int done = 0;
    const auto deliver = [&](int value) { delivered << value; };
    job.start(
        [&] {
            mayEnd.acquire();
            ++done;
            return 0;
        },
        deliver);
    for (int i = 1; i <= 100; ++i) {
        job.start(
            [&done, i] {
                ++done;
                return i;
            },
            deliver);
    }
    QVERIFY(job.isBusy());
    mayEnd.release();
    QTRY_VERIFY(!job.isBusy());
    QCOMPARE(delivered, (QList<int>{0, 100}));
    QCOMPARE(done.load(), 2);
}

void TestLatestJob::aResultIsHandedOverOnTheOwnersThread()
{
    LatestJob<Qt::HANDLE> job;
    Qt::HANDLE worker = nullptr;
    Qt::HANDLE receiver = nullptr;
    job.start([] { return QThread::currentThreadId(); },
              [&](Qt::HANDLE thread) {
                  worker = thread;
                  receiver = QThread::currentThreadId();
              });
    QTRY_VERIFY(worker != nullptr);
    QCOMPARE(receiver, QThread::currentThreadId());
    QVERIFY(worker != receiver);
}

void TestLatestJob::goesWhileBusy()
{
    auto job = std::make_unique<LatestJob<int>>();
    QSemaphore hasBegun;
    QSemaphore mayEnd;
    std::atomic_bool ended = false;
    std::atomic_bool secondRan = false;
    bool delivered = false;
    job->start(
        [&] {
            hasBegun.release();
            mayEnd.acquire();
            ended = true;
            return 1;
        },
        [&](int) { delivered = true; });
    job->start(
        [&] {
            secondRan = true;
            return 2;
        },
        [&](int) { delivered = true; });
    hasBegun.acquire();
    mayEnd.release();
    job.reset();
    QVERIFY(ended); // what the job refers to may go now
    QCoreApplication::processEvents();
    QVERIFY(!delivered);
    QVERIFY(!secondRan);
}

void TestLatestJob::canBeStartedFromItsOwnDelivery()
{
    LatestJob<int> job;
    QList<int> delivered;
    std::function<void(int)> again = [&](int value) {
        delivered << value;
        if (value < 3)
            job.start([value] { return value + 1; }, again);
    };
    job.start([] { return 0; }, again);
    QTRY_COMPARE(delivered, (QList<int>{0, 1, 2, 3}));
    QTRY_VERIFY(!job.isBusy());
}

void TestLatestJob::keepsItsPace()
{
    LatestJob<qint64> job;
    job.setPace(std::chrono::milliseconds(50));
    QElapsedTimer clock;
    clock.start();
    QList<qint64> begun;
    const auto start = [&] { job.start([&] { return clock.elapsed(); }, [&](qint64 at) { begun.append(at); }); };
    start();
    QTRY_COMPARE(begun.size(), 1);
    start();
    QTRY_COMPARE(begun.size(), 2);
    QVERIFY(begun[1] - begun[0] >= 40); // the thread of the first may have been late
}

QTEST_MAIN(TestLatestJob)
#include "test_latest_job.moc"
