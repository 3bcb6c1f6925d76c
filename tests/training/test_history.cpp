#include "training/history.h"
#include "training/loss_trail.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace basin;

namespace {

double lossOf(std::int64_t epoch)
{
    return 1.0 / (1.0 + static_cast<double>(epoch)) + (epoch % 97 == 13 ? 5.0 : 0.0);
}

Metrics metricsOf(std::int64_t epoch)
{
    Metrics metrics;
    metrics.loss = lossOf(epoch);
    metrics.testLoss = 2.0 * metrics.loss;
    metrics.accuracy = metrics.testAccuracy = 0.5;
    metrics.correct = epoch;
    return metrics;
}

void feed(History &history, std::int64_t from, std::int64_t to)
{
    std::vector<double> weights(history.weightTraces());
    std::vector<double> outputs(history.outputTraces());
    for (std::int64_t epoch = from; epoch < to; ++epoch) {
        if (!history.wantsPoint(epoch)) {
            history.addLoss(lossOf(epoch));
            continue;
        }
        for (std::size_t i = 0; i < weights.size(); ++i)
            weights[i] = static_cast<double>(epoch + static_cast<std::int64_t>(i));
        for (std::size_t i = 0; i < outputs.size(); ++i)
            outputs[i] = -static_cast<double>(epoch + static_cast<std::int64_t>(i));
        history.addPoint(epoch, metricsOf(epoch), weights, outputs);
    }
}

/// The range over [from, to), gone through one by one.
std::pair<double, double> trueRange(std::int64_t from, std::int64_t to)
{
    double low = lossOf(from);
    double high = low;
    for (std::int64_t epoch = from; epoch < to; ++epoch) {
        low = std::min(low, lossOf(epoch));
        high = std::max(high, lossOf(epoch));
    }
    return {low, high};
}

} // namespace

class TestHistory : public QObject {
    Q_OBJECT

private slots:
    void keepsEveryEpochOfAShortRun();
    void mergedBinsTellTheTruth_data();
    void mergedBinsTellTheTruth();
    void aHundredMillionEpochsStaySmall();
    void aPointMeasuredAgainReplacesTheFirst();
    void aRunThatWasSetBackDropsWhatCameAfter();
    void eventsOfOneKeyAtOneEpochMerge();
    void eventsAreBounded();
    void whatIsKeptIsKnownBefore();
    void aTrailKeepsTheSameLosses();
};

void TestHistory::whatIsKeptIsKnownBefore()
{
    History history(0, 0, 16);
    for (std::int64_t epoch = 0; epoch < 3000; ++epoch) {
        feed(history, epoch, epoch + 1);
        QCOMPARE(PointSchedule::strideAt(epoch, 16), history.stride());
    }
}

void TestHistory::aTrailKeepsTheSameLosses()
{
    History history(0, 0);
    LossTrail trail;
    std::int64_t begin = 0;
    for (const std::int64_t end : {1, 2, 8191, 8192, 8193, 30000}) {
        feed(history, begin, end);
        for (; begin < end; ++begin)
            trail.add(begin, lossOf(begin));
        for (const HistoryBin &bin : history.bins()) {
            QCOMPARE(trail.at(bin.epoch), bin.first.loss);
            QCOMPARE(trail.at(std::min(bin.epoch + history.stride(), end) - 1), bin.first.loss);
        }
    }
    QVERIFY(std::isnan(trail.at(-1)));
}

void TestHistory::keepsEveryEpochOfAShortRun()
{
    History history(2, 1, 16);
    feed(history, 0, 15);
    QCOMPARE(history.stride(), std::int64_t(1));
    QCOMPARE(history.bins().size(), std::size_t(15));
    for (std::size_t bin = 0; bin < 15; ++bin) {
        QCOMPARE(history.bins()[bin].epoch, static_cast<std::int64_t>(bin));
        QCOMPARE(history.bins()[bin].first, metricsOf(static_cast<std::int64_t>(bin)));
    }
    QCOMPARE(history.weights().size(), std::size_t(30));
    QCOMPARE(history.weights()[2 * 7 + 1], 8.0F);
    QCOMPARE(history.outputs()[7], -7.0F);
}

void TestHistory::mergedBinsTellTheTruth_data()
{
    QTest::addColumn<qint64>("start");
    QTest::addColumn<qint64>("epochs");
    QTest::newRow("just merged") << qint64(0) << qint64(64);
    QTest::newRow("several times") << qint64(0) << qint64(5001);
    QTest::newRow("begun at an odd epoch") << qint64(777) << qint64(3001);
}

