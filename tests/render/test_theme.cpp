#include "render/fonts.h"
#include "render/theme.h"

#include <QFontMetricsF>
#include <QPalette>
#include <QTest>

#include <cmath>

using namespace basin;

namespace {

/// WCAG 2: relative luminance and contrast ratio.
double luminance(const QColor &color)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT

private slots:
    void textIsReadable_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void textIsReadable()
    {
        QFETCH(bool, isDark);
        const Theme &theme = isDark ? Theme::dark() : Theme::light();
        for (const QColor &text : {theme.text, theme.text2, theme.text3})
            for (const QColor &ground : {theme.bg, theme.surface})
                QVERIFY2(contrast(text, ground) >= 4.5, qPrintable(text.name() + " on " + ground.name()));
        QVERIFY(contrast(theme.chipOkText, theme.chipOk) >= 4.5);
        QVERIFY(contrast(theme.chipWarnText, theme.chipWarn) >= 4.5);
        QVERIFY(contrast(theme.chipErrorText, theme.chipError) >= 4.5);
        QVERIFY(contrast(theme.chipNeutralText, theme.chipNeutral) >= 4.5);
        QVERIFY(contrast(theme.onAccent, theme.accent) >= 4.5);
        QVERIFY(contrast(theme.error, theme.field) >= 3.0);
    }

    void currentFollows()
    {
        Theme::setCurrent(Theme::dark());
        QCOMPARE(&Theme::current(), &Theme::dark());
        Theme::setCurrent(Theme::light());
        QCOMPARE(&Theme::current(), &Theme::light());
    }

    void paletteTellsLightFromDark()
    {
        QVERIFY(Theme::matching(QPalette(Qt::white, QColor(0x202020))).isDark);
        QVERIFY(!Theme::matching(QPalette(Qt::black, QColor(0xf0f0f0))).isDark);
    }

    void digitsHaveOneWidth()
    {
        for (const TypeRole role : {TypeRole::Caption, TypeRole::Note, TypeRole::Body, TypeRole::BodyStrong,
                                    TypeRole::Readout, TypeRole::Share}) {
            const QFontMetricsF metrics(font(role));
            for (char16_t digit = u'1'; digit <= u'9'; ++digit)
                QCOMPARE(metrics.horizontalAdvance(QChar(digit)), metrics.horizontalAdvance(u'0'));
        }
    }

    void sizesGrowTogether()
    {
        const int body = font(TypeRole::Body).pixelSize();
        setTextScale(2.0);
        QCOMPARE(font(TypeRole::Body).pixelSize(), 2 * body);
        setTextScale(1.0);
        QCOMPARE(font(TypeRole::Body).pixelSize(), body);
        QCOMPARE(font(TypeRole::BodyStrong).weight(), QFont::Medium);
    }
};

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
