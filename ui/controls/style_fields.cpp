#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/paint.h"
#include "controls/style_paint.h"

#include <QAbstractSpinBox>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace basin::style {

namespace {

bool isEnabled(const QStyleOption &option)
{
    return option.state.testFlag(QStyle::State_Enabled);
}

bool isHovered(const QStyleOption &option)
{
    return isEnabled(option) && option.state.testFlag(QStyle::State_MouseOver);
}

void drawField(const QStyleOption &option, QPainter &painter, const QWidget *widget)
{
    const auto look = paint::fieldLook(isEnabled(option), paint::isWrong(widget));
    paint::box(painter, option.rect, metrics::radius, look.fill, look.line);
}

/// Frame and filling of a check box or radio button.
void drawMark(const QStyleOption &option, QPainter &painter, qreal radius, bool isFilled)
{
    const auto &theme = Theme::current();
    const QRectF rect(option.rect);
    if (isFilled) {
        paint::box(painter, rect, radius, isEnabled(option) ? theme.accent : theme.text3);
        return;
    }
    const QColor fill = isEnabled(option) ? (isHovered(option) ? theme.hover : theme.field) : QColor();
    paint::box(painter, rect, radius, fill, isEnabled(option) ? theme.axis : theme.fieldLine);
}

} // namespace

void drawLineEdit(const QStyleOptionFrame &option, QPainter &painter, const QWidget *widget)
{
    // Without a frame it is the inside of a spin box or a combo box, which drew the field already.
    if (option.lineWidth > 0)
        drawField(option, painter, widget);
}

void drawCheckBox(const QStyleOption &option, QPainter &painter)
{
    const auto &theme = Theme::current();
    const bool isOn = option.state.testFlag(QStyle::State_On);
    const bool isPartly = option.state.testFlag(QStyle::State_NoChange);
    drawMark(option, painter, 4, isOn || isPartly);
    const QRectF rect(option.rect);
    const QColor mark = isEnabled(option) ? theme.onAccent : theme.bg;
    if (isOn)
        paint::check(painter, rect, mark);
    else if (isPartly)
        paint::box(painter, QRectF(rect.center().x() - 4, rect.center().y() - 1, 8, 2), 1, mark);
}

void drawRadioButton(const QStyleOption &option, QPainter &painter)
{
    const auto &theme = Theme::current();
    const QRectF rect(option.rect);
    const bool isOn = option.state.testFlag(QStyle::State_On);
    drawMark(option, painter, rect.height() / 2, false);
    if (!isOn)
        return;
    const QColor color = isEnabled(option) ? theme.accent : theme.text3;
    paint::frame(painter, rect, rect.height() / 2, color, 1.5);
    const qreal inset = rect.height() / 4;
    paint::box(painter, rect.adjusted(inset, inset, -inset, -inset), rect.height(), color);
}

void drawButton(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget)
{
    const auto &theme = Theme::current();
    const bool isPressed = option.state.testFlag(QStyle::State_Sunken);
    if (widget && widget->property(primaryProperty).toBool()) {
        if (!isEnabled(option))
            paint::box(painter, option.rect, metrics::radius, QColor(), theme.line);
        else
            paint::box(painter, option.rect, metrics::radius,
                       isPressed || isHovered(option) ? paint::mix(theme.accent, theme.text, isPressed ? 0.24 : 0.12)
                                                      : theme.accent);
        return;
    }
    if (option.features.testFlag(QStyleOptionButton::Flat)) {
        drawFlatTool(option, painter);
        return;
    }
    auto look = paint::fieldLook(isEnabled(option), false);
    if (isPressed || option.state.testFlag(QStyle::State_On))
        look.fill = paint::mix(theme.field, theme.track, 0.6);
    else if (isHovered(option))
        look.fill = theme.hover;
    paint::box(painter, option.rect, metrics::radius, look.fill, look.line);
}

