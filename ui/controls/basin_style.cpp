#include "controls/basin_style.h"

#include "controls/focus_ring.h"
#include "controls/metrics.h"
#include "controls/paint.h"
#include "controls/style_paint.h"
#include "render/fonts.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenuBar>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSlider>
#include <QTableView>
#include <QTextEdit>
#include <QToolTip>
#include <QWheelEvent>

namespace basin {

namespace {

/// A wheel that scrolls a panel must not turn the knob that happens to pass under it.
class WheelGuard : public QObject {
public:
    using QObject::QObject;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const auto *widget = qobject_cast<QWidget *>(watched);
        if (event->type() != QEvent::Wheel || !widget || widget->hasFocus())
            return false;
        event->ignore();
        return true;
    }
};

constexpr int comboArrowWidth = 29;
constexpr int fieldPadding = 8; // QLineEdit adds 2 of its own
constexpr int spinArrowWidth = 25;

template <typename Option>
const Option *as(const QStyleOption *option)
{
    return qstyleoption_cast<const Option *>(option);
}

void polishTable(QTableView *table)
{
    table->setShowGrid(false);
    table->viewport()->setAutoFillBackground(false); // the rows lie on the panel, not in a box
    table->verticalHeader()->setDefaultSectionSize(metrics::scaled(24));
}

} // namespace

BasinStyle::BasinStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void BasinStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QComboBox *>(widget) || qobject_cast<QAbstractSpinBox *>(widget) ||
        qobject_cast<QSlider *>(widget)) {
        static WheelGuard guard;
        widget->installEventFilter(&guard);
        if (widget->focusPolicy() == Qt::WheelFocus)
            widget->setFocusPolicy(Qt::StrongFocus);
        widget->setAttribute(Qt::WA_Hover);
    }
    if (auto *bar = qobject_cast<QTabBar *>(widget)) {
        bar->setDrawBase(false);
        bar->setAttribute(Qt::WA_Hover);
    }
    if (auto *header = qobject_cast<QHeaderView *>(widget)) {
        header->setFont(font(TypeRole::Caption));
        header->viewport()->setAutoFillBackground(false);
    } else if (auto *table = qobject_cast<QTableView *>(widget))
        polishTable(table);
    if (auto *area = qobject_cast<QAbstractScrollArea *>(widget);
        area && !qobject_cast<QTextEdit *>(widget) && !qobject_cast<QPlainTextEdit *>(widget))
        area->setFrameShape(QFrame::NoFrame);
}

int BasinStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return metrics::ringGap + metrics::ringWidth;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return metrics::scaled(16);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 9;
    case PM_SliderThickness:
    case PM_SliderControlThickness:
    case PM_SliderLength:
        return metrics::handle;
    case PM_SliderTickmarkOffset:
        return 0;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollBarSliderMin:
        return 24;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
    case PM_MenuHMargin:
    case PM_MenuPanelWidth:
    case PM_MenuBarVMargin:
    case PM_MenuBarPanelWidth:
    case PM_ToolBarFrameWidth:
    case PM_ToolBarItemMargin:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabOverlap:
    case PM_TabBarTabVSpace:
    case PM_TabBarBaseHeight:
    case PM_TabBarBaseOverlap:
        return 0;
    case PM_MenuVMargin:
        return 5;
    case PM_MenuBarItemSpacing:
        return 0;
    case PM_MenuBarHMargin:
        return 6;
    case PM_SplitterWidth:
        return 1;
    case PM_TabBarTabHSpace:
        return 22;
    case PM_DefaultFrameWidth:
        return qobject_cast<const QLineEdit *>(widget) ? 1 : QProxyStyle::pixelMetric(metric, option, widget);
    case PM_HeaderMarkSize:
        return 8;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
        return metrics::scaled(18);
    case PM_ToolBarIconSize:
        return metrics::scaled(20);
    case PM_ToolTipLabelFrameWidth:
        return 6;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int BasinStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                          QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ComboBox_Popup:
    case SH_FocusFrame_Mask:
    case SH_UnderlineShortcut: // the letters still work with Alt
    case SH_ScrollView_FrameOnlyAroundContents:
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_DialogButtonLayout:
        return QDialogButtonBox::GnomeLayout; // the primary button at the right, as in every dialog here
    case SH_FocusFrame_AboveWidget:
    case SH_ItemView_ShowDecorationSelected:
    case SH_MenuBar_MouseTracking:
    case SH_Menu_MouseTracking:
        return 1;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton; // the handle comes to where one clicks
    case SH_Slider_PageSetButtons:
        return Qt::MiddleButton;
    case SH_Table_GridLineColor:
        return static_cast<int>(Theme::current().line.rgb());
    case SH_ToolTipLabel_Opacity:
        return 255;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize BasinStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                                   const QWidget *widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_LineEdit:
        size.setHeight(metrics::rowHeight());
        break;
    case CT_SpinBox:
        return {contents.width() + 2 * fieldPadding + 4, metrics::rowHeight()};
    case CT_ComboBox:
        return {contents.width() + 9 + 24, metrics::rowHeight()};
    case CT_PushButton: {
        const bool isPrimary = widget && widget->property(style::primaryProperty).toBool();
        return {std::max(contents.width() + 24, metrics::scaled(64)), metrics::scaled(isPrimary ? 32 : 28)};
    }
    case CT_CheckBox:
    case CT_RadioButton:
        size.setHeight(std::max(size.height(), metrics::scaled(20)));
        break;
    case CT_TabBarTab:
        return {contents.width() + 2, metrics::headerHeight()};
    case CT_MenuItem:
        if (const auto *item = as<QStyleOptionMenuItem>(option))
            return style::menuItemSize(*item, contents);
        break;
    case CT_MenuBarItem:
        return {contents.width() + 16, metrics::rowHeight()};
    case CT_HeaderSection:
        size.setHeight(metrics::scaled(24));
        break;
    default:
        break;
    }
    return size;
}

