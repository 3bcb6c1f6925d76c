#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

class QPainter;

namespace basin {

/// A few rows of short texts to be read, not edited: titles, a hairline, cells. Screen readers get it as a sentence.
class ColumnTable : public QWidget {
    Q_OBJECT

public:
    /// A dot on a short groove in the place of a text.
    struct Bar {
        double position = 0.0; ///< 0 at the left end, 1 at the right one
        int classIndex = 0;    ///< its colour
        bool isOpen = false;   ///< neither side: a ring
        friend bool operator==(const Bar &, const Bar &) = default;
    };

    struct Column {
        QStringList cells;
        QString title;
        QString shortTitle{}; ///< where there is no room for `title`; empty: that one, cut off
        double share = 0.0;   ///< of the width; 0: what the others leave, in equal parts. Where all say 0, each has the
                              ///< width of its texts first
        bool isLeft = false;
        bool isStrong = false;
        std::vector<Bar> bars{}; ///< instead of `cells`, which the screen reader still gets
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
    [[nodiscard]] std::vector<double> widths() const;
    static void paintBar(QPainter &painter, const QRectF &cell, const Bar &bar);

    QList<Column> m_columns;
};

} // namespace basin
