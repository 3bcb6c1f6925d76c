#include "controls/range_field.h"

#include "render/number_text.h"

#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>

namespace basin {

namespace {

constexpr int digits = 4;
/// Half widths that are offered; a weight of 6 is drawn at full width, one of 20 saturates any sigmoid.
constexpr double offered[] = {2.0, 6.0, 12.0, 20.0};

} // namespace

RangeField::RangeField(QWidget *parent) : QComboBox(parent)
{
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    addItem(tr("fitted"));
    for (const double half : offered)
        addItem(textOf({-half, half}));
    connect(this, &QComboBox::activated, this, &RangeField::commit);
    connect(lineEdit(), &QLineEdit::editingFinished, this, &RangeField::commit);
    showRange();
}

void RangeField::setRange(const std::optional<Range> &range)
{
    if (m_range == range && !lineEdit()->isModified())
        return;
    m_range = range;
    showRange();
}

QString RangeField::textOf(const Range &range)
{
    return QStringLiteral("%1 … %2").arg(numbers::compact(range.first, digits), numbers::compact(range.second, digits));
}

std::optional<RangeField::Range> RangeField::parse(const QString &text)
{
    static const QRegularExpression between(QStringLiteral("\\s*(?:…|\\.\\.+|:|;)\\s*"));
    const QStringList parts = text.trimmed().split(between);
    if (parts.size() != 2)
        return std::nullopt;
    const auto low = numbers::parse(parts[0]);
    const auto high = numbers::parse(parts[1]);
    if (!low || !high || !(*low < *high))
        return std::nullopt;
    return Range{*low, *high};
}

void RangeField::commit()
{
    const QString text = currentText().trimmed();
    if (m_range && text == textOf(*m_range))
        return; // the text is shorter than the number
    const bool isFitted = text.isEmpty() || text == itemText(0);
    const std::optional<Range> typed = parse(text);
    if (!isFitted && !typed) {
        emit problemChanged(tr("Two numbers, the lower one first: −3 … 11.2"));
        return;
    }
    emit problemChanged({});
    const auto before = std::exchange(m_range, isFitted ? std::nullopt : typed);
    showRange();
    if (before != m_range)
        emit rangeEdited();
}

void RangeField::showRange()
{
    const QSignalBlocker quiet(this);
    setCurrentIndex(m_range ? findText(textOf(*m_range)) : 0);
    setEditText(m_range ? textOf(*m_range) : itemText(0));
    lineEdit()->setModified(false);
    lineEdit()->setCursorPosition(0);
}

void RangeField::focusOutEvent(QFocusEvent *event)
{
    QComboBox::focusOutEvent(event);
    if (!lineEdit()->isModified())
        emit problemChanged({});
}

} // namespace basin
