#include "controls/timeline_bar.h"

#include "controls/focus_ring.h"
#include "controls/metrics.h"
#include "controls/paint.h"
#include "controls/pill_label.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace basin {

namespace {

// Heights in the bar's 64, at 100 %.
constexpr double grooveMiddle = 37;
constexpr double silhouetteTop = 15;
constexpr double labelTop = 15;
constexpr double upperLabelTop = 2;
constexpr double tickTop = 45;
constexpr double captionTop = 15;
constexpr double captionGap = 16;
constexpr double trailingGap = 36;
constexpr double handleSize = 18;
constexpr double diamondRadius = 7;

/// A silhouette that is full of a loss of 0.35 would say nothing: the floor lies at 0.003, or as deep as the run got.
constexpr double highestFloor = -2.5;

QFont noteFont()
{
    return font(TypeRole::Note);
}

} // namespace

TimelineBar::TimelineBar(QWidget *parent) : QSlider(Qt::Horizontal, parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCaption(tr("Timeline"), {});
    FocusRing::setPaintsOwnRing(this);
}

void TimelineBar::setCaption(const QString &title, const QString &note)
{
    if (title == m_title && note == m_note)
        return;
    m_title = title;
    m_note = note;
    m_noteRoom = std::max(m_noteRoom, QFontMetricsF(noteFont()).horizontalAdvance(note));
    setAccessibleName(title);
    invalidate();
}

void TimelineBar::setTrailingWidget(QWidget *widget)
{
    delete m_trailing;
    m_trailing = widget;
    if (widget) {
        widget->setParent(this);
        widget->show();
    }
    resizeEvent(nullptr);
}

void TimelineBar::setLoss(std::vector<QPointF> points)
{
    m_loss = std::move(points);
    m_silhouette.reset();
    update();
}

void TimelineBar::setEvents(std::vector<timeline::Event> events)
{
    const auto same = [](const timeline::Event &a, const timeline::Event &b) {
        return a.epoch == b.epoch && a.label == b.label && a.detail == b.detail;
    };
    if (std::equal(m_events.begin(), m_events.end(), events.begin(), events.end(), same))
        return;
    m_events = std::move(events);
    m_placed.reset();
    update();
}

void TimelineBar::setNow(double epoch, double first, double newest)
{
    if (epoch == m_now && first == m_first && newest == m_newest)
        return;
    const double before = end();
    m_now = epoch;
    m_first = first;
    m_newest = newest;
    describe();
    if (end() != before)
        invalidate();
    update();
}

void TimelineBar::describe()
{
    constexpr double most = std::numeric_limits<int>::max();
    m_isTaking = true;
    setRange(static_cast<int>(std::min(m_first, most)), static_cast<int>(std::min(m_newest, most)));
    setValue(static_cast<int>(std::min(m_now, most)));
    m_isTaking = false;
    const QString now = numbers::count(std::llround(m_now));
    QString text = m_now < m_newest ? tr("Epoch %1 of %2").arg(now, numbers::count(std::llround(m_newest)))
                                    : tr("Epoch %1").arg(now);
    if (const timeline::Event *event = eventAt(m_now))
        text += QStringLiteral(": ") + (event->detail.isEmpty() ? event->label : event->detail);
    setAccessibleDescription(text);
}

const timeline::Event *TimelineBar::eventAt(double epoch) const
{
    const double near = diamondRadius * end() / (grooveRight() - grooveLeft());
    const timeline::Event *nearest = nullptr;
    for (const timeline::Event &event : m_events) {
        const double distance = std::abs(event.epoch - epoch);
        if (distance <= near && (!nearest || distance < std::abs(nearest->epoch - epoch)))
            nearest = &event;
    }
    return nearest;
}

double TimelineBar::end() const
{
    return timeline::endFor(m_newest);
}

void TimelineBar::setScrubbable(bool scrubbable)
{
    m_isScrubbable = scrubbable;
    setFocusPolicy(scrubbable ? Qt::StrongFocus : Qt::NoFocus);
    if (!scrubbable)
        unsetCursor();
}

void TimelineBar::invalidate()
{
    m_grooveLeft.reset();
    m_silhouette.reset();
    m_placed.reset();
    update();
}

