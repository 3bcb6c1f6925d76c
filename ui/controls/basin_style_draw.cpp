#include "controls/basin_style.h"
#include "controls/metrics.h"
#include "controls/paint.h"
#include "controls/style_paint.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace basin {

namespace {

template <typename Option>
const Option *as(const QStyleOption *option)
{
    return qstyleoption_cast<const Option *>(option);
}

bool isTextArea(const QWidget *widget)
{
    return qobject_cast<const QPlainTextEdit *>(widget) || qobject_cast<const QTextEdit *>(widget);
}

Qt::ArrowType directionOf(QStyle::PrimitiveElement element)
{
    switch (element) {
    case QStyle::PE_IndicatorArrowUp:
        return Qt::UpArrow;
    case QStyle::PE_IndicatorArrowLeft:
        return Qt::LeftArrow;
    case QStyle::PE_IndicatorArrowRight:
        return Qt::RightArrow;
    default:
        return Qt::DownArrow;
    }
}

/// The ring of QFocusFrame, which lies around the widget; a check box is ringed around box and words.
void drawRing(const QStyleOption &option, QPainter &painter)
{
    constexpr int reach = metrics::ringGap + metrics::ringWidth;
    paint::focusRing(painter, QRectF(option.rect).adjusted(reach, reach, -reach, -reach), metrics::radius);
}

} // namespace

void BasinStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    const auto &theme = Theme::current();
    switch (element) {
    case PE_PanelLineEdit:
        if (const auto *frame = as<QStyleOptionFrame>(option))
            style::drawLineEdit(*frame, *painter, widget);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        style::drawCheckBox(*option, *painter);
        return;
    case PE_IndicatorRadioButton:
        style::drawRadioButton(*option, *painter);
        return;
    case PE_PanelButtonCommand:
        if (const auto *button = as<QStyleOptionButton>(option))
            style::drawButton(*button, *painter, widget);
        return;
    case PE_PanelButtonTool:
        style::drawFlatTool(*option, *painter);
        return;
    case PE_Frame:
        if (isTextArea(widget))
            paint::box(*painter, option->rect, metrics::radius, QColor(), theme.fieldLine);
        else if (widget && widget->windowType() == Qt::Popup) // parts it from the panel it may lie on
            paint::box(*painter, option->rect, 0, QColor(), theme.fieldLine);
        return;
    case PE_FrameMenu:
        paint::box(*painter, option->rect, 0, QColor(), theme.fieldLine);
        return;
    case PE_PanelMenu:
    case PE_PanelTipLabel:
        paint::box(*painter, option->rect, 0, theme.field, theme.fieldLine);
        return;
    case PE_FrameFocusRect:
        // Only item views still ask for this: everything else has the ring.
        if (qobject_cast<const QAbstractItemView *>(widget) && option->state.testFlag(State_KeyboardFocusChange))
            paint::frame(*painter, option->rect, 4, theme.accent, metrics::ringWidth);
        return;
    case PE_PanelItemViewItem:
    case PE_PanelItemViewRow:
        if (const auto *item = as<QStyleOptionViewItem>(option))
            style::drawRow(*item, *painter);
        return;
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight:
        paint::chevron(*painter, QRectF(option->rect).center(), 8, directionOf(element),
                       option->state.testFlag(State_Enabled) ? theme.text2 : theme.text3);
        return;
    case PE_IndicatorToolBarSeparator:
        painter->fillRect(QRect(option->rect.center().x(), option->rect.top(), 1, option->rect.height()), theme.line);
        return;
    case PE_FrameLineEdit:
    case PE_FrameGroupBox:
    case PE_FrameTabWidget:
    case PE_FrameTabBarBase:
    case PE_FrameDefaultButton:
    case PE_FrameStatusBarItem:
    case PE_PanelStatusBar:
    case PE_PanelToolBar:
    case PE_PanelMenuBar:
    case PE_FrameWindow:
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void BasinStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                             const QWidget *widget) const
{
    const auto &theme = Theme::current();
    switch (element) {
    case CE_FocusFrame:
        drawRing(*option, *painter);
        return;
    case CE_ComboBoxLabel:
        if (const auto *combo = as<QStyleOptionComboBox>(option))
            style::drawComboText(*combo, *painter, subControlRect(CC_ComboBox, combo, SC_ComboBoxEditField, widget));
        return;
    case CE_PushButtonLabel:
        if (const auto *button = as<QStyleOptionButton>(option))
            style::drawButtonText(*button, *painter, widget);
        return;
    case CE_TabBarTabShape:
        if (const auto *tab = as<QStyleOptionTab>(option))
            style::drawTab(*tab, *painter);
        return;
    case CE_TabBarTabLabel:
        if (const auto *tab = as<QStyleOptionTab>(option))
            style::drawTabText(*tab, *painter);
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        style::drawHeaderSection(*option, *painter);
        return;
    case CE_HeaderLabel:
        if (const auto *header = as<QStyleOptionHeader>(option))
            style::drawHeaderText(*header, *painter);
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, option->state & (State_MouseOver | State_Sunken) ? theme.accent : theme.line);
        return;
    case CE_MenuItem:
        if (const auto *item = as<QStyleOptionMenuItem>(option))
            style::drawMenuItem(*item, *painter);
        return;
    case CE_MenuBarItem:
        if (const auto *item = as<QStyleOptionMenuItem>(option))
            style::drawMenuBarItem(*item, *painter);
        return;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, theme.bg);
        return;
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel:
    case CE_ToolBar:
        return;
    case CE_ProgressBarContents:
        if (const auto *bar = as<QStyleOptionProgressBar>(option))
            style::drawProgress(*bar, *painter);
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void BasinStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                    const QWidget *widget) const
{
    switch (control) {
    case CC_ComboBox:
        if (const auto *combo = as<QStyleOptionComboBox>(option))
            style::drawCombo(*combo, *painter, subControlRect(control, option, SC_ComboBoxArrow, widget), widget);
        return;
    case CC_SpinBox:
        if (const auto *spin = as<QStyleOptionSpinBox>(option))
            style::drawSpin(*spin, *painter, subControlRect(control, option, SC_SpinBoxUp, widget), widget);
        return;
    case CC_Slider:
        if (const auto *slider = as<QStyleOptionSlider>(option))
            style::drawSlider(*slider, *painter, subControlRect(control, option, SC_SliderGroove, widget),
                              subControlRect(control, option, SC_SliderHandle, widget));
        return;
    case CC_ScrollBar:
        if (const auto *bar = as<QStyleOptionSlider>(option))
            style::drawScrollBar(*bar, *painter, subControlRect(control, option, SC_ScrollBarSlider, widget));
        return;
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

} // namespace basin
