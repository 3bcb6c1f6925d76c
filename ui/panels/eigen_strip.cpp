#include "panels/eigen_strip.h"

#include "controls/metrics.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

// In pixels at 100 %, from the top.
constexpr double readOutMiddle = 8;
constexpr double strokeTop = 18, strokeHeight = 30;
constexpr double labelMiddle = 60;
constexpr double stripHeight = 70;
constexpr double padding = 16; ///< at both ends, so that labels have room
constexpr double strokeWidth = 3;
constexpr double reach = 8;    ///< how far from a stroke the cursor still reads it
constexpr double labelGap = 4; ///< between two texts

QString valueOf(double eigenvalue)
{
    return numbers::scientific(eigenvalue);
}

QString timesText(int count)
{
    return QStringLiteral("×%1").arg(count);
}

QString tickLabel(int sign, int decade)
{
    const QString size = decade == 0 ? QStringLiteral("1") : numbers::powerOfTen(decade);
    return sign < 0 ? numbers::minus + size : size;
}

} // namespace

EigenAxis EigenAxis::around(const std::vector<double> &eigenvalues, double tolerance)
{
    EigenAxis axis;
    if (std::isfinite(tolerance) && tolerance > 0)
        axis.lowDecade = static_cast<int>(std::floor(std::log10(tolerance) + 1e-9));
    double largest = 0.0;
    for (const double value : eigenvalues)
        if (std::isfinite(value))
            largest = std::max(largest, std::abs(value));
    if (largest > 0)
        axis.highDecade = std::max(axis.highDecade, static_cast<int>(std::ceil(std::log10(largest) - 1e-9)));
    axis.highDecade = std::max(axis.highDecade, axis.lowDecade + 2);
    return axis;
}

double EigenAxis::position(double eigenvalue) const
{
    const double size = std::abs(eigenvalue), edge = std::pow(10.0, lowDecade);
    double at = band * size / edge;
    if (size > edge)
        at = band + (1 - band) * (std::log10(size) - lowDecade) / (highDecade - lowDecade);
    return std::copysign(std::min(at, 1.0), eigenvalue);
}

EigenStrip::EigenStrip(QWidget *parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Eigenvalues of the Hessian"));
    describe();
}

void EigenStrip::setEigenvalues(const Vector &eigenvalues, double tolerance)
{
    m_values.assign(eigenvalues.begin(), eigenvalues.end());
    m_tolerance = tolerance;
    m_axis = EigenAxis::around(m_values, tolerance);
    if (m_current >= static_cast<int>(m_values.size()))
        setCurrent(-1);
    describe();
    update();
}

void EigenStrip::describe()
{
    QStringList values;
    for (const double value : m_values)
        values << valueOf(value);
    setAccessibleDescription(
        values.isEmpty()
            ? tr("None yet.")
            : tr("%1. Left and right arrows read one after the other.").arg(values.join(QStringLiteral("; "))));
}

QSize EigenStrip::sizeHint() const
{
    return {metrics::scaled(200), metrics::scaled(stripHeight)};
}

double EigenStrip::xOf(double eigenvalue) const
{
    const double half = width() / 2.0 - padding * fontScale();
    return width() / 2.0 + half * m_axis.position(eigenvalue);
}

int EigenStrip::nearest(double x) const
{
    int best = -1;
    double distance = reach * fontScale();
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const double d = std::abs(xOf(m_values[i]) - x);
        if (d < distance) {
            distance = d;
            best = static_cast<int>(i);
        }
    }
    return best;
}

/// The last of those whose strokes lie on this one's.
int EigenStrip::lastAlike(int first) const
{
    const auto at = static_cast<std::size_t>(first);
    std::size_t last = at;
    while (last + 1 < m_values.size() && xOf(m_values[last + 1]) - xOf(m_values[at]) < 1.0)
        ++last;
    return static_cast<int>(last);
}

std::vector<EigenStrip::Multiplicity> EigenStrip::multiplicities() const
{
    const QFontMetricsF metrics(basin::font(TypeRole::Caption));
    std::vector<Multiplicity> groups;
    for (int i = 0; i < static_cast<int>(m_values.size());) {
        const int last = lastAlike(i), count = last - i + 1;
        const double width = count > 1 ? metrics.horizontalAdvance(timesText(count)) : 0.0;
        groups.push_back({.x = xOf(m_values[static_cast<std::size_t>(i)]), .width = width, .count = count});
        i = last + 1;
    }
    std::vector<Multiplicity> shown;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto isClear = [&](std::size_t other) {
            return std::abs(groups[other].x - groups[i].x) > (groups[i].width + groups[other].width) / 2 + labelGap;
        };
        const bool hasRoom = (i == 0 || isClear(i - 1)) && (i + 1 == groups.size() || isClear(i + 1));
        if (groups[i].count > 1 && hasRoom)
            shown.push_back(groups[i]);
    }
    return shown;
}

QString EigenStrip::readOut(int index) const
{
    const double value = m_values[static_cast<std::size_t>(index)];
    const QString kind = std::abs(value) <= m_tolerance ? tr("flat") : value < 0 ? tr("falls") : tr("rises");
    return tr("λ%1 = %2, %3").arg(numbers::subscript(index + 1), valueOf(value), kind);
}

