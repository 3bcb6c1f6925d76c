#include "panels/source_picture.h"

#include "render/boundary_figure.h"
#include "render/colour_map.h"
#include "render/theme.h"

#include "data/data_spec.h"

#include <QHash>
#include <QPainter>

#include <algorithm>

namespace basin {

namespace {

constexpr double samplesShown = 70;

/// Generated once: the pictures of the sources never change.
const Dataset &samplesOf(const std::string &source)
{
    static QHash<QString, Dataset> all;
    Dataset &data = all[QString::fromStdString(source)];
    if (data.samples() == 0) {
        DataSpec spec;
        spec.source = source;
        const DataSource *kind = findDataSource(source);
        if (findOption(kind->options, "samples"))
            spec.options.set("samples", samplesShown);
        data = kind->make(spec, {});
    }
    return data;
}

} // namespace

void paintSource(QPainter &painter, const QRectF &area, const std::string &source)
{
    const Theme &theme = Theme::current();
    const Dataset &data = samplesOf(source);
    const bool oneInput = data.inputs.cols() == 1;
    const auto up = oneInput ? data.targets.col(0) : data.inputs.col(1);
    const auto across = data.inputs.col(0);
    const double left = across.minCoeff();
    const double width = std::max(1e-9, across.maxCoeff() - left);
    const double bottom = up.minCoeff();
    const double height = std::max(1e-9, up.maxCoeff() - bottom);
    const double threshold = (data.targets.minCoeff() + data.targets.maxCoeff()) / 2;
    const double half = std::max(1e-9, (data.targets.maxCoeff() - data.targets.minCoeff()) / 2);
    const bool few = data.samples() <= 8;
    const double radius = area.width() * (few ? 0.085 : 0.05);
    const QRectF inner =
        area.adjusted(area.width() * 0.16, area.height() * 0.16, -area.width() * 0.16, -area.height() * 0.16);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (Eigen::Index i = 0; i < data.samples(); ++i) {
        const QPointF at(inner.left() + inner.width() * (across[i] - left) / width,
                         inner.bottom() - inner.height() * (up[i] - bottom) / height);
        const double target = data.targets(i, 0);
        const int kind = classOf(data, i, threshold);
        painter.setBrush(data.classification ? classColour(kind, theme)
                                             : QColor::fromRgb(ColourMap::signedValues(theme).at(
                                                   (target - threshold) / half / 2 + 0.5)));
        if (few && kind == 1)
            painter.drawRect(QRectF(at - QPointF(radius, radius), QSizeF(2 * radius, 2 * radius)));
        else
            painter.drawEllipse(at, radius, radius);
    }
}

} // namespace basin
