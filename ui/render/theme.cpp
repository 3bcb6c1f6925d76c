#include "render/theme.h"

#include <QPalette>

namespace basin {

namespace {

Theme withOutcomes(Theme theme)
{
    theme.outcomeSolved = QColor(0x2a9d8a);
    theme.outcomeEdge = QColor(0xe3a63c);
    theme.outcomeTriple = QColor(0xb4527c);
    theme.outcomeConstant = QColor(0x70769c);
    theme.outcomeUndecided = QColor(0xc3c9ce);
    theme.outcomeDiverged = QColor(0x201a26);
    theme.solvedQuick = QColor(0xd6f0ea);
    theme.solvedSlow = QColor(0x106258);
    theme.levelLow = QColor(0x7d9cea);
    theme.levelHigh = QColor(0x35208a);
    return theme;
}

Theme makeLight()
{
    Theme theme;
    theme.bg = QColor(0xf5f6f7);
    theme.surface = QColor(0xffffff);
    theme.line = QColor(0xe3e6e9);
    theme.field = QColor(0xffffff);
    theme.fieldLine = QColor(0xcdd3d8);
    theme.hover = QColor(0xe9ecef);
    theme.track = QColor(0xd9dde1);
    theme.text = QColor(0x1f2429);
    theme.text2 = QColor(0x525b64);
    theme.text3 = QColor(0x687179);
    theme.accent = QColor(0x5457c8);
    theme.onAccent = QColor(0xffffff);
    theme.accentWeak = QColor(0xececfa);
    theme.grid = QColor(0xe9ecee);
    theme.axis = QColor(0x9aa3ab);
    theme.ink = QColor(0x1f2429);
    theme.pinned = QColor(0xa3abb3);
    theme.chipOk = QColor(0xe1f2e8);
    theme.chipOkText = QColor(0x1c6743);
    theme.chipWarn = QColor(0xfcefd2);
    theme.chipWarnText = QColor(0x855000);
    theme.chipError = QColor(0xfbe4e2);
    theme.chipErrorText = QColor(0xa02b22);
    theme.chipNeutral = QColor(0xe8eaed);
    theme.chipNeutralText = QColor(0x3c444b);
    theme.signedNegative = QColor(0xf59322);
    theme.signedMiddle = QColor(0xe8eaeb);
    theme.signedPositive = QColor(0x0877bd);
    theme.error = QColor(0xa02b22);
    return withOutcomes(theme);
}

Theme makeDark()
{
    Theme theme;
    theme.isDark = true;
    theme.bg = QColor(0x1f2327);
    theme.surface = QColor(0x16191c);
    theme.line = QColor(0x2c3238);
    theme.field = QColor(0x282d33);
    theme.fieldLine = QColor(0x3d454d);
    theme.hover = QColor(0x2b3137);
    theme.track = QColor(0x3a4148);
    theme.text = QColor(0xe6e9ec);
    theme.text2 = QColor(0xaeb7bf);
    theme.text3 = QColor(0x8d97a0);
    theme.accent = QColor(0x9a9cf6);
    theme.onAccent = QColor(0x15163a);
    theme.accentWeak = QColor(0x2b2d4a);
    theme.grid = QColor(0x262b30);
    theme.axis = QColor(0x6b757e);
    theme.ink = QColor(0xf2f4f5);
    theme.pinned = QColor(0x6d7780);
    theme.chipOk = QColor(0x173627);
    theme.chipOkText = QColor(0x86d6ab);
    theme.chipWarn = QColor(0x3c2e10);
    theme.chipWarnText = QColor(0xf0c366);
    theme.chipError = QColor(0x42201d);
    theme.chipErrorText = QColor(0xf3a199);
    theme.chipNeutral = QColor(0x2b3036);
    theme.chipNeutralText = QColor(0xc4ccd3);
    theme.signedNegative = QColor(0xf59322);
    theme.signedMiddle = QColor(0x2a2f35);
    theme.signedPositive = QColor(0x3a9fe0);
    // #a02b22 would be lost on the dark field; the chip's text keeps 4.5:1 there.
    theme.error = QColor(0xf3a199);
    return withOutcomes(theme);
}

const Theme *&currentTheme()
{
    static const Theme *theme = &Theme::light();
    return theme;
}

} // namespace

const Theme &Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme &Theme::dark()
{
    static const Theme theme = makeDark();
    return theme;
}

const Theme &Theme::current()
{
    return *currentTheme();
}

void Theme::setCurrent(const Theme &theme)
{
    currentTheme() = theme.isDark ? &dark() : &light();
}

const Theme &Theme::matching(const QPalette &palette)
{
    const bool isDark = palette.color(QPalette::Window).lightnessF() < palette.color(QPalette::WindowText).lightnessF();
    return isDark ? dark() : light();
}

} // namespace basin
