#include "render/network_figure.h"

#include "render/fonts.h"
#include "render/network_layout.h"
#include "render/number_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLinearGradient>
#include <QPainter>
#include <QPainterPath>
#include <QPainterPathStroker>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr double tileRadius = 10.0;

QColor mixed(const QColor &a, const QColor &b, double t)
{
    return QColor::fromRgbF(static_cast<float>(a.redF() + (b.redF() - a.redF()) * t),
                            static_cast<float>(a.greenF() + (b.greenF() - a.greenF()) * t),
                            static_cast<float>(a.blueF() + (b.blueF() - a.blueF()) * t));
}

QString translated(const char *text)
{
    return QCoreApplication::translate("NetworkFigure", text);
}

/// As many digits as a label on an edge has room for.
QString weightText(double weight)
{
    const double size = std::abs(weight);
    if (size >= 9999.5)
        return numbers::scientific(weight, 0);
    return numbers::signedFixed(weight, size < 99.5 ? 2 : 0);
}

double radiusFor(double size)
{
    return std::min(tileRadius, size / 5.0);
}

} // namespace

QColor signedColour(double value, double full, const Theme &theme)
{
    const double t = std::clamp(value / full, -1.0, 1.0);
    if (!(t == t))
        return theme.signedMiddle;
    return mixed(theme.signedMiddle, t < 0 ? theme.signedNegative : theme.signedPositive, std::abs(t));
}

void NetworkFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    if (columns.empty())
        return;
    const Layout layout(*this, area);
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform);
    paintBands(painter, layout, theme);
    paintEdges(painter, layout, theme);
    paintUnits(painter, layout, theme);
    if (layout.pills)
        paintPills(painter, layout, theme);
    paintHeaders(painter, layout, theme);
    paintLegend(painter, layout, theme);
    painter.restore();
}

void NetworkFigure::paintHeaders(QPainter &painter, const Layout &layout, const Theme &theme) const
{
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const Column &column = columns[c];
        const double x = layout.centres[c];
        const QRectF line(x - 120, 0, 240, 20);
        painter.setPen(theme.text);
        painter.setFont(font(compact ? TypeRole::NoteStrong : TypeRole::BodyStrong));
        painter.drawText(line.translated(0, layout.titleY - 10), Qt::AlignCenter,
                         compact ? column.shortTitle + Layout::menuArrow(*this, column) : column.title);
        if (!compact) {
            painter.setPen(theme.text2);
            painter.setFont(font(TypeRole::Note));
            painter.drawText(line.translated(0, layout.noteY - 10), Qt::AlignCenter, layout.noteText(*this, column));
        }
        if (!editable || !column.hidden || compact)
            continue;
        for (const bool add : {false, true}) {
            const QRectF button = layout.headerButton(static_cast<int>(c), add);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.hover);
            painter.drawEllipse(button);
            painter.setPen(QPen(theme.text2, 1.6, Qt::SolidLine, Qt::RoundCap));
            const QPointF centre = button.center();
            painter.drawLine(centre - QPointF(4, 0), centre + QPointF(4, 0));
            if (add)
                painter.drawLine(centre - QPointF(0, 4), centre + QPointF(0, 4));
        }
    }
}

void NetworkFigure::paintBands(QPainter &painter, const Layout &layout, const Theme &theme) const
{
    constexpr double margin = 8.0;
    for (std::size_t c = 1; c < columns.size(); ++c) {
        const Column &column = columns[c];
        const Column &before = columns[c - 1];
        if (!column.isRecurrent || column.units.empty() || before.units.empty())
            continue;
        const auto block = [&](std::size_t index) {
            const int last = static_cast<int>(columns[index].units.size()) - 1;
            return layout.tile(static_cast<int>(index), 0).united(layout.tile(static_cast<int>(index), last));
        };
        const QRectF from = block(c - 1);
        QRectF to = block(c).adjusted(-margin, -margin, margin, margin);
        if (layout.isNamed(static_cast<int>(c)))
            to.setBottom(to.bottom() + 16); // the names below the tiles
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.grid);
        painter.drawPolygon(
            QPolygonF{from.topRight(), QPointF(to.left(), to.top() + margin), to.bottomLeft(), from.bottomRight()});
        painter.drawRoundedRect(to, radiusFor(to.width()), radiusFor(to.width()));
        painter.setPen(theme.text3);
        painter.setFont(font(TypeRole::Caption));
        const QRectF between(from.right(), (from.center().y() + to.center().y()) / 2 - 18, to.left() - from.right(),
                             36);
        if (between.width() > 60)
            painter.drawText(between, Qt::AlignCenter, QCoreApplication::translate("NetworkFigure", "gates\ni f c o"));
    }
}

