#include "controls/timeline_bar.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace basin;

/// Where things stand on the timeline, and what it does under the mouse.
class TestTimeline : public QObject {
    Q_OBJECT

private slots:
    void endsAtARoundNumber_data();
    void endsAtARoundNumber();
    void labelsNeverOverlap_data();
    void labelsNeverOverlap();
    void aCrowdedLabelMovesUpBeforeItGoes();
    void lastLabelTurnsAtTheEnd();
    void epochsAndPixelsAgree();
    void saysWhatIsUnderTheCursor();
    void onlyAScrubbableBarIsMoved();
    void theFutureStaysInSight();
    void survivesLossesThatAreNoNumbers();
};

void TestTimeline::endsAtARoundNumber_data()
{
    QTest::addColumn<double>("now");
    QTest::addColumn<double>("end");
    QTest::newRow("nothing yet") << 0.0 << 100.0;
    QTest::newRow("first epochs") << 3.0 << 4.0;
    QTest::newRow("the picture's run") << 3180.0 << 3500.0;
    QTest::newRow("the stuck run") << 1430.0 << 1500.0;
    QTest::newRow("exactly round") << 3000.0 << 3500.0;
}

void TestTimeline::endsAtARoundNumber()
{
    QFETCH(double, now);
    QFETCH(double, end);
    QCOMPARE(timeline::endFor(now), end);
}

void TestTimeline::labelsNeverOverlap_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("pitch");
    QTest::newRow("sparse") << 5 << 200.0;
    QTest::newRow("close") << 20 << 45.0;
    QTest::newRow("on top of one another") << 50 << 2.0;
    QTest::newRow("the same place") << 10 << 0.0;
}

void TestTimeline::labelsNeverOverlap()
{
    QFETCH(int, count);
    QFETCH(double, pitch);
    std::vector<double> marks;
    std::vector<double> widths;
    for (int i = 0; i < count; ++i) {
        marks.push_back(100 + i * pitch);
        widths.push_back(40 + 7 * (i % 5));
    }
    const auto placed = timeline::placeLabels(marks, widths, 100, 1200);
    QVERIFY(!placed.empty());
    for (const auto &a : placed) {
        QVERIFY(a.left >= 100 && a.left + a.width <= 1200);
        for (const auto &b : placed)
            if (&a != &b && a.row == b.row)
                QVERIFY(a.left + a.width < b.left || b.left + b.width < a.left);
        if (a.row == 0)
            for (int i = 0; i < count; ++i)
                if (i != a.event)
                    QVERIFY(marks[i] <= a.left || marks[i] >= a.left + a.width);
    }
    if (pitch >= 200)
        QCOMPARE(static_cast<int>(placed.size()), count);
    else
        QCOMPARE(std::count_if(placed.begin(), placed.end(), [&](auto &p) { return p.event == count - 1; }), 1);
}

void TestTimeline::aCrowdedLabelMovesUpBeforeItGoes()
{
    const auto placed = timeline::placeLabels({500, 530}, {80, 80}, 0, 1000);
    QCOMPARE(placed.size(), std::size_t(2));
    QVERIFY(placed[1].row == 0);
    QCOMPARE(placed[0].left + placed[0].width, 500 - 11.0); // room on its other side
    const auto crowded = timeline::placeLabels({500, 500, 500, 500, 500}, {80, 80, 80, 80, 80}, 0, 1000);
    QVERIFY(std::any_of(crowded.begin(), crowded.end(), [](const auto &label) { return label.row == 1; }));
    QVERIFY(crowded.size() < 5);
}

void TestTimeline::lastLabelTurnsAtTheEnd()
{
    const auto placed = timeline::placeLabels({980}, {80}, 0, 1000);
    QCOMPARE(placed.size(), std::size_t(1));
    QCOMPARE(placed[0].left, 980 - 11.0 - 80);
}

