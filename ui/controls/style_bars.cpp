#include "controls/metrics.h"
#include "controls/paint.h"
#include "controls/style_paint.h"

#include <QStyle>

#include <algorithm>

namespace basin::style {

namespace {

constexpr int thinBar = 6;
constexpr int shortestSlider = 24;

bool isEnabled(const QStyleOption &option)
{
    return option.state.testFlag(QStyle::State_Enabled);
}

bool isHovered(const QStyleOption &option)
{
    return isEnabled(option) && option.state.testFlag(QStyle::State_MouseOver);
}

} // namespace

void drawSlider(const QStyleOptionSlider &option, QPainter &painter, const QRect &groove, const QRect &handle)
{
    const auto &theme = Theme::current();
    const QColor accent = isEnabled(option) ? theme.accent : theme.text3;
    const QPointF centre = QRectF(handle).center();
    if (option.orientation == Qt::Horizontal) {
        paint::groove(painter, groove, option.upsideDown ? groove.left() : centre.x(), theme.track, accent);
    } else {
        paint::box(painter, groove, metrics::groove / 2.0, theme.track);
        QRectF filled(groove);
        filled.setTop(centre.y());
        paint::box(painter, filled, metrics::groove / 2.0, accent);
    }
    paint::handle(painter, centre, metrics::handle, accent);
}

QRect scrollBarPart(const QStyleOptionSlider &option, int part)
{
    const bool isHorizontal = option.orientation == Qt::Horizontal;
    const int length = isHorizontal ? option.rect.width() : option.rect.height();
    const auto range = static_cast<qint64>(option.maximum) - option.minimum;
    int size = length;
    if (range > 0)
        size = static_cast<int>(static_cast<qint64>(option.pageStep) * length / (range + option.pageStep));
    size = std::clamp(size, std::min(shortestSlider, length), length);
    const int start = QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition,
                                                      length - size, option.upsideDown);
    const auto along = [&](int from, int extent) {
        return isHorizontal ? QRect(option.rect.x() + from, option.rect.y(), extent, option.rect.height())
                            : QRect(option.rect.x(), option.rect.y() + from, option.rect.width(), extent);
    };
    switch (part) {
    case QStyle::SC_ScrollBarSlider:
        return along(start, size);
    case QStyle::SC_ScrollBarSubPage:
        return along(0, start);
    case QStyle::SC_ScrollBarAddPage:
        return along(start + size, length - start - size);
    case QStyle::SC_ScrollBarGroove:
        return option.rect;
    default:
        return {}; // no arrows: a wheel, a touch pad or the bar itself does their work
    }
}

void drawScrollBar(const QStyleOptionSlider &option, QPainter &painter, const QRect &slider)
{
    if (option.maximum <= option.minimum)
        return;
    const auto &theme = Theme::current();
    const bool isActive = option.activeSubControls.testFlag(QStyle::SC_ScrollBarSlider) &&
                          (option.state & (QStyle::State_MouseOver | QStyle::State_Sunken));
    const QPointF centre = QRectF(slider).center();
    QRectF bar(slider);
    if (option.orientation == Qt::Horizontal) {
        bar.setHeight(thinBar);
        bar.adjust(2, 0, -2, 0);
    } else {
        bar.setWidth(thinBar);
        bar.adjust(0, 2, 0, -2);
    }
    bar.moveCenter(centre);
    paint::box(painter, bar, thinBar / 2.0, isActive ? theme.text3 : theme.track);
}

void drawProgress(const QStyleOptionProgressBar &option, QPainter &painter)
{
    const auto &theme = Theme::current();
    QRectF groove(option.rect);
    groove.setHeight(metrics::groove);
    groove.moveCenter(QRectF(option.rect).center());
    const auto range = static_cast<double>(option.maximum) - option.minimum;
    const double share = range > 0 ? (static_cast<double>(option.progress) - option.minimum) / range : 0;
    paint::groove(painter, groove, groove.left() + groove.width() * std::clamp(share, 0.0, 1.0), theme.track,
                  theme.accent);
}

void drawTab(const QStyleOptionTab &option, QPainter &painter)
{
    const auto &theme = Theme::current();
    const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
    if (isHovered(option) && !isCurrent)
        paint::box(painter, QRectF(option.rect).adjusted(4, 6, -4, -6), metrics::radius, theme.hover);
    if (!isCurrent)
        return;
    const int textWidth = option.fontMetrics.horizontalAdvance(option.text) + 1;
    QRectF line(0, 0, std::min(textWidth + 2, option.rect.width()), 2);
    line.moveCenter(QRectF(option.rect).center());
    line.moveBottom(option.rect.bottom() + 1);
    painter.fillRect(line, isEnabled(option) ? theme.accent : theme.text3);
    if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange))
        paint::frame(painter, QRectF(option.rect).adjusted(2, 5, -2, -5), metrics::radius, theme.accent,
                     metrics::ringWidth);
}