double TimelineBar::grooveLeft() const
{
    if (!m_grooveLeft) { // thousands of points ask for it
        const double title = QFontMetricsF(basin::font(TypeRole::BodyStrong)).horizontalAdvance(m_title);
        m_grooveLeft = std::round(metrics::panelPadding + std::max(title, m_noteRoom) + captionGap);
    }
    return *m_grooveLeft;
}

double TimelineBar::grooveRight() const
{
    const double end = m_trailing ? m_trailing->x() - trailingGap : width() - 1.5 * metrics::panelPadding;
    return std::max(end, grooveLeft() + 1);
}

double TimelineBar::xOf(double epoch) const
{
    return grooveLeft() + (grooveRight() - grooveLeft()) * std::clamp(epoch / end(), 0.0, 1.0);
}

double TimelineBar::epochAt(double x) const
{
    return std::clamp((x - grooveLeft()) / (grooveRight() - grooveLeft()), 0.0, 1.0) * end();
}

const std::vector<timeline::PlacedLabel> &TimelineBar::placedLabels() const
{
    if (!m_placed) {
        const QFontMetricsF measure(basin::font(TypeRole::Caption));
        std::vector<double> marks;
        std::vector<double> widths;
        for (const auto &event : m_events) {
            marks.push_back(xOf(event.epoch));
            widths.push_back(measure.horizontalAdvance(event.label) + 1);
        }
        m_placed = timeline::placeLabels(marks, widths, grooveLeft(), grooveRight());
    }
    return *m_placed;
}

QPolygonF TimelineBar::silhouette() const
{
    QPolygonF outline;
    double highest = -1e300;
    double lowest = highestFloor;
    const auto logOf = [](double loss) { return std::log10(std::max(loss, 1e-300)); };
    for (const auto &point : m_loss) {
        if (!std::isfinite(point.y()))
            continue;
        highest = std::max(highest, logOf(point.y()));
        if (point.y() > 0)
            lowest = std::min(lowest, logOf(point.y()));
    }
    if (highest <= lowest)
        return outline;

    const double bottom = metrics::scaled(grooveMiddle) - metrics::groove / 2.0;
    const double top = metrics::scaled(silhouetteTop);
    double lastX = -1e9;
    for (const auto &point : m_loss) {
        const double x = xOf(point.x());
        if (!std::isfinite(point.y()) || x - lastX < 0.5)
            continue;
        lastX = x;
        const double share = std::clamp((logOf(point.y()) - lowest) / (highest - lowest), 0.0, 1.0);
        if (outline.isEmpty())
            outline << QPointF(x, bottom);
        outline << QPointF(x, bottom - share * (bottom - top));
    }
    if (!outline.isEmpty())
        outline << QPointF(outline.last().x(), bottom);
    return outline;
}

QSize TimelineBar::sizeHint() const
{
    return {600, metrics::timelineHeight()};
}

QSize TimelineBar::minimumSizeHint() const
{
    return {300, metrics::timelineHeight()};
}

void TimelineBar::resizeEvent(QResizeEvent *)
{
    if (m_trailing) {
        const QSize size = m_trailing->sizeHint();
        m_trailing->setGeometry(width() - metrics::panelPadding - size.width(), (height() - size.height()) / 2 + 1,
                                size.width(), size.height());
    }
    invalidate();
}

void TimelineBar::changeEvent(QEvent *event)
{
    QSlider::changeEvent(event);
    if (event->type() != QEvent::FontChange)
        return;
    m_noteRoom = QFontMetricsF(noteFont()).horizontalAdvance(m_note);
    resizeEvent(nullptr);
}

