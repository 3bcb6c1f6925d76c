#pragma once

#include <QStyleOption>

class QPainter;
class QWidget;

/// How BasinStyle draws each element. One function for each; they keep nothing.
namespace basin::style {

inline constexpr auto primaryProperty = "basinPrimary";

// Fields and buttons
void drawLineEdit(const QStyleOptionFrame &option, QPainter &painter, const QWidget *widget);
void drawCheckBox(const QStyleOption &option, QPainter &painter);
void drawRadioButton(const QStyleOption &option, QPainter &painter);
void drawButton(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget);
void drawButtonText(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget);
void drawCombo(const QStyleOptionComboBox &option, QPainter &painter, const QRect &arrow, const QWidget *widget);
void drawComboText(const QStyleOptionComboBox &option, QPainter &painter, const QRect &edit);
void drawSpin(const QStyleOptionSpinBox &option, QPainter &painter, const QRect &arrows, const QWidget *widget);
void drawFlatTool(const QStyleOption &option, QPainter &painter);

// Bars, tabs, tables, menus
void drawSlider(const QStyleOptionSlider &option, QPainter &painter, const QRect &groove, const QRect &handle);
void drawScrollBar(const QStyleOptionSlider &option, QPainter &painter, const QRect &slider);
void drawProgress(const QStyleOptionProgressBar &option, QPainter &painter);
void drawTab(const QStyleOptionTab &option, QPainter &painter);
void drawTabText(const QStyleOptionTab &option, QPainter &painter);
void drawHeaderSection(const QStyleOption &option, QPainter &painter);
void drawHeaderText(const QStyleOptionHeader &option, QPainter &painter);
void drawRow(const QStyleOptionViewItem &option, QPainter &painter);
void drawMenuItem(const QStyleOptionMenuItem &option, QPainter &painter);
void drawMenuBarItem(const QStyleOptionMenuItem &option, QPainter &painter);

[[nodiscard]] QRect scrollBarPart(const QStyleOptionSlider &option, int part);
[[nodiscard]] QSize menuItemSize(const QStyleOptionMenuItem &option, const QSize &contents);

} // namespace basin::style
