#include "controls/number_field.h"

#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/number_text.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QResizeEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr double largestWhole = 9007199254740992.0; // 2⁵³: beyond it a double skips whole numbers

/// The size of the first digit: 0.001 for 0.006. Going down from 0.01 the next lower one counts.
double firstDigit(double value, bool goesDown)
{
    const double size = std::abs(value);
    double exponent = std::floor(std::log10(size) + 1e-9);
    if (goesDown && size <= std::pow(10.0, exponent) * (1 + 1e-9))
        --exponent;
    return std::pow(10.0, exponent);
}

} // namespace

NumberField::NumberField(const NumberFormat &format, QWidget *parent) : QAbstractSpinBox(parent), m_format(format)
{
    setFocusPolicy(Qt::StrongFocus);
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setKeyboardTracking(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(lineEdit(), &QLineEdit::textEdited, this, [this] { m_isTyped = true; });
    connect(this, &QAbstractSpinBox::editingFinished, this, &NumberField::commit);
    m_value = clamped(0);
    showValue();
}

void NumberField::setFormat(const NumberFormat &format)
{
    m_format = format;
    showValue();
    updateGeometry();
}

void NumberField::setValue(double value)
{
    // While someone types, the run may go on and set this field: their text is worth more.
    if (value == m_value && !m_isTyped)
        return;
    m_value = value;
    if (m_isTyped && lineEdit()->hasFocus())
        return;
    setProblem({});
    showValue();
}

void NumberField::setArrowsShown(bool shown)
{
    setButtonSymbols(shown ? UpDownArrows : NoButtons);
    updateGeometry();
}

void NumberField::setWidest(const QString &text)
{
    m_widest = text;
    updateGeometry();
}

QValidator::State NumberField::validate(QString &, int &) const
{
    // Every text may be typed. Swallowed keys explain nothing; a sentence under the field does.
    return QValidator::Acceptable;
}

void NumberField::stepBy(int steps)
{
    if (m_isTyped)
        commit();
    const double next = clamped(stepped(m_value, steps));
    if (next == m_value)
        return;
    accept(next);
    selectAll();
}

QAbstractSpinBox::StepEnabled NumberField::stepEnabled() const
{
    StepEnabled result;
    if (isReadOnly())
        return result;
    if (clamped(stepped(m_value, 1)) > m_value)
        result |= StepUpEnabled;
    if (clamped(stepped(m_value, -1)) < m_value)
        result |= StepDownEnabled;
    return result;
}

double NumberField::stepped(double value, int steps) const
{
    if (m_format.step > 0)
        return value + steps * m_format.step;
    for (int i = 0; i < std::abs(steps); ++i) {
        const double direction = steps > 0 ? 1 : -1;
        if (value == 0)
            return direction * firstDigit(std::max(m_format.maximum, 1e-300), false) * 1e-4;
        const double unit = firstDigit(value, direction * value < 0);
        value = std::round(value / unit + direction) * unit;
        // 7·0.001 is not the double nearest to 0.007, but its text reads back as that one.
        value = numbers::parse(numbers::compact(value, 12)).value_or(value);
    }
    return value;
}

double NumberField::clamped(double value) const
{
    double low = m_format.minimum;
    double high = m_format.maximum;
    if (m_format.isInteger) {
        low = std::max(low, -largestWhole);
        high = std::min(high, largestWhole);
    }
    if (m_format.isMinimumOpen && value <= low)
        return m_value > low ? m_value : high;
    return std::clamp(value, low, high);
}

QString NumberField::rangeProblem(double value) const
{
    const auto text = [this](double bound) {
        return m_format.isInteger ? numbers::count(static_cast<qint64>(bound)) : numbers::compact(bound);
    };
    if (m_format.isInteger && value != std::floor(value))
        return tr("Must be a whole number");
    if (m_format.isMinimumOpen && value <= m_format.minimum)
        return tr("Must be above %1").arg(text(m_format.minimum));
    if (value < m_format.minimum)
        return tr("Must be %1 or more").arg(text(m_format.minimum));
    if (value > m_format.maximum)
        return tr("Must be %1 or less").arg(text(m_format.maximum));
    if (m_format.isInteger && std::abs(value) > largestWhole)
        return tr("Must have 15 digits or fewer");
    return {};
}

std::optional<double> NumberField::parsed() const
{
    QString typed = lineEdit()->text().trimmed();
    if (!m_format.unit.isEmpty() && typed.endsWith(m_format.unit))
        typed.chop(m_format.unit.size());
    return numbers::parse(typed.trimmed());
}

void NumberField::commit()
{
    if (!m_isTyped)
        return;
    const auto typed = parsed();
    const QString problem = typed ? rangeProblem(*typed) : tr("Not a number");
    if (!problem.isEmpty()) {
        setProblem(problem);
        return;
    }
    setProblem({});
    m_isTyped = false;
    // What was shown, typed again, is no edit: it must not round the value.
    if (textOf(*typed) == textOf(m_value) && std::abs(*typed - m_value) <= 1e-12 * std::abs(m_value))
        showValue();
    else
        accept(*typed);
}

void NumberField::accept(double value)
{
    m_value = value;
    m_isTyped = false;
    setProblem({});
    showValue();
    emit valueEdited(value);
}

void NumberField::setProblem(const QString &problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    paint::setWrong(this, !problem.isEmpty());
    setAccessibleDescription(problem);
    emit problemChanged(problem);
}

QString NumberField::textOf(double value) const
{
    QString text;
    if (m_format.isInteger)
        text = numbers::count(static_cast<qint64>(value));
    else if (m_format.decimals >= 0)
        text = numbers::fixed(value, m_format.decimals);
    else
        text = numbers::compact(value, m_format.digits);
    if (!m_format.unit.isEmpty())
        text += QChar(QChar::Nbsp) + m_format.unit;
    return text;
}

void NumberField::showValue()
{
    m_isTyped = false;
    const QString text = textOf(m_value);
    if (lineEdit()->text() == text)
        return;
    lineEdit()->setText(text);
    update();
}

void NumberField::copyValue() const
{
    QGuiApplication::clipboard()->setText(numbers::exact(m_value));
}

void NumberField::keyPressEvent(QKeyEvent *event)
{
    const bool isWhole = !lineEdit()->hasSelectedText() || lineEdit()->selectedText() == lineEdit()->text();
    if (event->matches(QKeySequence::Copy) && isWhole && !m_isTyped) {
        copyValue();
        return;
    }
    if (event->key() == Qt::Key_Escape && m_isTyped) {
        setProblem({});
        showValue();
        selectAll();
        return;
    }
    QAbstractSpinBox::keyPressEvent(event);
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        event->accept(); // a dialog's default button must not go off while a number is typed
}

void NumberField::focusInEvent(QFocusEvent *event)
{
    QAbstractSpinBox::focusInEvent(event);
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason && !m_isTyped)
        selectAll();
}