void TestTimeline::epochsAndPixelsAgree()
{
    TimelineBar bar;
    bar.setCaption(QStringLiteral("Timeline"), QStringLiteral("every step kept"));
    bar.resize(1440, 64);
    bar.setNow(3180);
    for (const double epoch : {0.0, 1.0, 900.0, 3180.0, 3500.0})
        QVERIFY(std::abs(bar.epochAt(bar.xOf(epoch)) - epoch) < 1e-9);
    QVERIFY(bar.xOf(3500) < 1440);
    bar.setEvents({{900, QStringLiteral("all four right")}, {1500, QStringLiteral("learning rate")}});
    QCOMPARE(bar.placedLabels().size(), std::size_t(2));
    QVERIFY(bar.placedLabels()[0].left > bar.xOf(900));
    const double before = bar.placedLabels()[1].left;
    bar.setNow(30000); // the axis grows, the labels go along
    QVERIFY(bar.placedLabels()[1].left < before);
}

void TestTimeline::saysWhatIsUnderTheCursor()
{
    TimelineBar bar;
    bar.resize(1000, 64);
    bar.setNow(80);
    bar.show();
    QSignalSpy hovered(&bar, &TimelineBar::hovered);
    QTest::mouseMove(&bar, QPoint(qRound(bar.xOf(50)), 37));
    QTRY_VERIFY(!hovered.isEmpty());
    const auto epoch = hovered.last()[0].value<std::optional<double>>();
    QVERIFY(epoch.has_value());
    QVERIFY(std::abs(*epoch - 50) < 1);
    QTest::mouseMove(&bar, QPoint(qRound(bar.xOf(95)), 37)); // after now there is nothing yet
    QTRY_VERIFY(!hovered.last()[0].value<std::optional<double>>().has_value());
}

void TestTimeline::onlyAScrubbableBarIsMoved()
{
    TimelineBar bar;
    bar.resize(1000, 64);
    bar.setNow(80);
    QSignalSpy scrubbed(&bar, &TimelineBar::scrubbed);
    const QPoint place(qRound(bar.xOf(40)), 37);
    QTest::mouseClick(&bar, Qt::LeftButton, {}, place);
    QTest::keyClick(&bar, Qt::Key_Left);
    QCOMPARE(scrubbed.size(), 0);
    QCOMPARE(bar.focusPolicy(), Qt::NoFocus);

    bar.setScrubbable(true);
    QTest::mouseClick(&bar, Qt::LeftButton, {}, place);
    QCOMPARE(scrubbed.size(), 2);
    QCOMPARE(scrubbed.last()[0].toDouble(), 40.0);
    QVERIFY(!scrubbed.last()[1].toBool());
    QTest::keyClick(&bar, Qt::Key_Left);
    QCOMPARE(scrubbed.last()[0].toDouble(), 79.0);
}

void TestTimeline::theFutureStaysInSight()
{
    TimelineBar bar;
    bar.resize(1000, 64);
    bar.setScrubbable(true);
    bar.setNow(2000);
    const double x = bar.xOf(1500);
    bar.setEvents({{700, QStringLiteral("learning rate"), QStringLiteral("learning rate 0.1 → 0.2")}});
    bar.setNow(700, 100, 2000); // gone back; the run was opened at 100
    QCOMPARE(bar.xOf(1500), x);
    QCOMPARE(bar.minimum(), 100);
    QCOMPARE(bar.maximum(), 2000);
    QCOMPARE(bar.value(), 700);
    QVERIFY(bar.accessibleDescription().contains(QStringLiteral("0.1 → 0.2")));
    QSignalSpy scrubbed(&bar, &TimelineBar::scrubbed);
    QTest::keyClick(&bar, Qt::Key_End);
    QCOMPARE(scrubbed.last()[0].toDouble(), 2000.0);
    QTest::keyClick(&bar, Qt::Key_Home);
    QCOMPARE(scrubbed.last()[0].toDouble(), 100.0);
    bar.setValue(900); // by an assistive tool
    QCOMPARE(scrubbed.last()[0].toDouble(), 900.0);
    QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(999, 37)); // beyond the newest
    QCOMPARE(scrubbed.last()[0].toDouble(), 2000.0);
}

void TestTimeline::survivesLossesThatAreNoNumbers()
{
    TimelineBar bar;
    bar.resize(600, 64);
    bar.setNow(10);
    bar.setLoss({{0, 0.7}, {2, qQNaN()}, {4, qInf()}, {6, 0.0}, {8, -1.0}, {10, 0.1}});
    QVERIFY(!bar.grab().isNull());
    bar.setLoss({});
    QVERIFY(!bar.grab().isNull());
}

QTEST_MAIN(TestTimeline)
#include "test_timeline.moc"
