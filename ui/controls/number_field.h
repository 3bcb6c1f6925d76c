#pragma once

#include <QAbstractSpinBox>
#include <QString>

#include <limits>
#include <optional>

namespace basin {

/// What a number field lets in, and how it writes it.
struct NumberFormat {
    double minimum = std::numeric_limits<double>::lowest();
    double maximum = std::numeric_limits<double>::max();
    bool isMinimumOpen = false; ///< the minimum itself is not allowed: "above 0"
    bool isInteger = false;
    int decimals = -1; ///< fixed; −1: as short as `digits` significant digits allow
    int digits = 6;
    double step = 1; ///< of the arrows; 0: one in the value's first digit, up and down the decades
    QString unit{};  ///< stands behind the number, inside the field
};

/// A field for one number. Reads "," and "." and "1e-3", writes a true minus and thin spaces. The value is kept to the
/// last bit, however short it is shown; copying gives it whole. What cannot be read, or lies outside, is reported and
/// the old value stays.
class NumberField : public QAbstractSpinBox {
    Q_OBJECT

public:
    explicit NumberField(const NumberFormat &format = {}, QWidget *parent = nullptr);

    void setFormat(const NumberFormat &format);
    [[nodiscard]] const NumberFormat &format() const { return m_format; }

    [[nodiscard]] double value() const { return m_value; }
    /// Shows another value. Says nothing: only the user's own edits are announced.
    void setValue(double value);

    /// Two chevrons at the right; fields that stand in pairs go without.
    void setArrowsShown(bool shown);

    /// The text under the field while it is wrong; empty if all is well.
    [[nodiscard]] QString problem() const { return m_problem; }

    /// As wide as this text, with room for arrows. Layouts may still stretch it.
    void setWidest(const QString &text);

    void stepBy(int steps) override;
    QValidator::State validate(QString &text, int &position) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// The user typed (Enter or leaving the field), stepped, or turned the wheel.
    void valueEdited(double value);
    /// What was typed cannot be; empty once it can again.
    void problemChanged(const QString &problem);

protected:
    StepEnabled stepEnabled() const override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void commit();
    void accept(double value);
    void setProblem(const QString &problem);
    void showValue();
    void copyValue() const;
    [[nodiscard]] QString textOf(double value) const;
    [[nodiscard]] QString rangeProblem(double value) const;
    [[nodiscard]] std::optional<double> parsed() const;
    [[nodiscard]] double stepped(double value, int steps) const;
    [[nodiscard]] double clamped(double value) const;

    NumberFormat m_format;
    QString m_widest;
    QString m_problem;
    double m_value = 0;
    bool m_isTyped = false; // the text is the user's, not ours
};

/// A whole number.
class IntegerField : public NumberField {
    Q_OBJECT

public:
    IntegerField(qint64 minimum, qint64 maximum, QWidget *parent = nullptr);

    [[nodiscard]] qint64 integer() const { return static_cast<qint64>(value()); }
    void setInteger(qint64 value) { setValue(static_cast<double>(value)); }

signals:
    void integerEdited(qint64 value);
};

} // namespace basin
