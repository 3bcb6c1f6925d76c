#include "controls/separator.h"

#include "render/theme.h"

#include <QPainter>

namespace basin {

Separator::Separator(Qt::Orientation orientation, QWidget *parent) : QWidget(parent), m_orientation(orientation)
{
    if (orientation == Qt::Horizontal)
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    else
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
}

void Separator::setLength(int pixels)
{
    m_length = pixels;
    update();
}

QSize Separator::sizeHint() const
{
    return {1, 1};
}

void Separator::paintEvent(QPaintEvent *)
{
    QRect line = rect();
    if (m_length > 0) {
        if (m_orientation == Qt::Horizontal)
            line.setWidth(m_length);
        else
            line.setHeight(m_length);
        line.moveCenter(rect().center());
    }
    QPainter painter(this);
    painter.fillRect(line, Theme::current().line);
}

} // namespace basin
