#include "controls/segmented_control.h"

#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QRadioButton>

namespace basin {

namespace {

/// A radio button by nature (arrow keys, role), a segment by look.
class Segment : public QRadioButton {
public:
    using QRadioButton::QRadioButton;

    void setCompact(bool compact)
    {
        m_isCompact = compact;
        updateGeometry();
    }

    QSize sizeHint() const override
    {
        const int words = QFontMetrics(face(true)).horizontalAdvance(text());
        return {words + (m_isCompact ? 16 : 18), metrics::scaled(m_isCompact ? 20 : 24)};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool hitButton(const QPoint &position) const override { return rect().contains(position); }

    void paintEvent(QPaintEvent *) override
    {
        const auto &theme = Theme::current();
        QPainter painter(this);
        if (isChecked() && isEnabled())
            paint::box(painter, rect(), metrics::radius - 1, theme.field, theme.fieldLine);
        else if (isChecked())
            paint::box(painter, rect(), metrics::radius - 1, QColor(), theme.fieldLine);
        painter.setFont(face(isChecked()));
        const bool isStrong = isEnabled() && (isChecked() || underMouse());
        painter.setPen(isStrong ? theme.text : isEnabled() ? theme.text2 : theme.text3);
        painter.drawText(rect(), Qt::AlignCenter, text());
    }

private:
    [[nodiscard]] QFont face(bool isStrong) const
    {
        if (m_isCompact)
            return basin::font(isStrong ? TypeRole::NoteStrong : TypeRole::Note);
        return basin::font(isStrong ? TypeRole::BodyStrong : TypeRole::Body);
    }

    bool m_isCompact = false;
};

} // namespace

SegmentedControl::SegmentedControl(const QStringList &choices, QWidget *parent)
    : QWidget(parent), m_group(new QButtonGroup(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2, 2, 2, 2);
    layout->setSpacing(0);
    for (int i = 0; i < choices.size(); ++i) {
        auto *segment = new Segment(choices[i], this);
        segment->setAccessibleName(choices[i]);
        segment->setAttribute(Qt::WA_Hover);
        segment->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
        segment->setChecked(i == 0);
        m_group->addButton(segment, i);
        m_segments.append(segment);
        layout->addWidget(segment);
    }
    setFixedHeight(metrics::rowHeight());
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    // idClicked comes for the mouse, Space and the arrow keys alike, and never for setChecked().
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentedControl::currentEdited);
}

int SegmentedControl::current() const
{
    return m_group->checkedId();
}

void SegmentedControl::setCurrent(int index)
{
    if (index >= 0 && index < m_segments.size())
        m_segments[index]->setChecked(true);
}

void SegmentedControl::setCompact(bool compact)
{
    for (auto *segment : m_segments)
        static_cast<Segment *>(segment)->setCompact(compact);
    setFixedHeight(compact ? metrics::scaled(24) : metrics::rowHeight());
}

void SegmentedControl::setEven(bool even)
{
    setSizePolicy(even ? QSizePolicy::Expanding : QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto *row = static_cast<QHBoxLayout *>(layout());
    for (int i = 0; i < row->count(); ++i)
        row->setStretch(i, even ? 1 : 0);
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    const auto &theme = Theme::current();
    QPainter painter(this);
    paint::box(painter, rect(), metrics::radius, isEnabled() ? theme.hover : QColor(),
               isEnabled() ? QColor() : theme.line);
}

} // namespace basin
