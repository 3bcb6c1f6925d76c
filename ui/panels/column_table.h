#pragma once

#include <QStringList>
#include <QWidget>

namespace basin {

/// A few rows of short texts to be read, not edited: titles, a hairline, cells. Screen readers get it as a sentence.
class ColumnTable : public QWidget {
    Q_OBJECT

public:
    struct Column {
        QStringList cells;
        QString title;
        double share = 0.0; ///< of the width; 0: what the others leave, in equal parts
        bool isLeft = false;
        bool isStrong = false;
        friend bool operator==(const Column &, const Column &) = default;
    };

    using QWidget::QWidget;

    void setColumns(const QList<Column> &columns);
    [[nodiscard]] const QList<Column> &columns() const { return m_columns; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] qsizetype rowCount() const;
    [[nodiscard]] double widthOf(const Column &column) const;

    QList<Column> m_columns;
};

} // namespace basin
