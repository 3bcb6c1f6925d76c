#include "controls/section.h"

#include "controls/icon.h"
#include "controls/log_slider.h"
#include "controls/metrics.h"
#include "controls/number_field.h"
#include "controls/paint.h"
#include "controls/text_label.h"
#include "render/theme.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace basin {

namespace {

constexpr int labelGap = 8;
constexpr int rowGap = 8;
constexpr int denseRowGap = 4;
constexpr int toggleHeight = 24;
constexpr int titleAbove = 20; // and sectionBelow of the section above: 24 between two
constexpr int sectionBelow = 4;
constexpr int lockSize = 14;
constexpr int leftLabelWidth = 72;
constexpr int rightLabelWidth = 88;

QHBoxLayout *newLine(int left = metrics::panelPadding, int right = metrics::panelPadding)
{
    auto *line = new QHBoxLayout;
    line->setContentsMargins(left, 0, right, 0);
    line->setSpacing(0);
    return line;
}

} // namespace

QString controlName(const char *control)
{
    return QStringLiteral("control-") + QLatin1String(control);
}

/// The mark of a value that is not its default. It lies in the padding left of the label.
class ChangedDot : public QAbstractButton {
public:
    explicit ChangedDot(QWidget *parent) : QAbstractButton(parent)
    {
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setCursor(Qt::PointingHandCursor);
        setFixedSize(12, metrics::rowHeight());
        setText(SectionRow::tr("Changed: back to the default"));
        setAccessibleName(text());
        setToolTip(text());
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const double radius = underMouse() ? 4 : 3;
        const QPointF centre = QRectF(rect()).center();
        QPainter painter(this);
        paint::box(painter, QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), radius,
                   isEnabled() ? Theme::current().accent : Theme::current().text3);
    }
};

SectionRow::SectionRow(int labelWidth, const QString &label, QWidget *field, QWidget *parent)
    : QWidget(parent), m_lines(new QVBoxLayout(this)), m_field(field), m_dot(new ChangedDot(this))
{
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(4);
    auto *line = newLine();
    if (labelWidth > 0) {
        m_label = new TextLabel(label, TypeRole::Body, TextLabel::Tone::Text2, this);
        m_label->setFixedWidth(labelWidth + labelGap);
        m_label->setBuddy(field);
        line->addWidget(m_label);
    }
    const bool isFixed = field->sizePolicy().horizontalPolicy() == QSizePolicy::Fixed;
    line->addWidget(field, 1, isFixed ? Qt::AlignLeft : Qt::Alignment());
    field->setMinimumHeight(metrics::rowHeight());
    if (auto *combo = qobject_cast<QComboBox *>(field)) {
        // The column decides how wide a combo box is, not its longest entry.
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(4);
    }
    if (!label.isEmpty() && field->accessibleName().isEmpty())
        field->setAccessibleName(label);
    m_lines->addLayout(line);
    m_dot->move(3, 0);
    m_dot->hide();
    connect(m_dot, &QAbstractButton::clicked, this, &SectionRow::resetRequested);
    if (auto *number = qobject_cast<NumberField *>(field))
        connect(number, &NumberField::problemChanged, this, &SectionRow::setError);
}

void SectionRow::setChanged(bool changed)
{
    m_dot->setVisible(changed);
}

void SectionRow::setLabel(const QString &label)
{
    if (m_label)
        m_label->setText(label);
    m_field->setAccessibleName(label);
}

void SectionRow::setNote(const QString &note)
{
    m_note = note;
    showNote();
}

void SectionRow::setError(const QString &error)
{
    m_error = error;
    paint::setWrong(m_field, !error.isEmpty());
    showNote();
}

void SectionRow::setBelow(QWidget *widget, int overhang)
{
    const int padding = metrics::panelPadding - overhang;
    auto *line = newLine(padding, padding);
    line->setContentsMargins(padding, 2, padding, 2);
    line->addWidget(widget);
    m_lines->insertLayout(1, line);
    m_below = widget;
}

void SectionRow::setLocked(bool locked)
{
    if (m_isLocked == locked)
        return;
    m_isLocked = locked;
    for (QWidget *part : {m_field, m_below, static_cast<QWidget *>(m_dot)})
        if (part)
            part->setEnabled(!locked);
    emit lockChanged();
}

void SectionRow::setWithheld(bool withheld)
{
    m_isWithheld = withheld;
    setVisible(m_isWanted);
    emit lockChanged();
}

void SectionRow::setVisible(bool visible)
{
    m_isWanted = visible;
    QWidget::setVisible(visible && !m_isWithheld);
}

void SectionRow::showNote()
{
    const bool isError = !m_error.isEmpty();
    const QString &text = isError ? m_error : m_note;
    if (!m_noteLabel) {
        if (text.isEmpty())
            return;
        m_noteLabel = new TextLabel(text, TypeRole::Note, TextLabel::Tone::Text2, this);
        m_noteLabel->setWordWrap(true);
        auto *line = newLine();
        line->addWidget(m_noteLabel);
        m_lines->addLayout(line);
    }
    m_noteLabel->setText(text);
    m_noteLabel->setTone(isError ? TextLabel::Tone::Error : TextLabel::Tone::Text2);
    m_noteLabel->setVisible(!text.isEmpty());
}

SideSection::SideSection(const QString &title, Side side, QWidget *parent)
    : QWidget(parent),
      m_rows(new QVBoxLayout(this)),
      m_titleLine(new QWidget(this)),
      m_title(new TextLabel(title, TypeRole::SectionTitle, TextLabel::Tone::Text3, m_titleLine)),
      m_labelWidth(metrics::scaled(side == Side::Left ? leftLabelWidth : rightLabelWidth))
{
    setAccessibleName(title);
    m_rows->setContentsMargins(0, titleAbove, 0, sectionBelow);
    m_rows->setSpacing(rowGap);
    auto *line = newLine();
    m_titleLine->setLayout(line);
    m_title->setFixedHeight(lineHeight(TypeRole::SectionTitle));
    line->addWidget(m_title);
    line->addStretch(1);
    m_rows->addWidget(m_titleLine);
}