void NetworkFigure::paintEdges(QPainter &painter, const Layout &layout, const Theme &theme) const
{
    painter.setBrush(Qt::NoBrush);
    for (const Edge &edge : edges) {
        QColor colour = signedColour(edge.weight < 0 ? -1 : edge.weight > 0 ? 1 : 0, 1, theme);
        // A weight near zero is thin and pale: its sign does not matter yet.
        colour = mixed(theme.signedMiddle, colour, std::min(1.0, std::abs(edge.weight) / 1.5));
        colour.setAlphaF(0.85F);
        const double size = std::isfinite(edge.weight) ? std::min(1.0, std::abs(edge.weight) / fullWeight) : 1.0;
        painter.setPen(QPen(colour, 1 + 7 * size, edge.frozen ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap));
        painter.drawPath(layout.edge(*this, edge));
    }
}

void NetworkFigure::paintPills(QPainter &painter, const Layout &layout, const Theme &theme) const
{
    painter.setFont(font(TypeRole::Caption));
    for (std::size_t e = 0; e < edges.size(); ++e) {
        const Edge &edge = edges[e];
        const QRectF pill = layout.pillRect(*this, e);
        painter.setPen(QPen(theme.line, 1));
        painter.setBrush(theme.surface);
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
        painter.setPen(theme.text);
        painter.drawText(pill, Qt::AlignCenter, weightText(edge.weight));
    }
}

void NetworkFigure::paintUnits(QPainter &painter, const Layout &layout, const Theme &theme) const
{
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const Column &column = columns[c];
        const bool input = c == 0;
        const bool output = c + 1 == columns.size() && !input;
        const bool named = layout.isNamed(static_cast<int>(c));
        for (std::size_t u = 0; u < column.units.size(); ++u) {
            const Unit &unit = column.units[u];
            const QRectF tile = layout.tile(static_cast<int>(c), static_cast<int>(u));
            const double radius = radiusFor(tile.width());
            QPainterPath shape;
            shape.addRoundedRect(tile, radius, radius);
            painter.save();
            painter.setClipPath(shape);
            if (unit.thumbnail.isNull())
                painter.fillRect(tile, theme.signedMiddle);
            else
                painter.drawImage(tile, unit.thumbnail);
            painter.restore();
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.pinned, tile.width() > 20 ? 1.5 : 1.0));
            painter.drawPath(shape);

            const double nameWidth = std::max(0.0, tile.left() - layout.area.left() - 16);
            const QRectF name(layout.area.left() + 8, tile.center().y() - 10, nameWidth, 20);
            painter.setPen(theme.text);
            painter.setFont(font(TypeRole::Body));
            if (input && (named || column.units.size() <= 12))
                painter.drawText(
                    name, Qt::AlignRight | Qt::AlignVCenter,
                    painter.fontMetrics().elidedText(unit.name, Qt::ElideRight, static_cast<int>(nameWidth)));
            if (output && (named || column.units.size() <= 12))
                painter.drawText(QRectF(tile.right() + 9, name.top(), layout.area.right() - tile.right() - 12, 20),
                                 Qt::AlignLeft | Qt::AlignVCenter, unit.name);
            if (input)
                continue;
            if (column.isRecurrent) {
                if (named && !output) {
                    painter.setFont(font(TypeRole::Note));
                    painter.drawText(QRectF(tile.left(), tile.bottom() + 5, 40, 16), Qt::AlignLeft | Qt::AlignVCenter,
                                     unit.name);
                }
                continue;
            }
            const QColor swatch = signedColour(unit.bias, fullWeight / 2, theme);
            painter.setPen(Qt::NoPen);
            painter.setBrush(swatch);
            if (!named) { // no room for words: the swatch alone, at the tile's foot
                const double side = std::clamp(tile.width() / 3, 3.0, 9.0);
                painter.setPen(QPen(theme.surface, 1));
                painter.drawRect(QRectF(tile.right() - side, tile.bottom() - side, side, side));
                continue;
            }
            painter.setFont(font(TypeRole::Caption));
            const QFontMetricsF metrics(painter.font());
            const QString bias = QStringLiteral("b ") + weightText(unit.bias);
            double x = tile.left();
            const double y = tile.bottom() + 13;
            if (output) {
                x = tile.center().x() - (metrics.horizontalAdvance(bias) + 14) / 2;
            } else {
                painter.setPen(theme.text);
                painter.setFont(font(TypeRole::Note));
                painter.drawText(QRectF(x, y - 8, 24, 16), Qt::AlignLeft | Qt::AlignVCenter, unit.name);
                x += 20;
            }
            painter.setPen(Qt::NoPen);
            painter.setBrush(swatch);
            painter.drawRoundedRect(QRectF(x, y - 4, 8, 8), 2, 2);
            painter.setPen(theme.text);
            painter.setFont(font(TypeRole::Caption));
            painter.drawText(QRectF(x + 13, y - 9, 90, 18), Qt::AlignLeft | Qt::AlignVCenter,
                             unit.frozen ? bias + QStringLiteral(" ✱") : bias);
        }
        if (column.unitCount > static_cast<int>(column.units.size())) {
            painter.setPen(theme.text3);
            painter.setFont(font(TypeRole::Caption));
            painter.drawText(QRectF(layout.centres[c] - 80, layout.legendY - 16, 160, 16), Qt::AlignCenter,
                             translated("and %1 more").arg(column.unitCount - static_cast<int>(column.units.size())));
        }
    }
}

