#pragma once

#include <QComboBox>
#include <QString>

#include <optional>
#include <utility>

namespace basin {

/// A range "−3 … 11.2" that is typed or chosen from a few, or "fitted": found by the program.
class RangeField : public QComboBox {
    Q_OBJECT

public:
    using Range = std::pair<double, double>;

    explicit RangeField(QWidget *parent = nullptr);

    /// Nothing: fitted.
    [[nodiscard]] std::optional<Range> range() const { return m_range; }
    /// Shows another range. Says nothing: only the user's own choice is announced.
    void setRange(const std::optional<Range> &range);

    /// "−3 … 11.2"
    [[nodiscard]] static QString textOf(const Range &range);
    /// Reads two numbers with "…", "..", ":" or ";" between them, the lower one first.
    [[nodiscard]] static std::optional<Range> parse(const QString &text);

signals:
    void rangeEdited();
    /// What was typed cannot be; empty once it can again.
    void problemChanged(const QString &problem);

protected:
    void focusOutEvent(QFocusEvent *event) override;

private:
    void commit();
    void showRange();

    std::optional<Range> m_range;
};

} // namespace basin
