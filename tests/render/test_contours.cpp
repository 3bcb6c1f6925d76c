#include "render/contours.h"

#include <QTest>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

using namespace basin;

namespace {

std::vector<float> sampled(int columns, int rows, const std::function<double(double, double)> &function)
{
    std::vector<float> values;
    for (int y = 0; y < rows; ++y)
        for (int x = 0; x < columns; ++x)
            values.push_back(static_cast<float>(function(x, y)));
    return values;
}

double distance(QPointF a, QPointF b)
{
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

} // namespace

class TestContours : public QObject {
    Q_OBJECT

private slots:
    void circleIsRoundAndClosed()
    {
        // The distance from the centre: its level lines are circles. Straight interpolation errs by 1/(8r) at most.
        const QPointF centre(31.3, 30.7);
        const double radius = 20.4;
        const auto values = sampled(64, 64, [&](double x, double y) { return distance({x, y}, centre); });
        const auto lines = contourLines(values.data(), 64, 64, static_cast<float>(radius));
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines[0].first(), lines[0].last());
        double length = 0;
        for (qsizetype i = 0; i < lines[0].size(); ++i) {
            QVERIFY(std::abs(distance(lines[0][i], centre) - radius) < 1e-2);
            if (i > 0)
                length += distance(lines[0][i - 1], lines[0][i]);
        }
        QVERIFY(std::abs(length - 2 * M_PI * radius) < 0.1);
    }

    void planeGivesOneStraightLine()
    {
        const auto values = sampled(40, 40, [](double x, double y) { return x + y; });
        const auto lines = contourLines(values.data(), 40, 40, 30.25F);
        QCOMPARE(lines.size(), 1);
        for (const QPointF &point : lines[0])
            QVERIFY(std::abs(point.x() + point.y() - 30.25) < 1e-5);
        const QPointF a = lines[0].first(), b = lines[0].last();
        QVERIFY(std::min(a.x(), b.x()) == 0 && std::min(a.y(), b.y()) == 0);
    }

    void saddleLinesDoNotCross_data()
    {
        QTest::addColumn<float>("level");
        QTest::newRow("above the centre") << 0.05F;
        QTest::newRow("below the centre") << -0.05F;
    }

    void saddleLinesDoNotCross()
    {
        // (x−½)(y−½) with its saddle in the middle of a cell: the hyperbola's two branches lie where the sign of the
        // product is that of the level.
        QFETCH(float, level);
        const double middle = 9.5;
        const auto values = sampled(20, 20, [&](double x, double y) { return (x - middle) * (y - middle); });
        const auto lines = contourLines(values.data(), 20, 20, level);
        QCOMPARE(lines.size(), 2);
        for (const QPolygonF &line : lines)
            for (const QPointF &point : line)
                QVERIFY((point.x() - middle) * (point.y() - middle) * level > 0);
    }

    void checkerboardLosesNothing()
    {
        // Every cell is ambiguous. Each inner edge is crossed, so is each at the rim.
        const auto values = sampled(9, 9, [](double x, double y) { return static_cast<int>(x + y) % 2; });
        const auto lines = contourLines(values.data(), 9, 9, 0.4F);
        qsizetype vertices = 0;
        for (const QPolygonF &line : lines)
            vertices += line.size() - (line.first() == line.last() ? 1 : 0);
        QCOMPARE(vertices, 2 * 9 * 8);
    }

    void gapsAndFlats()
    {
        auto values = sampled(16, 16, [](double x, double) { return x; });
        values[8 * 16 + 7] = std::numeric_limits<float>::quiet_NaN();
        const auto lines = contourLines(values.data(), 16, 16, 7.5F);
        QCOMPARE(lines.size(), 2); // above the gap and below it
        QVERIFY(contourLines(sampled(8, 8, [](double, double) { return 0.5; }).data(), 8, 8, 0.5F).isEmpty());
        QVERIFY(contourLines(values.data(), 1, 16, 0.5F).isEmpty());
    }

    void speed()
    {
        const auto values = sampled(512, 512, [](double x, double y) {
            return std::sin(x / 40) * std::cos(y / 55) + std::tanh((x - y) / 100);
        });
        QBENCHMARK
        {
            QVERIFY(!contourLines(values.data(), 512, 512, 0.0F).isEmpty());
        }
    }
};

QTEST_MAIN(TestContours)
#include "test_contours.moc"