void NetworkFigure::paintLegend(QPainter &painter, const Layout &layout, const Theme &theme) const
{
    constexpr double width = 88;
    constexpr double height = 6;
    const double left = layout.tile(0, 0).left() + 9;
    const double y = layout.legendY;
    QLinearGradient gradient(left, 0, left + width, 0);
    gradient.setColorAt(0, theme.signedNegative);
    gradient.setColorAt(0.5, theme.signedMiddle);
    gradient.setColorAt(1, theme.signedPositive);
    painter.fillRect(QRectF(left, y - height / 2, width, height), gradient);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.signedNegative);
    painter.drawPolygon(QPolygonF{{left - 2, y - 3.5}, {left - 9, y}, {left - 2, y + 3.5}});
    painter.setBrush(theme.signedPositive);
    painter.drawPolygon(QPolygonF{{left + width + 2, y - 3.5}, {left + width + 9, y}, {left + width + 2, y + 3.5}});
    painter.setPen(theme.text3);
    painter.setFont(font(TypeRole::Caption));
    const QString limit = numbers::fixed(fullWeight, 0);
    painter.drawText(QRectF(left + width + 16, y - 10, 300, 20), Qt::AlignLeft | Qt::AlignVCenter,
                     translated("weight −%1 … +%1, beyond: clipped").arg(limit));
}

void NetworkFigure::paintHighlight(QPainter &painter, const QRectF &area, const Theme &theme,
                                   const Target &target) const
{
    if (columns.empty() || target.kind == Target::Kind::Nothing)
        return;
    const Layout layout(*this, area);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    if (target.kind == Target::Kind::Edge) {
        const Edge &edge = edges[static_cast<std::size_t>(target.edge)];
        painter.setPen(QPen(theme.accent, 2));
        painter.drawPath(layout.edge(*this, edge));
        const QRectF pill = layout.pillRect(*this, static_cast<std::size_t>(target.edge));
        painter.setBrush(theme.surface);
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
        painter.setPen(theme.text);
        painter.setFont(font(TypeRole::Caption));
        painter.drawText(pill, Qt::AlignCenter, weightText(edge.weight));
    } else {
        const QRectF rect = targetRect(target, area);
        const double radius = target.kind == Target::Kind::Unit ? radiusFor(rect.width()) + 3 : rect.height() / 2 + 3;
        painter.setPen(QPen(theme.accent, 2));
        painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), radius, radius);
        if (target.kind == Target::Kind::AddLayer) {
            painter.drawLine(rect.center() - QPointF(4, 0), rect.center() + QPointF(4, 0));
            painter.drawLine(rect.center() - QPointF(0, 4), rect.center() + QPointF(0, 4));
        }
    }
    painter.restore();
}

void NetworkFigure::paintAxes(QPainter &painter, const QRectF &area, const Theme &theme,
                              const std::array<std::int64_t, 2> &axes) const
{
    if (columns.empty())
        return;
    constexpr double badge = 16;
    const Layout layout(*this, area);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font(TypeRole::Caption));
    QPainterPath pills; // their words stay readable where a chosen edge runs behind them
    for (std::size_t edge = 0; layout.pills && edge < edges.size(); ++edge)
        pills.addRect(layout.pillRect(*this, edge));
    QPainterPath aroundPills;
    aroundPills.addRect(area);
    aroundPills -= pills;
    for (const Target &target : targets()) {
        const std::int64_t parameter = parameterOf(target);
        if (parameter < 0 || (parameter != axes[0] && parameter != axes[1]))
            continue;
        QRectF beside = targetRect(target, area);
        if (target.kind == Target::Kind::Edge) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.accent, 2));
            painter.save();
            painter.setClipPath(aroundPills, Qt::IntersectClip);
            painter.drawPath(layout.edge(*this, edges[static_cast<std::size_t>(target.edge)]));
            painter.restore();
            beside = layout.pillRect(*this, static_cast<std::size_t>(target.edge));
        }
        const QRectF circle(beside.left() - badge / 2, beside.top() - badge / 2, badge, badge);
        painter.setPen(QPen(theme.surface, 1.5));
        painter.setBrush(theme.accent);
        painter.drawEllipse(circle);
        painter.setPen(theme.onAccent);
        painter.drawText(circle, Qt::AlignCenter, parameter == axes[0] ? QStringLiteral("a") : QStringLiteral("b"));
    }
    painter.restore();
}