void drawButtonText(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget)
{
    const auto &theme = Theme::current();
    const bool isPrimary = widget && widget->property(primaryProperty).toBool();
    const QColor color = !isEnabled(option) ? theme.text3 : isPrimary ? theme.onAccent : theme.text;
    const int iconWidth = option.icon.isNull() ? 0 : option.iconSize.width();
    const int gap = iconWidth > 0 && !option.text.isEmpty() ? 8 : 0;
    const int words = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    const int left = option.rect.left() + std::max(0, (option.rect.width() - iconWidth - gap - words) / 2);
    if (iconWidth > 0) {
        const QRect place(left, option.rect.center().y() - iconWidth / 2 + 1, iconWidth, iconWidth);
        const QString name = option.icon.name();
        // On the accent an icon of ours takes the accent's own text colour.
        if (isPrimary && !name.isEmpty())
            painter.drawPixmap(place.topLeft(),
                               iconPixmap(name, color, iconWidth, painter.device()->devicePixelRatioF()));
        else
            option.icon.paint(&painter, place, Qt::AlignCenter, isEnabled(option) ? QIcon::Normal : QIcon::Disabled);
    }
    painter.setPen(color);
    const QRect text(left + iconWidth + gap, option.rect.top(), option.rect.right() - left - iconWidth - gap,
                     option.rect.height());
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic | Qt::TextSingleLine, option.text);
}

void drawCombo(const QStyleOptionComboBox &option, QPainter &painter, const QRect &arrow, const QWidget *widget)
{
    drawField(option, painter, widget);
    const auto &theme = Theme::current();
    paint::chevron(painter, QRectF(arrow).center() + QPointF(0, 0.5), 7, Qt::DownArrow,
                   isEnabled(option) ? theme.text3 : theme.fieldLine);
}

void drawComboText(const QStyleOptionComboBox &option, QPainter &painter, const QRect &edit)
{
    if (option.editable)
        return;
    const auto &theme = Theme::current();
    QRect text = edit;
    if (!option.currentIcon.isNull()) {
        const QRect place(text.left(), text.center().y() - option.iconSize.height() / 2, option.iconSize.width(),
                          option.iconSize.height());
        option.currentIcon.paint(&painter, place, Qt::AlignCenter, isEnabled(option) ? QIcon::Normal : QIcon::Disabled);
        text.setLeft(place.right() + 7);
    }
    painter.setPen(isEnabled(option) ? theme.text : theme.text3);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine,
                     option.fontMetrics.elidedText(option.currentText, Qt::ElideRight, text.width()));
}

void drawSpin(const QStyleOptionSpinBox &option, QPainter &painter, const QRect &arrows, const QWidget *widget)
{
    if (option.frame)
        drawField(option, painter, widget);
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons || !isEnabled(option))
        return;
    const auto &theme = Theme::current();
    const auto colorOf = [&](QStyle::SubControl part, QAbstractSpinBox::StepEnabledFlag step) {
        if (!option.stepEnabled.testFlag(step))
            return theme.fieldLine;
        return option.activeSubControls.testFlag(part) ? theme.accent : theme.text3;
    };
    const qreal middle = QRectF(option.rect).center().y();
    const qreal x = QRectF(arrows).center().x();
    paint::chevron(painter, {x, middle - 3.7}, 5.5, Qt::UpArrow,
                   colorOf(QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled));
    paint::chevron(painter, {x, middle + 3.7}, 5.5, Qt::DownArrow,
                   colorOf(QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled));
}

void drawFlatTool(const QStyleOption &option, QPainter &painter)
{
    if (!isEnabled(option))
        return;
    const auto &theme = Theme::current();
    if (option.state & (QStyle::State_Sunken | QStyle::State_On))
        paint::box(painter, option.rect, metrics::radius, paint::mix(theme.hover, theme.track, 0.5));
    else if (isHovered(option))
        paint::box(painter, option.rect, metrics::radius, theme.hover);
}

} // namespace basin::style
