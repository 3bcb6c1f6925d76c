#include "views/plane_overlay.h"

#include "render/drawing.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QFontMetricsF>
#include <QList>
#include <QPainter>

namespace basin {

void paintZoomBand(QPainter &painter, const QRectF &band)
{
    const Theme &theme = Theme::current();
    QColor veil = theme.accent;
    veil.setAlphaF(0.15F);
    painter.setPen(QPen(theme.accent, 1));
    painter.setBrush(veil);
    painter.drawRect(band);
    painter.setBrush(Qt::NoBrush);
}

void paintCrosshair(QPainter &painter, QPointF at, const QRectF &plot)
{
    constexpr double hole = 6; // around the place itself
    const QList<QLineF> lines{{plot.left(), at.y(), at.x() - hole, at.y()},
                              {at.x() + hole, at.y(), plot.right(), at.y()},
                              {at.x(), plot.top(), at.x(), at.y() - hole},
                              {at.x(), at.y() + hole, at.x(), plot.bottom()}};
    for (const QPen &pen : {QPen(QColor(255, 255, 255, 150), 3), QPen(Theme::light().ink, 1)}) {
        painter.setPen(pen);
        painter.drawLines(lines);
    }
}

void paintCaptionLines(QPainter &painter, const QRectF &captions, const QStringList &lines)
{
    const Theme &theme = Theme::current();
    painter.fillRect(captions, theme.surface);
    painter.setFont(basin::font(TypeRole::Caption));
    painter.setPen(theme.text2);
    const QFontMetricsF metrics(painter.font());
    for (qsizetype i = 0; i < lines.size(); ++i)
        drawText(painter, captions.topLeft() + QPointF(0, static_cast<double>(i) * lineHeight(TypeRole::Caption)),
                 Qt::AlignLeft | Qt::AlignTop, metrics.elidedText(lines[i], Qt::ElideRight, captions.width()));
}

} // namespace basin
