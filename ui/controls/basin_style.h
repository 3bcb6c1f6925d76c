#pragma once

#include "render/theme.h"

#include <QPalette>
#include <QProxyStyle>

class QApplication;
class QPushButton;

namespace basin {

/// Basin's look for Qt's own widgets: fields, combo boxes, check boxes, buttons, sliders, scroll bars, menus, tabs,
/// tables. It asks Theme::current() each time it paints, so that a change of theme is one repaint.
class BasinStyle : public QProxyStyle {
    Q_OBJECT

public:
    BasinStyle();

    using QProxyStyle::polish;
    void polish(QWidget *widget) override;

    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                           const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
};

/// Qt's palette in the theme's colours.
[[nodiscard]] QPalette paletteOf(const Theme &theme);

/// Gives the application Basin's style, font and focus ring, and the theme's colours; at run time it switches between
/// light and dark and repaints everything.
void applyTheme(QApplication &application, const Theme &theme);

/// Fills the button with the accent: what one most likely wants to do next. One for each panel.
void setPrimary(QPushButton *button, bool primary = true);

} // namespace basin
