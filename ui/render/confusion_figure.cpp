#include "render/confusion_figure.h"

#include "render/colour_map.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/theme.h"

#include "network/objective.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr double margin = 16.0;
constexpr double headHeight = 40.0; ///< title and its line
constexpr double labelWidth = 40.0; ///< class names left of the rows, and below the columns
constexpr double shareWidth = 76.0; ///< bars and numbers right of the rows
constexpr double largestCell = 56.0;
constexpr double smallestNumbered = 22.0; ///< smaller cells have no numbers

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ConfusionFigure)
};

QColor mixture(const QColor &from, const QColor &to, double share)
{
    const auto part = [share](int a, int b) { return a + static_cast<int>(std::lround(share * (b - a))); };
    return {part(from.red(), to.red()), part(from.green(), to.green()), part(from.blue(), to.blue())};
}

QString percent(double share)
{
    return std::isnan(share) ? QStringLiteral("–") : numbers::fixed(100.0 * share, 1) + QStringLiteral(" %");
}

/// One part's square in its half of the picture.
class Square {
public:
    Square(const ConfusionFigure &figure, const ConfusionFigure::Part &part, const QRectF &area, const Theme &theme)
        : m_figure(figure), m_counts(part.confusion.counts), m_part(part), m_area(area), m_theme(theme)
    {
        const auto classes = static_cast<double>(m_counts.rows());
        const double room = std::min(area.width() - labelWidth - shareWidth, area.height() - headHeight - labelWidth);
        m_cell = std::clamp(room / classes, 4.0, largestCell);
        const double width = labelWidth + m_cell * classes + shareWidth;
        m_corner = {area.left() + std::max(0.0, (area.width() - width) / 2) + labelWidth, area.top() + headHeight};
    }

    void paint(QPainter &painter) const
    {
        paintHead(painter);
        for (Eigen::Index row = 0; row < m_counts.rows(); ++row) {
            for (Eigen::Index column = 0; column < m_counts.cols(); ++column)
                paintCell(painter, row, column);
            paintShare(painter, row);
        }
        paintNames(painter);
    }

private:
    [[nodiscard]] QRectF cell(Eigen::Index row, Eigen::Index column) const
    {
        return {m_corner.x() + m_cell * static_cast<double>(column), m_corner.y() + m_cell * static_cast<double>(row),
                m_cell, m_cell};
    }

    void paintHead(QPainter &painter) const
    {
        painter.setPen(m_theme.text);
        painter.setFont(font(TypeRole::BodyStrong));
        drawText(painter, {m_corner.x(), m_area.top() + 8}, Qt::AlignLeft | Qt::AlignVCenter,
                 Text::tr("%1: %2").arg(m_part.title, percent(m_part.confusion.accuracy())));
        painter.setPen(m_theme.text3);
        painter.setFont(font(TypeRole::Caption));
        const QString count = numbers::count(m_part.confusion.samples());
        drawText(painter, {m_corner.x(), m_area.top() + 26}, Qt::AlignLeft | Qt::AlignVCenter,
                 m_part.isFirstOfMany ? Text::tr("the first %1 samples").arg(count)
                                      : Text::tr("%1 samples").arg(count));
    }

    /// Tinted by the share of its row: right answers in the second class's blue, wrong ones in the first one's orange.
    void paintCell(QPainter &painter, Eigen::Index row, Eigen::Index column) const
    {
        const int count = m_counts(row, column);
        const int whole = std::max(1, m_counts.row(row).sum());
        const double share = static_cast<double>(count) / whole;
        const QColor full = row == column ? m_theme.signedPositive : m_theme.signedNegative;
        const QRectF place = cell(row, column).adjusted(0.5, 0.5, -0.5, -0.5);
        const QColor fill = mixture(m_theme.signedMiddle, full, share);
        painter.fillRect(place, fill);
        if (m_cell < smallestNumbered || count == 0)
            return;
        const bool isDeep = share > 0.6 && row == column;
        painter.setPen(isDeep ? QColor(Qt::white) : m_theme.text);
        painter.setFont(font(TypeRole::Caption));
        drawText(painter, place.center(), Qt::AlignCenter, numbers::count(count));
    }

    void paintShare(QPainter &painter, Eigen::Index row) const
    {
        const double share = m_part.confusion.accuracyOf(row);
        const QRectF last = cell(row, m_counts.cols() - 1);
        const double left = last.right() + 8;
        constexpr double barWidth = 24.0;
        const double height = std::min(8.0, m_cell / 2);
        const QRectF bar(left, last.center().y() - height / 2, barWidth, height);
        painter.fillRect(bar, m_theme.track);
        if (!std::isnan(share))
            painter.fillRect(QRectF(bar.topLeft(), QSizeF(barWidth * share, height)), m_theme.signedPositive);
        if (m_cell < 12)
            return;
        painter.setPen(m_theme.text2);
        painter.setFont(font(TypeRole::Caption));
        drawText(painter, {left + barWidth + 4, last.center().y()}, Qt::AlignLeft | Qt::AlignVCenter, percent(share));
    }

