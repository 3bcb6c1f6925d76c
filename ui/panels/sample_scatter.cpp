#include "panels/sample_scatter.h"

#include "panels/sample_model.h"
#include "render/colour_map.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace basin {

namespace {

constexpr double marginLeft = 56, marginTop = 12, marginRight = 20, marginBottom = 44, titleLeft = 38;

Range rangeWithMargin(ConstVectorRef values)
{
    if (values.size() == 0)
        return {0.0, 1.0};
    const double low = values.minCoeff();
    const double high = values.maxCoeff();
    const double margin = 0.1 * (high > low ? high - low : 1.0);
    return {low - margin, high + margin};
}

int classOfTargets(const Dataset &data, Eigen::Index row)
{
    Eigen::Index winner = 0;
    if (data.targets.cols() > 1)
        data.targets.row(row).maxCoeff(&winner);
    else
        winner = data.targets(row, 0) > data.threshold() ? 1 : 0;
    return static_cast<int>(winner);
}

} // namespace

SampleScatter::SampleScatter(SampleModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setAccessibleName(tr("Picture of the samples"));
    connect(model, &SampleModel::samplesChanged, this, &SampleScatter::forget);
}

void SampleScatter::setInputs(int horizontal, int vertical)
{
    m_horizontal = horizontal;
    m_vertical = vertical;
    forget();
}

void SampleScatter::forget()
{
    m_isPrepared = false;
    m_picture = {};
    update();
}

void SampleScatter::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        forget();
}

void SampleScatter::prepare()
{
    m_isPrepared = true;
    m_points.clear();
    m_colours.clear();
    const auto samples = m_model->samples();
    if (!samples || samples->samples() == 0)
        return;
    const int inputs = static_cast<int>(samples->inputs.cols());
    const int across = std::clamp(m_horizontal, 0, inputs - 1);
    const int up = std::clamp(m_vertical, 0, inputs - 1);
    const ConstVectorRef x = samples->inputs.col(across);
    const ConstVectorRef y = inputs > 1 ? samples->inputs.col(up) : samples->targets.col(0);
    m_x = Axis{.range = rangeWithMargin(x), .title = m_model->inputTitle(across)};
    m_y = Axis{.range = rangeWithMargin(y),
               .title = inputs > 1 ? m_model->inputTitle(up)
                                   : tr("target %1").arg(QString::fromStdString(samples->targetNames.front()))};
    const double low = samples->targets.col(0).minCoeff();
    const double spread = std::max(samples->targets.col(0).maxCoeff() - low, 1e-300);
    const ColourMap &map = ColourMap::signedValues(Theme::current());
    const Eigen::Index step = (samples->samples() + maximumPoints - 1) / maximumPoints;
    for (Eigen::Index row = 0; row < samples->samples(); row += step) {
        m_points.append({.at = {x[row], y[row]},
                         .classIndex = samples->classification ? classOfTargets(*samples, row) : 0,
                         .isHollow = m_model->isTest(static_cast<int>(row))});
        if (!samples->classification)
            m_colours.append(QColor::fromRgb(map.at((samples->targets(row, 0) - low) / spread)));
    }
    setAccessibleDescription(tr("%1 across, %2 up").arg(m_x.title, m_y.title));
}

QRectF SampleScatter::plotRect() const
{
    const double scale = fontScale();
    const QRectF room =
        QRectF(rect()).adjusted(marginLeft * scale, marginTop * scale, -marginRight * scale, -marginBottom * scale);
    const double side = std::floor(std::min(room.width(), room.height()));
    return {std::round(room.left()), std::round(room.top()), side, side};
}

void SampleScatter::paintEvent(QPaintEvent *)
{
    if (!m_isPrepared)
        prepare();
    const double ratio = devicePixelRatioF();
    const QSize pixels = size() * ratio;
    if (m_picture.size() != pixels) {
        m_picture = QPixmap(pixels);
        m_picture.setDevicePixelRatio(ratio);
        m_picture.fill(Qt::transparent);
        QPainter painter(&m_picture);
        painter.setRenderHint(QPainter::Antialiasing);
        paintScatter(painter);
    }
    QPainter(this).drawPixmap(0, 0, m_picture);
}

void SampleScatter::paintScatter(QPainter &painter) const
{
    const QRectF plot = plotRect();
    if (m_points.isEmpty() || plot.width() < 48)
        return;
    const Theme &theme = Theme::current();
    const auto yTicks = m_y.verticalTicks(plot.height(), 40);
    const auto xTicks = m_x.horizontalTicks(plot.width());
    paintGrid(painter, plot, m_y, yTicks, theme);
    paintBaseLine(painter, plot, m_x, xTicks, theme);
    paintHorizontalLabels(painter, plot, m_x, xTicks, theme);
    paintVerticalLabels(painter, plot, m_y, yTicks, titleLeft * fontScale(), theme);
    const double radius = m_points.size() > 400 ? 2.5 : m_points.size() > 60 ? 4.0 : 6.0;
    for (qsizetype i = 0; i < m_points.size(); ++i) {
        const QPointF at(plot.left() + plot.width() * m_x.position(m_points[i].at.x()),
                         plot.bottom() - plot.height() * m_y.position(m_points[i].at.y()));
        if (m_colours.isEmpty()) {
            paintClassMark(painter, at, m_points[i].classIndex, theme, radius, m_points[i].isHollow, theme.surface);
            continue;
        }
        // A hairline around each keeps middling values, which are nearly the background's colour, in sight.
        painter.setPen(QPen(m_points[i].isHollow ? m_colours[i] : theme.axis, m_points[i].isHollow ? 1.5 : 0.75));
        painter.setBrush(m_points[i].isHollow ? QBrush(Qt::NoBrush) : QBrush(m_colours[i]));
        painter.drawEllipse(at, radius, radius);
    }
}

} // namespace basin
