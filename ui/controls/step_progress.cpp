#include "controls/step_progress.h"

#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/theme.h"

#include <QPainter>

namespace basin {

namespace {

constexpr int thickness = 4;
constexpr int gap = 4;

} // namespace

StepProgress::StepProgress(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StepProgress::setSteps(int count, int done, int current)
{
    m_count = count;
    m_done = done;
    m_current = current;
    setAccessibleName(current >= 0 ? tr("Step %1 of %2").arg(current + 1).arg(count)
                                   : tr("%1 of %2 steps done").arg(done).arg(count));
    update();
}

QSize StepProgress::sizeHint() const
{
    return {metrics::scaled(120), thickness};
}

QSize StepProgress::minimumSizeHint() const
{
    return {metrics::scaled(40), thickness};
}

void StepProgress::paintEvent(QPaintEvent *)
{
    if (m_count <= 0)
        return;
    const auto &theme = Theme::current();
    const double room = width() - gap * (m_count - 1.0);
    const double piece = std::max(1.0, room / m_count);
    QPainter painter(this);
    for (int i = 0; i < m_count; ++i) {
        const QColor colour = i == m_current ? paint::mix(theme.surface, theme.accent, 0.5)
                              : i < m_done   ? theme.accent
                                             : theme.track;
        paint::box(painter, QRectF(i * (piece + gap), (height() - thickness) / 2.0, piece, thickness), thickness / 2.0,
                   colour);
    }
}

} // namespace basin