void TestHistory::mergedBinsTellTheTruth()
{
    QFETCH(qint64, start);
    QFETCH(qint64, epochs);
    History history(3, 2, 64);
    feed(history, start, start + epochs);

    const std::int64_t stride = history.stride();
    QVERIFY(stride > 1);
    QCOMPARE(stride & (stride - 1), std::int64_t(0));
    const auto &bins = history.bins();
    QVERIFY(bins.size() < 64 && bins.size() >= 31);
    QCOMPARE(bins.front().epoch, std::int64_t(start));
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const std::int64_t end = i + 1 < bins.size() ? bins[i + 1].epoch : start + epochs;
        if (i > 0)
            QCOMPARE(bins[i].epoch, (bins[i - 1].epoch / stride + 1) * stride);
        QCOMPARE(bins[i].first, metricsOf(bins[i].epoch));
        const auto [low, high] = trueRange(bins[i].epoch, end);
        QCOMPARE(bins[i].lossLow, low);
        QCOMPARE(bins[i].lossHigh, high);
        QCOMPARE(history.weights()[i * 3 + 2], static_cast<float>(bins[i].epoch + 2));
        QCOMPARE(history.outputs()[i * 2 + 1], -static_cast<float>(bins[i].epoch + 1));
    }
}

void TestHistory::aHundredMillionEpochsStaySmall()
{
    History history(History::maximumWeightTraces, History::maximumTraces);
    const std::vector<double> weights(history.weightTraces(), 1.0);
    const std::vector<double> outputs(history.outputTraces(), 2.0);
    constexpr std::int64_t epochs = 100'000'000;
    for (std::int64_t epoch = 0; epoch <= epochs; ++epoch) {
        const double loss = 1.0 + static_cast<double>(epoch);
        Metrics metrics;
        metrics.loss = loss;
        history.wantsPoint(epoch) ? history.addPoint(epoch, metrics, weights, outputs) : history.addLoss(loss);
    }
    const std::size_t bytes = history.bins().capacity() * sizeof(HistoryBin) +
                              (history.weights().capacity() + history.outputs().capacity()) * sizeof(float);
    QVERIFY2(bytes < 32U << 20U, qPrintable(QString::number(bytes)));
    QVERIFY(history.bins().size() <= History::standardCapacity);
    QVERIFY(history.bins().size() >= History::standardCapacity / 2);
    QCOMPARE(history.bins().front().lossLow, 1.0);
    QCOMPARE(history.bins().back().lossHigh, 1.0 + static_cast<double>(epochs));
}

void TestHistory::aPointMeasuredAgainReplacesTheFirst()
{
    History history(1, 0, 16);
    history.addPoint(0, metricsOf(0), std::vector<double>{1.0}, {});
    Metrics again = metricsOf(0);
    again.loss = 0.25;
    history.addPoint(0, again, std::vector<double>{2.0}, {});
    QCOMPARE(history.bins().size(), std::size_t(1));
    QCOMPARE(history.bins()[0].first, again);
    QCOMPARE(history.bins()[0].lossLow, 0.25);
    QCOMPARE(history.bins()[0].lossHigh, lossOf(0));
    QCOMPARE(history.weights(), std::vector<float>{2.0F});
}

void TestHistory::aRunThatWasSetBackDropsWhatCameAfter()
{
    History history(0, 0, 16);
    feed(history, 0, 6);
    history.addPoint(4, metricsOf(4), {}, {});
    QCOMPARE(history.bins().size(), std::size_t(5));
    QCOMPARE(history.bins().back().epoch, std::int64_t(4));
}

void TestHistory::eventsOfOneKeyAtOneEpochMerge()
{
    History history;
    history.addEvent({.epoch = 3, .key = "optimizer.learning_rate", .from = "0.1", .to = "0.2"});
    history.addEvent({.epoch = 3, .key = "loss.l2", .from = "0", .to = "0.5"});
    history.addEvent({.epoch = 3, .key = "optimizer.learning_rate", .from = "0.2", .to = "0.3"});
    QCOMPARE(history.events().size(), std::size_t(2));
    QCOMPARE(history.events()[0].from, std::string("0.1"));
    QCOMPARE(history.events()[0].to, std::string("0.3"));
    history.addEvent({.epoch = 3, .key = "optimizer.learning_rate", .from = "0.3", .to = "0.1"});
    QCOMPARE(history.events().size(), std::size_t(1)); // back where it was: nothing happened
    history.addEvent({.epoch = 4, .key = "loss.l2", .from = "0.5", .to = "0"});
    QCOMPARE(history.events().size(), std::size_t(2));
}

void TestHistory::eventsAreBounded()
{
    History history;
    for (std::int64_t epoch = 0; epoch < 3000; ++epoch)
        history.addEvent({.epoch = epoch, .key = "loss.l1", .from = "0", .to = "1"});
    QCOMPARE(history.events().size(), History::maximumEvents);
    QCOMPARE(history.events().back().epoch, std::int64_t(2999));
}

QTEST_GUILESS_MAIN(TestHistory)
#include "test_history.moc"
