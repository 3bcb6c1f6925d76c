#include "render/colour_map.h"
#include "render/theme.h"

#include <QSet>
#include <QTest>

#include <cmath>
#include <limits>
#include <vector>

using namespace basin;

namespace {

/// Lightness of OKLab (Ottosson, 2020) from sRGB.
double lightness(QRgb colour)
{
    const auto linear = [](int c) {
        const double v = c / 255.0;
        return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    const double r = linear(qRed(colour)), g = linear(qGreen(colour)), b = linear(qBlue(colour));
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
}

} // namespace

class TestColourMap : public QObject {
    Q_OBJECT

private slots:
    void signedMapHasItsThreeColours()
    {
        const ColourMap &map = ColourMap::signedValues(Theme::light());
        QCOMPARE(map.at(0.0), qRgb(0xf5, 0x93, 0x22));
        QCOMPARE(map.at(1.0), qRgb(0x08, 0x77, 0xbd));
        const QRgb middle = map.at(0.5);
        QVERIFY(std::abs(qRed(middle) - 0xe8) <= 1 && std::abs(qBlue(middle) - 0xeb) <= 1);
        QCOMPARE(map.at(-3.0), map.at(0.0));
        QCOMPARE(map.at(7.0), map.at(1.0));
        QCOMPARE(ColourMap::signedValues(Theme::dark()).at(1.0), qRgb(0x3a, 0x9f, 0xe0));
    }

    void lossMapsGetSteadilyLighter_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("depth") << static_cast<int>(ColourMap::Kind::Depth);
        QTest::newRow("viridis") << static_cast<int>(ColourMap::Kind::Viridis);
        QTest::newRow("cividis") << static_cast<int>(ColourMap::Kind::Cividis);
        QTest::newRow("grey") << static_cast<int>(ColourMap::Kind::Grey);
    }

    void lossMapsGetSteadilyLighter()
    {
        QFETCH(int, kind);
        const ColourMap &map = ColourMap::ofKind(static_cast<ColourMap::Kind>(kind), Theme::light());
        for (int i = 1; i <= 40; ++i)
            QVERIFY(lightness(map.at(i / 40.0)) > lightness(map.at((i - 1) / 40.0)));
    }

    void imageClipsAndLeavesGaps()
    {
        constexpr float infinity = std::numeric_limits<float>::infinity();
        const std::vector<float> values{-5, 0, 0.5F, 1, 9, infinity, -infinity, std::nanf("")};
        const ColourMap &map = ColourMap::signedValues(Theme::light());
        const QImage image = colourImage(values.data(), 8, 1, {0, 1}, map);
        const double expected[] = {0, 0, 0.5, 1, 1, 1, 0};
        for (int i = 0; i < 7; ++i)
            QCOMPARE(image.pixel(i, 0), map.at(expected[i]));
        QCOMPARE(qAlpha(image.pixel(7, 0)), 0);
    }

    void firstRowIsOnTop()
    {
        const std::vector<float> values{0, 0, 1, 1};
        const QImage image = colourImage(values.data(), 2, 2, {0, 1}, ColourMap::grey());
        QVERIFY(qRed(image.pixel(0, 0)) < qRed(image.pixel(0, 1)));
    }

    void winnerIsShadedByItsLead()
    {
        // Three classes, three pixels: 0 wins clearly, 2 wins closely, a tie.
        const std::vector<float> outputs{1, 0.3F, 0.5F, 0, 0.3F, 0.5F, 0, 0.4F, 0};
        const QImage image = winnerImage(outputs.data(), 3, 1, 3, Theme::light());
        QCOMPARE(image.pixel(0, 0), classColour(0, Theme::light()).rgb());
        QCOMPARE(image.pixel(2, 0), Theme::light().signedMiddle.rgb());
        const int towards = classColour(2, Theme::light()).red() - Theme::light().signedMiddle.red();
        const int shown = qRed(image.pixel(1, 0)) - Theme::light().signedMiddle.red();
        QVERIFY(std::abs(shown - 0.1 * towards) <= 1.5);
    }

    void classesDiffer()
    {
        QSet<QRgb> seen;
        for (int k = 0; k < 8; ++k)
            seen.insert(classColour(k, Theme::light()).rgb());
        QCOMPARE(seen.size(), 8);
    }

    void speed()
    {
        std::vector<float> values(512 * 512);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = std::sin(static_cast<float>(i) * 0.01F);
        QBENCHMARK
        {
            QVERIFY(!colourImage(values.data(), 512, 512, {-1, 1}, ColourMap::depth()).isNull());
        }
    }
};

QTEST_MAIN(TestColourMap)
#include "test_colour_map.moc"