std::int64_t NetworkFigure::parameterOf(const Target &target) const
{
    if (target.kind == Target::Kind::Edge)
        return edges[static_cast<std::size_t>(target.edge)].index;
    if (target.kind == Target::Kind::Unit)
        return columns[static_cast<std::size_t>(target.column)].units[static_cast<std::size_t>(target.unit)].biasIndex;
    return -1;
}

NetworkFigure::Target NetworkFigure::targetAt(const QPointF &point, const QRectF &area) const
{
    if (columns.empty())
        return {};
    const Layout layout(*this, area);
    using Kind = Target::Kind;
    const int count = static_cast<int>(columns.size());
    for (int c = 0; c < count; ++c) {
        const Column &column = columns[static_cast<std::size_t>(c)];
        if (editable && column.hidden && !compact) {
            if (layout.headerButton(c, true).adjusted(-5, -5, 5, 5).contains(point))
                return {Kind::AddUnit, c, 0, -1};
            if (layout.headerButton(c, false).adjusted(-5, -5, 5, 5).contains(point))
                return {Kind::RemoveUnit, c, 0, -1};
        }
        if (column.hasMenu && layout.note(c).adjusted(0, -8, 0, 4).contains(point))
            return {Kind::LayerMenu, c, 0, -1};
        if (editable && c + 1 < count && layout.layerButton(c).adjusted(-6, -6, 6, 6).contains(point))
            return {Kind::AddLayer, c, 0, -1};
        for (int u = 0; u < static_cast<int>(column.units.size()); ++u) {
            QRectF tile = layout.tile(c, u);
            if (layout.isNamed(c) && c > 0)
                tile.adjust(0, 0, 24, 22);
            if (tile.contains(point))
                return {Kind::Unit, c, u, -1};
        }
    }
    if (layout.pills) {
        for (int e = static_cast<int>(edges.size()) - 1; e >= 0; --e) {
            if (layout.pillRect(*this, static_cast<std::size_t>(e)).contains(point))
                return {Kind::Edge, edges[static_cast<std::size_t>(e)].column, 0, e};
        }
    }
    QPainterPathStroker stroker;
    stroker.setWidth(8);
    for (int e = static_cast<int>(edges.size()) - 1; e >= 0; --e) {
        const QPainterPath path = layout.edge(*this, edges[static_cast<std::size_t>(e)]);
        if (path.controlPointRect().adjusted(-4, -4, 4, 4).contains(point) &&
            stroker.createStroke(path).contains(point))
            return {Kind::Edge, edges[static_cast<std::size_t>(e)].column, 0, e};
    }
    return {};
}

QRectF NetworkFigure::targetRect(const Target &target, const QRectF &area) const
{
    const Layout layout(*this, area);
    switch (target.kind) {
    case Target::Kind::Unit:
        return layout.tile(target.column, target.unit);
    case Target::Kind::Edge:
        return layout.pillRect(*this, static_cast<std::size_t>(target.edge));
    case Target::Kind::AddUnit:
    case Target::Kind::RemoveUnit:
        return layout.headerButton(target.column, target.kind == Target::Kind::AddUnit);
    case Target::Kind::LayerMenu:
        return layout.note(target.column);
    case Target::Kind::AddLayer:
        return layout.layerButton(target.column);
    case Target::Kind::Nothing:
        break;
    }
    return {};
}

std::vector<NetworkFigure::Target> NetworkFigure::targets() const
{
    using Kind = Target::Kind;
    std::vector<Target> all;
    for (int c = 0; c < static_cast<int>(columns.size()); ++c) {
        const Column &column = columns[static_cast<std::size_t>(c)];
        if (editable && column.hidden && !compact)
            all.push_back({Kind::RemoveUnit, c, 0, -1});
        if (column.hasMenu)
            all.push_back({Kind::LayerMenu, c, 0, -1});
        if (editable && column.hidden && !compact)
            all.push_back({Kind::AddUnit, c, 0, -1});
        for (int u = 0; u < static_cast<int>(column.units.size()); ++u)
            all.push_back({Kind::Unit, c, u, -1});
        for (int e = 0; e < static_cast<int>(edges.size()); ++e) {
            if (edges[static_cast<std::size_t>(e)].column == c)
                all.push_back({Kind::Edge, c, 0, e});
        }
        if (editable && c + 1 < static_cast<int>(columns.size()))
            all.push_back({Kind::AddLayer, c, 0, -1});
    }
    return all;
}

} // namespace basin