QRect BasinStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_LineEditContents) {
        const auto *frame = as<QStyleOptionFrame>(option);
        return frame && frame->lineWidth > 0 ? option->rect.adjusted(fieldPadding, 0, -fieldPadding, 0) : option->rect;
    }
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    // Small letters have their middle below the line's: the box goes with them.
    const bool isMark = element == SE_CheckBoxIndicator || element == SE_RadioButtonIndicator;
    return isMark ? rect.translated(0, 1) : rect;
}

QRect BasinStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                 const QWidget *widget) const
{
    const QRect &rect = option->rect;
    QRect result;
    if (control == CC_ComboBox && part == SC_ComboBoxArrow)
        result = QRect(rect.right() - comboArrowWidth, rect.top(), comboArrowWidth, rect.height());
    else if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        result = rect.adjusted(9, 1, -22, -1);
    else if (control == CC_ScrollBar)
        result = style::scrollBarPart(*as<QStyleOptionSlider>(option), part);
    else if (control == CC_SpinBox) {
        const bool hasArrows = as<QStyleOptionSpinBox>(option)->buttonSymbols != QAbstractSpinBox::NoButtons &&
                               option->state.testFlag(State_Enabled);
        const int arrows = hasArrows ? spinArrowWidth : 0;
        if (part == SC_SpinBoxEditField)
            result = rect.adjusted(fieldPadding, 1, -(hasArrows ? arrows - 2 : fieldPadding - 3), -1);
        else if (part == SC_SpinBoxUp || part == SC_SpinBoxDown) {
            const int half = rect.height() / 2;
            result = QRect(rect.right() - arrows + 1, rect.top() + (part == SC_SpinBoxUp ? 0 : half), arrows, half);
        } else
            result = rect;
    } else if (control == CC_Slider && part == SC_SliderGroove) {
        const bool isHorizontal = as<QStyleOptionSlider>(option)->orientation == Qt::Horizontal;
        result = isHorizontal ? QRect(rect.left(), rect.center().y() - 1, rect.width(), metrics::groove)
                              : QRect(rect.center().x() - 1, rect.top(), metrics::groove, rect.height());
        return result;
    } else
        return QProxyStyle::subControlRect(control, option, part, widget);
    return control == CC_ScrollBar ? result : visualRect(option->direction, rect, result);
}

QPalette paletteOf(const Theme &theme)
{
    QPalette palette;
    palette.setColor(QPalette::Window, theme.bg);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.field);
    palette.setColor(QPalette::AlternateBase, theme.bg);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::Button, theme.field);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::BrightText, theme.onAccent);
    palette.setColor(QPalette::ToolTipBase, theme.field);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.text3);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::LinkVisited, theme.accent);
    palette.setColor(QPalette::Highlight,
                     theme.isDark ? theme.accentWeak : paint::mix(theme.surface, theme.accent, 0.25));
    palette.setColor(QPalette::HighlightedText, theme.text);
    palette.setColor(QPalette::Light, theme.surface);
    palette.setColor(QPalette::Midlight, theme.hover);
    palette.setColor(QPalette::Mid, theme.line);
    palette.setColor(QPalette::Dark, theme.fieldLine);
    palette.setColor(QPalette::Shadow, theme.axis);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme.text3);
    return palette;
}

void applyTheme(QApplication &application, const Theme &theme)
{
    Theme::setCurrent(theme);
    if (!qobject_cast<BasinStyle *>(application.style()))
        application.setStyle(new BasinStyle);
    if (!application.findChild<FocusRing *>(QString(), Qt::FindDirectChildrenOnly))
        new FocusRing(&application);
    application.setFont(font(TypeRole::Body));
    QToolTip::setFont(font(TypeRole::Note));
    application.setPalette(paletteOf(theme));
    QToolTip::setPalette(paletteOf(theme));
    const auto widgets = QApplication::allWidgets();
    for (auto *widget : widgets)
        widget->update();
}

void setPrimary(QPushButton *button, bool primary)
{
    button->setProperty(style::primaryProperty, primary);
    button->setFont(font(primary ? TypeRole::BodyStrong : TypeRole::Body));
    button->updateGeometry();
    button->update();
}

} // namespace basin