    void paintNames(QPainter &painter) const
    {
        painter.setFont(font(TypeRole::Caption));
        painter.setPen(m_theme.text2);
        const QFontMetricsF metrics(painter.font());
        for (Eigen::Index k = 0; m_cell >= 12 && k < m_counts.rows(); ++k) {
            const QString name = m_figure.classNames.value(static_cast<qsizetype>(k));
            drawText(painter, cell(k, 0).center() - QPointF(m_cell / 2 + 6, 0), Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(name, Qt::ElideRight, labelWidth - 8));
            drawText(painter, cell(m_counts.rows() - 1, k).center() + QPointF(0, m_cell / 2 + 8), Qt::AlignCenter,
                     metrics.elidedText(name, Qt::ElideRight, m_cell - 2));
        }
        painter.setPen(m_theme.text3);
        const QRectF bottom = cell(m_counts.rows() - 1, 0);
        drawText(painter, {bottom.left() + m_cell * static_cast<double>(m_counts.cols()) / 2, bottom.bottom() + 26},
                 Qt::AlignCenter, Text::tr("answer (rows: what it is)"));
    }

    const ConfusionFigure &m_figure;
    const Eigen::MatrixXi &m_counts;
    const ConfusionFigure::Part &m_part;
    QRectF m_area;
    const Theme &m_theme;
    double m_cell = 0.0;
    QPointF m_corner;
};

Confusion confusionOfPart(const PreparedRun &run, const Vector &parameters, const Dataset &part,
                          const TargetSides &sides)
{
    const Eigen::Index count = std::min(part.samples(), mostConfusionSamples);
    const Objective objective(run.spec.architecture, run.spec.loss, part.inputs.topRows(count),
                              part.targets.topRows(count), Precision::Float32, sides);
    return confusionOf(objective.outputs(parameters), objective.targets(), sides);
}

} // namespace

ConfusionFigure confusionFigure(const PreparedRun &run, const Vector &parameters)
{
    ConfusionFigure figure;
    figure.emptyTitle = Text::tr("There are no classes to take for each other.");
    figure.emptyText = Text::tr("With targets that are classes, it appears here which one is taken for which.");
    const Dataset &train = run.data->train;
    const TargetSides sides = targetSides(train.targets);
    if (train.samples() == 0 || confusionOf(train.targets.topRows(1), train.targets.topRows(1), sides).classes() == 0)
        return figure;
    for (const std::string &name : train.classNames)
        figure.classNames << QString::fromStdString(name);
    figure.parts.push_back({Text::tr("Training part"), confusionOfPart(run, parameters, train, sides),
                            train.samples() > mostConfusionSamples});
    const Dataset &test = run.data->test;
    if (test.samples() > 0)
        figure.parts.push_back({Text::tr("Held out"), confusionOfPart(run, parameters, test, sides),
                                test.samples() > mostConfusionSamples});
    return figure;
}

void ConfusionFigure::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    if (parts.empty())
        return paintEmptyText(painter, area, emptyTitle, emptyText, theme);
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    const QRectF inner = area.adjusted(margin, margin, -margin, -margin);
    const double width = inner.width() / static_cast<double>(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const QRectF place(inner.left() + width * static_cast<double>(i), inner.top(), width - 8, inner.height());
        Square(*this, parts[i], place, theme).paint(painter);
    }
    painter.restore();
}

QByteArray ConfusionFigure::csv() const
{
    QByteArray text("part,class,answer,count\n");
    const auto quoted = [](QString name) {
        return '"' + name.replace(QLatin1Char('"'), QLatin1String("\"\"")).toUtf8() + '"';
    };
    for (const Part &part : parts) {
        const Eigen::MatrixXi &counts = part.confusion.counts;
        for (Eigen::Index row = 0; row < counts.rows(); ++row) {
            for (Eigen::Index column = 0; column < counts.cols(); ++column)
                text += quoted(part.title) + ',' + quoted(classNames.value(static_cast<qsizetype>(row))) + ',' +
                        quoted(classNames.value(static_cast<qsizetype>(column))) + ',' +
                        QByteArray::number(counts(row, column)) + '\n';
        }
    }
    return text;
}

} // namespace basin
