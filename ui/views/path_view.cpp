#include "views/path_view.h"

#include "controls/segmented_control.h"
#include "controls/text_label.h"
#include "render/curve_chart.h"
#include "render/number_text.h"

#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace basin {

namespace {

constexpr double lossShare = 0.66; ///< of the height; the rest is for the distance
constexpr double planeWidth = 1.5;

/// How much of the path there is: its parts are made one after the other.
std::size_t lengthOf(const SurfaceContent &surface)
{
    return std::min({surface.recorded.epochs.size(), surface.recorded.loss.size(), surface.path.points.size(),
                     surface.path.loss.size()});
}

double largestDistance(const SurfaceContent &surface)
{
    double largest = 0.0;
    for (const Plane::Coordinates &point : surface.path.points)
        largest = std::max(largest, point.distance);
    return largest;
}

QString distanceText(const SurfaceContent &surface)
{
    const auto number = [](double value) {
        return QStringLiteral("<span style=\"font-weight:500\">%1</span>").arg(numbers::fixed(value, 2));
    };
    return PathView::tr("out of the plane: at most %1, now %2")
        .arg(number(largestDistance(surface)), number(surface.path.points.back().distance));
}

} // namespace

ChartFigure pathFigure(const SurfaceContent &surface, bool isLog)
{
    ChartFigure figure;
    figure.xTitle = PathView::tr("epoch");
    figure.panels = {{.title = surface.lossTitle.isEmpty() ? PathView::tr("loss") : surface.lossTitle,
                      .isLog = isLog,
                      .share = lossShare},
                     {.title = PathView::tr("away"), .decimals = 2, .share = 1 - lossShare}};
    const std::size_t length = lengthOf(surface);
    CurveSpec inPlane{
        .name = PathView::tr("in the plane"), .role = CurveRole::Second, .width = planeWidth, .isDashed = true};
    CurveSpec loss{.name = PathView::tr("true loss"), .role = CurveRole::Ink};
    CurveSpec distance{.role = CurveRole::Second, .width = planeWidth, .panel = 1};
    for (std::size_t i = 0; i < length; ++i) {
        const double epoch = static_cast<double>(surface.recorded.epochs[i]);
        loss.points.append({epoch, surface.recorded.loss[i]});
        inPlane.points.append({epoch, surface.path.loss[i]});
        distance.points.append({epoch, surface.path.points[i].distance});
    }
    figure.curves = {inPlane, loss, distance};
    return figure;
}

QByteArray pathCsv(const SurfaceContent &surface)
{
    QByteArray text("epoch,a,b,distance,loss,plane_loss\n");
    for (std::size_t i = 0; i < lengthOf(surface); ++i) {
        const Plane::Coordinates &point = surface.path.points[i];
        text += QByteArray::number(static_cast<qlonglong>(surface.recorded.epochs[i]));
        for (const double value : {point.a, point.b, point.distance, surface.recorded.loss[i], surface.path.loss[i]})
            text += ',' + QByteArray::number(value, 'g', 17);
        text += '\n';
    }
    return text;
}

PathView::PathView(SurfaceModel *surface, QWidget *parent)
    : View(parent),
      m_surface(surface),
      m_chart(new CurveChart),
      m_distance(new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text2)),
      m_scale(new SegmentedControl({tr("Log"), tr("Linear")}))
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_chart);
    m_chart->setAccessibleName(tr("True loss and loss in the plane along the path"));
    m_distance->setTextFormat(Qt::RichText);
    m_scale->setAccessibleName(tr("Scale of the loss"));
    connect(m_scale, &SegmentedControl::currentEdited, this, [this] {
        m_chart->resetZoom();
        refresh();
    });
    connect(surface, &SurfaceModel::surfaceChanged, this, &PathView::refresh);
    m_chart->setFigure(figure());
}

QList<QWidget *> PathView::headerControls()
{
    return {m_distance, m_scale};
}

ChartFigure PathView::figure() const
{
    const SurfacePtr surface = m_surface->surface();
    ChartFigure figure = pathFigure(surface ? *surface : SurfaceContent(), m_scale->current() == 0);
    const bool isUnrecorded = surface && surface->now.size() > static_cast<Eigen::Index>(History::maximumWeightTraces);
    figure.emptyTitle = isUnrecorded ? tr("The path of this network is not recorded.") : tr("Nothing has run yet.");
    figure.emptyText =
        isUnrecorded ? tr("It has more than %1 weights.").arg(numbers::count(History::maximumWeightTraces))
                     : tr("The loss along the run's path appears here, beside the loss of its shadow in the plane.");
    return figure;
}

void PathView::refresh()
{
    if (isVisible())
        showNewest();
}

void PathView::showNewest()
{
    const SurfacePtr surface = m_surface->surface();
    const std::uint64_t run = surface ? surface->run : 0;
    if (std::exchange(m_run, run) != run)
        m_chart->resetZoom();
    m_distance->setText(surface && lengthOf(*surface) > 0 ? distanceText(*surface) : QString());
    m_chart->setFigure(figure());
}

void PathView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    showNewest();
    m_chart->figure().paint(painter, area, theme);
}

QByteArray PathView::csv() const
{
    const SurfacePtr surface = m_surface->surface();
    return surface ? pathCsv(*surface) : QByteArray();
}

void PathView::showEvent(QShowEvent *)
{
    showNewest();
}

} // namespace basin
