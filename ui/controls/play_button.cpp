#include "controls/play_button.h"

#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QPainter>

#include <algorithm>

namespace basin {

namespace {

constexpr int markSize = 20;
constexpr int iconLeft = 13;
constexpr int wordLeft = 41;
constexpr int wordRight = 15;

} // namespace

PlayButton::PlayButton(QWidget *parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setText(wordFor(false));
    setAccessibleName(text());
}

QString PlayButton::wordFor(bool playing)
{
    return playing ? tr("Pause") : tr("Play");
}

void PlayButton::setPlaying(bool playing)
{
    if (playing == m_isPlaying)
        return;
    m_isPlaying = playing;
    setText(wordFor(playing));
    setAccessibleName(text());
    update();
}

QSize PlayButton::sizeHint() const
{
    const QFontMetrics measure(basin::font(TypeRole::BodyStrong));
    const int word = std::max(measure.horizontalAdvance(wordFor(true)), measure.horizontalAdvance(wordFor(false)));
    return {metrics::scaled(wordLeft) + word + wordRight, metrics::scaled(36)};
}

void PlayButton::paintEvent(QPaintEvent *)
{
    const auto &theme = Theme::current();
    QPainter painter(this);
    if (!isEnabled())
        paint::box(painter, rect(), metrics::radius, theme.track);
    else if (isDown() || underMouse())
        paint::box(painter, rect(), metrics::radius, paint::mix(theme.accent, theme.text, isDown() ? 0.24 : 0.12));
    else
        paint::box(painter, rect(), metrics::radius, theme.accent);

    const QColor color = isEnabled() ? theme.onAccent : theme.text2;
    const int size = metrics::scaled(markSize);
    const QString name = m_isPlaying ? QStringLiteral("pause") : QStringLiteral("play");
    painter.drawPixmap(metrics::scaled(iconLeft), (height() - size) / 2,
                       iconPixmap(name, color, size, devicePixelRatioF()));
    painter.setFont(basin::font(TypeRole::BodyStrong));
    painter.setPen(color);
    painter.drawText(rect().adjusted(metrics::scaled(wordLeft), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
}

} // namespace basin
