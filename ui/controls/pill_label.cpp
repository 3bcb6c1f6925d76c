#include "controls/pill_label.h"

#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QPainter>

namespace basin {

namespace {

constexpr double pillPadding = 8;

double pillHeight()
{
    return metrics::scaled(19);
}

} // namespace

QRectF paint::pillRect(const QPointF &centre, const QString &text)
{
    const double width = QFontMetricsF(basin::font(TypeRole::Caption)).horizontalAdvance(text) + 2 * pillPadding;
    return QRectF(centre.x() - width / 2, centre.y() - pillHeight() / 2, width, pillHeight());
}

void paint::pill(QPainter &painter, const QPointF &centre, const QString &text)
{
    const auto &theme = Theme::current();
    const QRectF rect = pillRect(centre, text);
    box(painter, rect, rect.height() / 2, theme.surface, theme.line);
    painter.setFont(basin::font(TypeRole::Caption));
    painter.setPen(theme.text);
    painter.drawText(rect, Qt::AlignCenter, text);
}

PillLabel::PillLabel(const QString &text, QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setText(text);
}

void PillLabel::setText(const QString &text)
{
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize PillLabel::sizeHint() const
{
    return paint::pillRect({}, m_text).size().toSize() + QSize(1, 1);
}

void PillLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint::pill(painter, QRectF(rect()).center(), m_text);
}

} // namespace basin