void EigenStrip::setCurrent(int index)
{
    if (m_current == index)
        return;
    m_current = index;
    update();
    emit currentChanged(index);
}

void EigenStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxis(painter);
    paintStrokes(painter);
}

void EigenStrip::paintAxis(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    const double scale = fontScale();
    const double middle = std::round((strokeTop + strokeHeight / 2) * scale) + 0.5;
    const double left = xOf(-std::pow(10.0, m_axis.highDecade)), right = xOf(std::pow(10.0, m_axis.highDecade));
    const double edge = std::pow(10.0, m_axis.lowDecade);
    painter.fillRect(
        QRectF(QPointF(xOf(-edge), strokeTop * scale), QPointF(xOf(edge), (strokeTop + strokeHeight) * scale)),
        theme.hover);
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(QPointF(left - 8 * scale, middle), QPointF(right + 8 * scale, middle));
    const double zero = std::floor(xOf(0)) + 0.5;
    painter.drawLine(QPointF(zero, strokeTop * scale), QPointF(zero, (strokeTop + strokeHeight) * scale));
    painter.setFont(basin::font(TypeRole::Caption));
    painter.setPen(theme.text3);
    drawText(painter, {zero, labelMiddle * scale}, Qt::AlignHCenter | Qt::AlignVCenter, QStringLiteral("0"));
    const int between = (m_axis.lowDecade + m_axis.highDecade) / 2;
    for (const int sign : {-1, 1})
        for (const int decade : {between, m_axis.highDecade}) {
            const double x = std::floor(xOf(sign * std::pow(10.0, decade))) + 0.5;
            painter.setPen(QPen(theme.axis, 1));
            painter.drawLine(QPointF(x, middle - 3), QPointF(x, middle + 3));
            painter.setPen(theme.text3);
            drawWithin(painter, x, labelMiddle * scale, tickLabel(sign, decade));
        }
}

/// A centred text that stays inside the strip.
void EigenStrip::drawWithin(QPainter &painter, double x, double y, const QString &text) const
{
    const double half = QFontMetricsF(painter.font()).horizontalAdvance(text) / 2 + 1;
    drawText(painter, {std::clamp(x, half, std::max(half, width() - half)), y}, Qt::AlignHCenter | Qt::AlignVCenter,
             text);
}

void EigenStrip::paintStrokes(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    const double scale = fontScale();
    const double top = strokeTop * scale, size = strokeHeight * scale, thick = strokeWidth * scale;
    painter.setFont(basin::font(TypeRole::Caption));
    for (int i = 0; i < static_cast<int>(m_values.size()); ++i) {
        const double value = m_values[static_cast<std::size_t>(i)];
        const bool isFlat = !(std::abs(value) > m_tolerance);
        const QColor colour = isFlat ? theme.text3 : value < 0 ? theme.signedNegative : theme.signedPositive;
        const double x = xOf(value);
        painter.fillRect(QRectF(x - thick / 2, top, thick, size), colour);
    }
    painter.setPen(theme.text3);
    // Strokes upon each other look like one: their number stands above. While one is read out, it has the place.
    if (m_current >= 0)
        return paintReadOut(painter);
    for (const Multiplicity &group : multiplicities())
        drawWithin(painter, group.x, readOutMiddle * scale, timesText(group.count));
}

void EigenStrip::paintReadOut(QPainter &painter) const
{
    const double scale = fontScale();
    const double top = strokeTop * scale, size = strokeHeight * scale, thick = strokeWidth * scale;
    const Theme &theme = Theme::current();
    const double x = xOf(m_values[static_cast<std::size_t>(m_current)]);
    painter.setPen(QPen(theme.text, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(x - thick / 2 - 1.5, top - 1.5, thick + 3, size + 3));
    painter.setPen(theme.text);
    drawWithin(painter, x, readOutMiddle * scale, readOut(m_current));
}

void EigenStrip::mouseMoveEvent(QMouseEvent *event)
{
    setCurrent(nearest(event->position().x()));
}

void EigenStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    setCurrent(nearest(event->position().x()));
    if (m_current >= 0)
        emit chosen(m_current);
}

void EigenStrip::leaveEvent(QEvent *event)
{
    setCurrent(-1);
    QWidget::leaveEvent(event);
}

void EigenStrip::focusOutEvent(QFocusEvent *event)
{
    setCurrent(-1);
    QWidget::focusOutEvent(event);
}

void EigenStrip::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_values.size()) - 1;
    if (last < 0)
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
        return setCurrent(m_current < 0 ? last : std::max(0, m_current - 1));
    case Qt::Key_Right:
        return setCurrent(std::min(last, m_current + 1));
    case Qt::Key_Home:
        return setCurrent(0);
    case Qt::Key_End:
        return setCurrent(last);
    case Qt::Key_Escape:
        if (m_current < 0)
            break;
        return setCurrent(-1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current < 0)
            break;
        emit chosen(m_current);
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

} // namespace basin
