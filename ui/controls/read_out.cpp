#include "controls/read_out.h"

#include "render/fonts.h"
#include "render/theme.h"

#include <QPainter>

#include <algorithm>

namespace basin {

ReadOut::ReadOut(const QString &caption, const QString &widest, QWidget *parent)
    : QWidget(parent), m_caption(caption), m_widest(widest)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(caption);
}

void ReadOut::setValue(const QString &value)
{
    if (value == m_value)
        return;
    m_value = value;
    setAccessibleDescription(value);
    update();
}

void ReadOut::setWidest(const QString &widest)
{
    m_widest = widest;
    updateGeometry();
}

QSize ReadOut::sizeHint() const
{
    const int value = QFontMetrics(basin::font(TypeRole::Readout)).horizontalAdvance(m_widest);
    const int caption = QFontMetrics(basin::font(TypeRole::Caption)).horizontalAdvance(m_caption);
    return {std::max(value, caption) + 1, lineHeight(TypeRole::Caption) + lineHeight(TypeRole::Readout)};
}

void ReadOut::paintEvent(QPaintEvent *)
{
    const auto &theme = Theme::current();
    QPainter painter(this);
    const int captionHeight = lineHeight(TypeRole::Caption);
    painter.setFont(basin::font(TypeRole::Caption));
    painter.setPen(theme.text3);
    painter.drawText(QRect(0, 0, width(), captionHeight), Qt::AlignLeft | Qt::AlignVCenter, m_caption);
    painter.setFont(basin::font(TypeRole::Readout));
    painter.setPen(isEnabled() ? theme.text : theme.text3);
    painter.drawText(QRect(0, captionHeight - 1, width(), height() - captionHeight), Qt::AlignLeft | Qt::AlignVCenter,
                     m_value);
}

} // namespace basin