void TimelineBar::paintEvent(QPaintEvent *)
{
    const auto &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.bg);
    painter.fillRect(QRect(0, 0, width(), 1), theme.line);
    paintCaption(painter);

    if (!m_silhouette)
        m_silhouette = silhouette();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(paint::mix(theme.bg, theme.track, 0.5));
    painter.drawPolygon(*m_silhouette);

    const double middle = metrics::scaled(grooveMiddle);
    const QRectF groove(grooveLeft() - 2, middle - metrics::groove / 2.0, grooveRight() - grooveLeft() + 4,
                        metrics::groove);
    paint::groove(painter, groove, xOf(shown()), theme.track, theme.accent);
    if (m_newest > shown()) { // what is known of the future
        painter.setBrush(paint::mix(theme.track, theme.accent, 0.35));
        painter.setPen(Qt::NoPen);
        painter.drawRect(QRectF(QPointF(xOf(shown()), groove.top()), QPointF(xOf(m_newest), groove.bottom())));
    }
    paintTicks(painter);
    paintEvents(painter);
    paintHover(painter);
    const QPointF centre(xOf(shown()), middle);
    paint::handle(painter, centre, handleSize, theme.accent);
    if (FocusRing::isShownFor(this))
        paint::focusRing(painter, QRectF(centre.x() - 9, centre.y() - 9, 18, 18), 9);
}

void TimelineBar::paintCaption(QPainter &painter) const
{
    const auto &theme = Theme::current();
    const int left = metrics::panelPadding;
    const int room = static_cast<int>(grooveLeft()) - left;
    const int top = metrics::scaled(captionTop);
    const int line = metrics::scaled(18);
    painter.setFont(basin::font(TypeRole::BodyStrong));
    painter.setPen(theme.text);
    const int titleTop = m_note.isEmpty() ? metrics::scaled(grooveMiddle) - line / 2 : top;
    painter.drawText(QRect(left, titleTop, room, line), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    painter.setFont(noteFont());
    painter.setPen(theme.text3);
    painter.drawText(QRect(left, top + line, room, line), Qt::AlignLeft | Qt::AlignVCenter, m_note);
}

void TimelineBar::paintTicks(QPainter &painter) const
{
    painter.setFont(basin::font(TypeRole::Caption));
    painter.setPen(Theme::current().text3);
    const QFontMetricsF measure(painter.font());
    const double step = timeline::tickStep(end(), grooveRight() - grooveLeft());
    for (double epoch = 0; epoch <= end() + step * 1e-9; epoch += step) {
        const QString text = numbers::count(std::llround(epoch));
        const double wide = measure.horizontalAdvance(text) + 1;
        const double left =
            std::clamp(xOf(epoch) - wide / 2, grooveLeft(), std::max(grooveLeft(), grooveRight() - wide));
        painter.drawText(QRectF(left, metrics::scaled(tickTop), wide, lineHeight(TypeRole::Caption)),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
    }
}

void TimelineBar::paintEvents(QPainter &painter) const
{
    const auto &theme = Theme::current();
    painter.setFont(basin::font(TypeRole::Caption));
    painter.setPen(theme.text2);
    for (const auto &label : placedLabels()) {
        const double top = metrics::scaled(label.row == 0 ? labelTop : upperLabelTop);
        painter.drawText(QRectF(label.left, top, label.width, lineHeight(TypeRole::Caption)),
                         Qt::AlignLeft | Qt::AlignVCenter, m_events[static_cast<std::size_t>(label.event)].label);
    }
    for (const auto &event : m_events)
        paint::diamond(painter, {xOf(event.epoch), static_cast<double>(metrics::scaled(grooveMiddle))}, diamondRadius,
                       theme.surface, theme.text2);
}

void TimelineBar::paintHover(QPainter &painter) const
{
    if (!m_hover)
        return;
    const double x = xOf(*m_hover);
    painter.setPen(QPen(Theme::current().axis, 1));
    painter.drawLine(QPointF(x, metrics::scaled(silhouetteTop)), QPointF(x, metrics::scaled(tickTop)));
    QString text = numbers::count(std::llround(*m_hover));
    if (const timeline::Event *event = eventAt(*m_hover)) {
        text = QStringLiteral("%1: %2").arg(numbers::count(std::llround(event->epoch)),
                                            event->detail.isEmpty() ? event->label : event->detail);
    }
    painter.setFont(basin::font(TypeRole::Caption));
    const double half = QFontMetricsF(painter.font()).horizontalAdvance(text) / 2 + metrics::panelPadding;
    const double middle = std::clamp(x, half, std::max(half, width() - half));
    paint::pill(painter, {middle, metrics::scaled(tickTop) + lineHeight(TypeRole::Caption) / 2.0}, text);
}

} // namespace basin
