#include "controls/paint.h"

#include "controls/metrics.h"

#include <QPainterPath>

#include <algorithm>
#include <array>

namespace basin::paint {

namespace {

constexpr auto wrongProperty = "basinWrong";

/// Painting that leaves the painter as it was.
class Saved {
public:
    explicit Saved(QPainter &painter) : m_painter(painter)
    {
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
    }
    ~Saved() { m_painter.restore(); }
    Saved(const Saved &) = delete;
    Saved &operator=(const Saved &) = delete;

private:
    QPainter &m_painter;
};

QPen roundPen(const QColor &color, qreal width)
{
    return QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
}

} // namespace

void box(QPainter &painter, const QRectF &rect, qreal radius, const QColor &fill, const QColor &line)
{
    const Saved saved(painter);
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    if (!line.isValid()) {
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(rect, radius, radius);
        return;
    }
    painter.setPen(QPen(line, 1));
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5);
}

void frame(QPainter &painter, const QRectF &rect, qreal radius, const QColor &line, qreal width)
{
    const Saved saved(painter);
    const qreal half = width / 2;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(line, width));
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half);
}

void focusRing(QPainter &painter, const QRectF &control, qreal radius)
{
    constexpr int reach = metrics::ringGap + metrics::ringWidth;
    frame(painter, control.adjusted(-reach, -reach, reach, reach), radius + reach, Theme::current().accent,
          metrics::ringWidth);
}

void chevron(QPainter &painter, const QPointF &centre, qreal width, Qt::ArrowType direction, const QColor &color)
{
    const Saved saved(painter);
    const qreal half = width / 2;
    const qreal rise = width / 4;
    painter.translate(centre);
    switch (direction) {
    case Qt::UpArrow:
        painter.rotate(180);
        break;
    case Qt::LeftArrow:
        painter.rotate(90);
        break;
    case Qt::RightArrow:
        painter.rotate(-90);
        break;
    default:
        break;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(roundPen(color, 1.4));
    const std::array points{QPointF(-half, -rise), QPointF(0, rise), QPointF(half, -rise)};
    painter.drawPolyline(points.data(), static_cast<int>(points.size()));
}

void check(QPainter &painter, const QRectF &box, const QColor &color, qreal width)
{
    const Saved saved(painter);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(roundPen(color, width));
    const auto at = [&](qreal x, qreal y) { return QPointF(box.x() + x * box.width(), box.y() + y * box.height()); };
    const std::array points{at(0.24, 0.52), at(0.43, 0.70), at(0.77, 0.33)};
    painter.drawPolyline(points.data(), static_cast<int>(points.size()));
}

void groove(QPainter &painter, const QRectF &groove, qreal until, const QColor &track, const QColor &fill)
{
    const Saved saved(painter);
    const qreal radius = groove.height() / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(track);
    painter.drawRoundedRect(groove, radius, radius);
    const qreal end = std::clamp(until, groove.left(), groove.right());
    if (end <= groove.left() + radius)
        return;
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(groove.topLeft(), QPointF(end, groove.bottom())), radius, radius);
}

void handle(QPainter &painter, const QPointF &centre, qreal diameter, const QColor &ring)
{
    const Saved saved(painter);
    const qreal radius = diameter / 2 - 1;
    painter.setBrush(handleFill());
    painter.setPen(QPen(ring, 2));
    painter.drawEllipse(centre, radius, radius);
}

void diamond(QPainter &painter, const QPointF &centre, qreal radius, const QColor &fill, const QColor &line)
{
    const Saved saved(painter);
    QPen pen(line, 1.5);
    pen.setJoinStyle(Qt::MiterJoin);
    painter.setPen(pen);
    painter.setBrush(fill);
    const std::array corners{centre + QPointF(0, -radius), centre + QPointF(radius, 0), centre + QPointF(0, radius),
                             centre + QPointF(-radius, 0)};
    painter.drawPolygon(corners.data(), static_cast<int>(corners.size()));
}

FieldLook fieldLook(bool isEnabled, bool isWrong)
{
    const auto &theme = Theme::current();
    if (!isEnabled)
        return {QColor(), theme.line, theme.text3};
    return {theme.field, isWrong ? theme.error : theme.fieldLine, theme.text};
}

QColor handleFill()
{
    const auto &theme = Theme::current();
    return theme.isDark ? theme.bg : theme.surface;
}

QColor mix(const QColor &under, const QColor &over, double share)
{
    const auto part = [share](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * share)); };
    return QColor(part(under.red(), over.red()), part(under.green(), over.green()), part(under.blue(), over.blue()));
}

bool isWrong(const QWidget *widget)
{
    return widget && widget->property(wrongProperty).toBool();
}

void setWrong(QWidget *widget, bool wrong)
{
    if (isWrong(widget) == wrong)
        return;
    widget->setProperty(wrongProperty, wrong);
    widget->update();
}

} // namespace basin::paint
