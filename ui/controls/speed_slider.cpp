#include "controls/speed_slider.h"

#include "controls/log_slider.h"
#include "controls/metrics.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QEvent>
#include <QPainter>

#include <cmath>
#include <utility>

namespace basin {

namespace {

// The last decade of the slider is the way to "unlimited": what lies in it is no speed of its own.
constexpr double slowest = 1;
constexpr double fastest = 1e5;
constexpr double unlimited = 3e5;

} // namespace

SpeedSlider::SpeedSlider(QWidget *parent)
    : QWidget(parent), m_slider(new LogSlider({.minimum = slowest, .maximum = unlimited}, this))
{
    m_slider->setLabelsShown(false);
    m_slider->setAccessibleName(tr("Speed"));
    setFocusProxy(m_slider);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setWords([](std::optional<double> steps) {
        return steps ? tr("%1 steps/s").arg(numbers::count(std::llround(*steps))) : tr("unlimited");
    });
    connect(m_slider, &LogSlider::numberEdited, this, [this] {
        showWords();
        emit speedEdited(speed());
    });
}

std::optional<double> SpeedSlider::speed() const
{
    const double number = m_slider->number();
    if (number > fastest * (1 + 1e-9))
        return std::nullopt;
    return number;
}

void SpeedSlider::setSpeed(std::optional<double> stepsPerSecond)
{
    m_slider->setNumber(stepsPerSecond ? std::min(*stepsPerSecond, fastest) : unlimited);
    showWords();
}

void SpeedSlider::setWords(std::function<QString(std::optional<double>)> words)
{
    m_words = std::move(words);
    showWords();
}

void SpeedSlider::showWords()
{
    m_text = m_words(speed());
    m_slider->setAccessibleDescription(m_text);
    update();
}

QSize SpeedSlider::sizeHint() const
{
    return {metrics::scaled(152) + 2 * LogSlider::overhang, metrics::scaled(40)};
}

QSize SpeedSlider::minimumSizeHint() const
{
    return {metrics::scaled(112) + 2 * LogSlider::overhang, metrics::scaled(40)};
}

void SpeedSlider::resizeEvent(QResizeEvent *)
{
    const int sliderHeight = m_slider->sizeHint().height();
    m_slider->setGeometry(0, height() - sliderHeight - 1, width(), sliderHeight);
}

void SpeedSlider::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LocaleChange)
        showWords();
}

void SpeedSlider::paintEvent(QPaintEvent *)
{
    const auto &theme = Theme::current();
    QPainter painter(this);
    painter.setFont(basin::font(TypeRole::Caption));
    const QRect line(LogSlider::overhang, 0, width() - 2 * LogSlider::overhang, lineHeight(TypeRole::Caption));
    painter.setPen(theme.text3);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, tr("Speed"));
    painter.setPen(isEnabled() ? theme.text : theme.text3);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, m_text);
}

} // namespace basin