void drawTabText(const QStyleOptionTab &option, QPainter &painter)
{
    const auto &theme = Theme::current();
    const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
    painter.save();
    painter.setFont(font(isCurrent ? TypeRole::BodyStrong : TypeRole::Body));
    painter.setPen(!isEnabled(option) ? theme.text3 : isCurrent ? theme.text : theme.text2);
    painter.drawText(option.rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, option.text);
    painter.restore();
}

void drawHeaderSection(const QStyleOption &option, QPainter &painter)
{
    const auto &theme = Theme::current();
    const QRect &rect = option.rect;
    if (option.state.testFlag(QStyle::State_Horizontal))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.line);
}

void drawHeaderText(const QStyleOptionHeader &option, QPainter &painter)
{
    const auto &theme = Theme::current();
    painter.save();
    painter.setFont(font(TypeRole::Caption));
    painter.setPen(theme.text3);
    const QRect text = option.rect.adjusted(4, 0, -4, 0);
    const QString words = QFontMetrics(painter.font()).elidedText(option.text, Qt::ElideRight, text.width());
    painter.drawText(text, static_cast<int>(option.textAlignment | Qt::AlignVCenter), words);
    painter.restore();
}

void drawRow(const QStyleOptionViewItem &option, QPainter &painter)
{
    const auto &theme = Theme::current();
    if (option.state.testFlag(QStyle::State_Selected))
        painter.fillRect(option.rect, theme.accentWeak);
    else if (isHovered(option))
        painter.fillRect(option.rect, theme.hover);
    else if (option.backgroundBrush.style() != Qt::NoBrush)
        painter.fillRect(option.rect, option.backgroundBrush);
}

namespace {

constexpr int menuMarkWidth = 28; // check mark or icon, left of the words
constexpr int menuEndWidth = 24;  // chevron of a submenu, right of the shortcut

void drawMenuMark(const QStyleOptionMenuItem &option, QPainter &painter, const QColor &color)
{
    const QRectF place(option.rect.left() + 8, QRectF(option.rect).center().y() - 8, 16, 16);
    if (option.checkType == QStyleOptionMenuItem::Exclusive && option.checked)
        paint::box(painter, place.adjusted(5, 5, -5, -5), 3, color);
    else if (option.checked)
        paint::check(painter, place, color, 1.6);
    else if (!option.icon.isNull())
        option.icon.paint(&painter, place.toRect(), Qt::AlignCenter,
                          isEnabled(option) ? QIcon::Normal : QIcon::Disabled);
}

} // namespace

void drawMenuItem(const QStyleOptionMenuItem &option, QPainter &painter)
{
    const auto &theme = Theme::current();
    const QRect &rect = option.rect;
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(QRect(rect.left() + 8, rect.center().y(), rect.width() - 16, 1), theme.line);
        return;
    }
    if (option.state.testFlag(QStyle::State_Selected) && isEnabled(option))
        paint::box(painter, QRectF(rect).adjusted(4, 0, -4, 0), 4, theme.hover);
    const QColor color = isEnabled(option) ? theme.text : theme.text3;
    drawMenuMark(option, painter, color);

    const auto parts = option.text.split(QLatin1Char('\t'));
    const QRect words = rect.adjusted(menuMarkWidth, 0, -menuEndWidth, 0);
    painter.save();
    painter.setFont(option.font);
    painter.setPen(color);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic | Qt::TextSingleLine, parts[0]);
    if (parts.size() > 1) {
        painter.setPen(theme.text3);
        painter.drawText(words.adjusted(0, 0, 12, 0), Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, parts[1]);
    }
    painter.restore();
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu)
        paint::chevron(painter, {rect.right() - 14.0, QRectF(rect).center().y()}, 8, Qt::RightArrow, theme.text2);
}

void drawMenuBarItem(const QStyleOptionMenuItem &option, QPainter &painter)
{
    const auto &theme = Theme::current();
    painter.fillRect(option.rect, theme.bg);
    if (isEnabled(option) && (option.state & (QStyle::State_Selected | QStyle::State_Sunken)))
        paint::box(painter, QRectF(option.rect).adjusted(1, 2, -1, -2), metrics::radius, theme.hover);
    painter.setPen(isEnabled(option) ? theme.text : theme.text3);
    painter.drawText(option.rect, Qt::AlignCenter | Qt::TextHideMnemonic | Qt::TextSingleLine, option.text);
}

QSize menuItemSize(const QStyleOptionMenuItem &option, const QSize &contents)
{
    if (option.menuItemType == QStyleOptionMenuItem::Separator)
        return {contents.width(), 9};
    int width = menuMarkWidth + menuEndWidth + contents.width();
    if (option.text.contains(QLatin1Char('\t')))
        width += 32 + option.reservedShortcutWidth;
    return {width, metrics::rowHeight()};
}

} // namespace basin::style
