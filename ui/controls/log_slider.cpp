#include "controls/log_slider.h"

#include "controls/focus_ring.h"
#include "controls/metrics.h"
#include "controls/number_field.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int sliderSteps = 1000; // what QSlider (and with it a screen reader) counts in
constexpr double grooveCentre = 12;
constexpr int bareHeight = 24; // handle 16 and its focus ring
constexpr int labelTop = 21;

} // namespace

LogSlider::LogSlider(const LogScale &scale, QWidget *parent)
    : QSlider(Qt::Horizontal, parent), m_scale(scale), m_number(scale.startsAtZero ? 0 : scale.minimum)
{
    setRange(0, sliderSteps);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    FocusRing::setPaintsOwnRing(this);
    take(m_number);
}

void LogSlider::setLabelsShown(bool shown)
{
    m_hasLabels = shown;
    updateGeometry();
}

void LogSlider::setNumber(double number)
{
    if (number != m_number && !m_isDragging)
        take(number);
}

void LogSlider::take(double number)
{
    m_number = number;
    setValue(static_cast<int>(std::lround(m_scale.position(number) * sliderSteps)));
    setAccessibleDescription(numbers::compact(number));
    update();
}

void LogSlider::edit(double number, bool isDragging)
{
    const bool isChange = number != m_number;
    if (isChange)
        take(number);
    if (isChange || !isDragging)
        emit numberEdited(number, isDragging);
}

QSize LogSlider::sizeHint() const
{
    return {120, m_hasLabels ? labelTop + lineHeight(TypeRole::Caption) : bareHeight};
}

QSize LogSlider::minimumSizeHint() const
{
    return {40, sizeHint().height()};
}

double LogSlider::xOf(double number) const
{
    return overhang + m_scale.position(number) * (width() - 2 * overhang);
}

double LogSlider::numberAt(double x) const
{
    return m_scale.roundValue((x - overhang) / std::max(1, width() - 2 * overhang));
}

double LogSlider::step(int direction, bool wholeDecade) const
{
    if (m_number <= 0)
        return direction > 0 ? m_scale.minimum : 0;
    double next = m_number * (direction > 0 ? 10 : 0.1);
    if (!wholeDecade) {
        double unit = std::pow(10.0, std::floor(std::log10(m_number) + 1e-9));
        if (direction < 0 && m_number <= unit * (1 + 1e-9))
            unit /= 10;
        next = std::round(m_number / unit + direction) * unit;
    }
    next = numbers::parse(numbers::compact(next, 12)).value_or(next);
    if (next < m_scale.minimum * (1 - 1e-9))
        return m_scale.startsAtZero ? 0 : m_scale.minimum;
    return std::clamp(next, m_scale.minimum, m_scale.maximum);
}

void LogSlider::keyPressEvent(QKeyEvent *event)
{
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    const auto move = [&](double number) {
        if (number != m_number)
            edit(number, false);
    };
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Left:
        move(step((event->key() == Qt::Key_Right) != isMirrored ? 1 : -1, false));
        return;
    case Qt::Key_Up:
        move(step(1, false));
        return;
    case Qt::Key_Down:
        move(step(-1, false));
        return;
    case Qt::Key_PageUp:
        move(step(1, true));
        return;
    case Qt::Key_PageDown:
        move(step(-1, true));
        return;
    case Qt::Key_Home:
        move(m_scale.startsAtZero ? 0 : m_scale.minimum);
        return;
    case Qt::Key_End:
        move(m_scale.maximum);
        return;
    default:
        event->ignore();
    }
}

void LogSlider::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    m_isDragging = true;
    // A press on the handle holds it where it is; beside it, the handle comes.
    if (std::abs(event->position().x() - xOf(m_number)) > metrics::handle / 2.0)
        edit(numberAt(event->position().x()), true);
    event->accept();
}

void LogSlider::mouseMoveEvent(QMouseEvent *event)
{
    if (m_isDragging)
        edit(numberAt(event->position().x()), true);
}

void LogSlider::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_isDragging)
        return;
    m_isDragging = false;
    edit(m_number, false);
}

void LogSlider::wheelEvent(QWheelEvent *event)
{
    if (!hasFocus() || event->angleDelta().y() == 0) {
        event->ignore();
        return;
    }
    const double next = step(event->angleDelta().y() > 0 ? 1 : -1, false);
    if (next != m_number)
        edit(next, false);
    event->accept();
}

std::vector<LogSlider::Label> LogSlider::labels() const
{
    std::vector<Label> result;
    if (m_scale.startsAtZero)
        result.push_back({0, QStringLiteral("0")});
    const int first = static_cast<int>(std::ceil(std::log10(m_scale.minimum) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(m_scale.maximum) + 1e-9));
    const int stride = last - first > 3 ? 2 : 1;
    for (int exponent = first; exponent <= last; exponent += stride) {
        const double value = std::pow(10.0, exponent);
        const bool isPlain = exponent >= 0 && exponent <= 3;
        result.push_back({value, isPlain ? numbers::count(std::llround(value)) : numbers::powerOfTen(exponent)});
    }
    return result;
}

void LogSlider::paintLabels(QPainter &painter) const
{
    painter.setFont(basin::font(TypeRole::Caption));
    painter.setPen(Theme::current().text3);
    const QFontMetricsF measure(painter.font());
    for (const auto &label : labels()) {
        const double textWidth = measure.horizontalAdvance(label.text);
        const double end = width() - overhang - textWidth;
        const double left = std::clamp(xOf(label.value) - textWidth / 2, 1.0 * overhang, std::max(1.0 * overhang, end));
        painter.drawText(QRectF(left, labelTop, textWidth + 1, lineHeight(TypeRole::Caption)),
                         Qt::AlignLeft | Qt::AlignVCenter, label.text);
    }
}

void LogSlider::paintEvent(QPaintEvent *)
{
    const auto &theme = Theme::current();
    const QColor accent = isEnabled() ? theme.accent : theme.text3;
    QPainter painter(this);
    const QPointF centre(xOf(m_number), grooveCentre);
    const QRectF groove(overhang, grooveCentre - metrics::groove / 2.0, width() - 2 * overhang, metrics::groove);
    paint::groove(painter, groove, centre.x(), theme.track, accent);
    paint::handle(painter, centre, metrics::handle, accent);
    if (FocusRing::isShownFor(this))
        paint::focusRing(painter, QRectF(centre.x() - 8, centre.y() - 8, 16, 16), 8);
    if (m_hasLabels)
        paintLabels(painter);
}

LogSliderRow::LogSliderRow(const LogScale &scale, const NumberFormat &format, QWidget *parent)
    : QObject(parent), m_field(new NumberField(format, parent)), m_slider(new LogSlider(scale, parent))
{
    connect(m_field, &NumberField::valueEdited, this, [this](double number) {
        m_slider->setNumber(number);
        emit valueEdited(number, false);
    });
    connect(m_slider, &LogSlider::numberEdited, this, [this](double number, bool isDragging) {
        m_field->setValue(number);
        emit valueEdited(number, isDragging);
    });
}

double LogSliderRow::value() const
{
    return m_field->value();
}

void LogSliderRow::setValue(double value)
{
    m_field->setValue(value);
    m_slider->setNumber(value);
}

void LogSliderRow::setEnabled(bool enabled)
{
    m_field->setEnabled(enabled);
    m_slider->setEnabled(enabled);
}

void LogSliderRow::setAccessibleName(const QString &name)
{
    m_field->setAccessibleName(name);
    m_slider->setAccessibleName(name);
}

} // namespace basin