void NumberField::wheelEvent(QWheelEvent *event)
{
    if (hasFocus())
        QAbstractSpinBox::wheelEvent(event);
    else
        event->ignore(); // the panel scrolls
}

void NumberField::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu *menu = lineEdit()->createStandardContextMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addSeparator();
    connect(menu->addAction(tr("Copy all digits")), &QAction::triggered, this, &NumberField::copyValue);
    menu->popup(event->globalPos());
    event->accept();
}

void NumberField::changeEvent(QEvent *event)
{
    QAbstractSpinBox::changeEvent(event);
    if (event->type() == QEvent::LocaleChange && !m_isTyped)
        showValue();
    if (event->type() == QEvent::EnabledChange) { // the arrows come and go, and the text makes room for them
        QResizeEvent layOutAnew(size(), size());
        resizeEvent(&layOutAnew);
    }
}

QSize NumberField::sizeHint() const
{
    const QString widest = m_widest.isEmpty() ? QStringLiteral("0.00000") : m_widest;
    const int arrows = buttonSymbols() == NoButtons ? 0 : 16;
    const int text = QFontMetrics(basin::font(TypeRole::Body)).horizontalAdvance(widest);
    return {text + 22 + arrows, metrics::rowHeight()};
}

QSize NumberField::minimumSizeHint() const
{
    return {metrics::scaled(44), metrics::rowHeight()};
}

IntegerField::IntegerField(qint64 minimum, qint64 maximum, QWidget *parent)
    : NumberField({.minimum = static_cast<double>(minimum), .maximum = static_cast<double>(maximum), .isInteger = true},
                  parent)
{
    connect(this, &NumberField::valueEdited, this, [this] { emit integerEdited(integer()); });
}

} // namespace basin