SectionRow *SideSection::append(SectionRow *row)
{
    m_rows->addWidget(row);
    m_all.push_back(row);
    connect(row, &SectionRow::lockChanged, this, &SideSection::refreshLock);
    return row;
}

void SideSection::setLocked(bool locked)
{
    m_isLocked = locked;
    for (QWidget *part : findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly))
        if (part != m_titleLine)
            part->setEnabled(!locked);
    refreshLock();
}

void SideSection::refreshLock()
{
    const auto isLocked = [](const SectionRow *row) { return row->isLocked(); };
    const bool any = m_isLocked || std::ranges::any_of(m_all, isLocked);
    const bool all = m_isLocked || std::ranges::all_of(m_all, isLocked);
    if (any && !m_lock) {
        m_lock = new QWidget(m_titleLine);
        auto *line = newLine(0, 0);
        m_lock->setLayout(line);
        auto *mark = new QLabel;
        mark->setPixmap(icon(QStringLiteral("padlock"), Theme::current().text3)
                            .pixmap(QSize(lockSize, lockSize), devicePixelRatioF()));
        m_lockWords = new TextLabel(QString(), TypeRole::Caption, TextLabel::Tone::Text3, m_lock);
        line->addWidget(mark);
        line->addSpacing(4);
        line->addWidget(m_lockWords);
        m_titleLine->layout()->addWidget(m_lock);
    }
    if (!m_lock)
        return;
    m_lock->setVisible(any);
    m_lockWords->setText(all ? tr("set by the lesson") : tr("partly set"));
    m_lock->setToolTip(tr("What is grey was set by the lesson: it can be read and not be changed."));
    if (m_titleWidget)
        m_titleWidget->setVisible(!any || !all);
}

SectionRow *SideSection::addRow(const QString &label, QWidget *field)
{
    return append(new SectionRow(m_labelWidth, label, field, this));
}

SectionRow *SideSection::addSliderRow(const QString &label, LogSliderRow *slider)
{
    auto *row = addRow(label, slider->field());
    row->setBelow(slider->slider(), LogSlider::overhang);
    slider->setAccessibleName(label);
    return row;
}

SectionRow *SideSection::addNarrowSliderRow(const QString &label, LogSliderRow *slider, int fieldWidth)
{
    auto *pair = new QWidget(this);
    auto *line = newLine(0, 0);
    pair->setLayout(line);
    slider->slider()->setLabelsShown(false);
    slider->field()->setFixedWidth(metrics::scaled(fieldWidth));
    slider->field()->setArrowsShown(false);
    line->addWidget(slider->slider(), 1);
    line->addWidget(slider->field());
    pair->setFocusProxy(slider->slider());
    slider->setAccessibleName(label);
    // The slider hangs over, so the label gives up that room: the groove still begins where fields begin.
    auto *row = append(new SectionRow(m_labelWidth - LogSlider::overhang, label, pair, this));
    connect(slider->field(), &NumberField::problemChanged, row, &SectionRow::setError);
    return row;
}

SectionRow *SideSection::addCheckRow(QCheckBox *check, QWidget *field, int fieldWidth)
{
    auto *pair = new QWidget(this);
    auto *line = newLine(0, 0);
    pair->setLayout(line);
    field->setFixedWidth(metrics::scaled(fieldWidth));
    line->addWidget(check, 1);
    line->addWidget(field);
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(check->text());
    field->setEnabled(check->isChecked());
    connect(check, &QCheckBox::toggled, field, &QWidget::setEnabled);
    auto *row = append(new SectionRow(0, QString(), pair, this));
    if (auto *number = qobject_cast<NumberField *>(field))
        connect(number, &NumberField::problemChanged, row, &SectionRow::setError);
    return row;
}

QLabel *SideSection::addValueRow(const QString &label, TypeRole role)
{
    auto *row = new QWidget(this);
    auto *line = newLine();
    row->setLayout(line);
    auto *value = new TextLabel(QString(), role, TextLabel::Tone::Text, row);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value->setAccessibleName(label);
    line->addWidget(new TextLabel(label, TypeRole::Body, TextLabel::Tone::Text2, row));
    line->addWidget(value, 1);
    row->setFixedHeight(lineHeight(TypeRole::Body));
    m_rows->addWidget(row);
    return value;
}

void SideSection::addWide(QWidget *widget)
{
    auto *line = newLine();
    line->addWidget(widget);
    m_rows->addLayout(line);
}

void SideSection::addToggle(QAbstractButton *toggle)
{
    toggle->setMinimumHeight(metrics::scaled(toggleHeight));
    addWide(toggle);
}

TextLabel *SideSection::addNote(const QString &note)
{
    auto *label = new TextLabel(note, TypeRole::Note, TextLabel::Tone::Text2, this);
    label->setWordWrap(true);
    addWide(label);
    return label;
}

void SideSection::setDense()
{
    m_rows->setSpacing(denseRowGap);
    m_titleLine->layout()->setContentsMargins(metrics::panelPadding, 0, metrics::panelPadding, rowGap - denseRowGap);
}

void SideSection::setTitle(const QString &title)
{
    setAccessibleName(title);
    m_title->setText(title);
}

void SideSection::setTitleWidget(QWidget *widget)
{
    m_titleWidget = widget;
    m_titleLine->layout()->addWidget(widget);
}

} // namespace basin
