#pragma once

#include "network/architecture.h"

#include <QWidget>

#include <vector>

namespace basin {

/// Where the eigenvalues of a Hessian stand on a signed logarithmic axis: between ±`tolerance` linear (the band of
/// zero), beyond it by decades, the same on both sides.
struct EigenAxis {
    int lowDecade = -9; ///< of the band's edge: 10^low is the tolerance or next below it
    int highDecade = 0; ///< of the ends
    /// @param eigenvalues  ascending
    [[nodiscard]] static EigenAxis around(const std::vector<double> &eigenvalues, double tolerance);
    /// −1 at the low end, 0 at zero, 1 at the high end.
    [[nodiscard]] double position(double eigenvalue) const;

    static constexpr double band = 0.07; ///< half the width of the band of zero
};

/// The eigenvalues of a Hessian as strokes: falling directions in the colour of negative values, rising ones in that of
/// positive values, flat ones grey. The value under the cursor is read out; from the keyboard left and right.
class EigenStrip : public QWidget {
    Q_OBJECT

public:
    explicit EigenStrip(QWidget *parent = nullptr);

    /// @param eigenvalues  ascending; none: the axis alone
    void setEigenvalues(const Vector &eigenvalues, double tolerance);
    [[nodiscard]] const std::vector<double> &eigenvalues() const { return m_values; }
    /// Which one is read out, from 0; −1: none.
    [[nodiscard]] int current() const { return m_current; }
    /// "×3" above strokes that lie upon each other; none where it could be taken for another stroke's, or would meet
    /// another number.
    struct Multiplicity {
        double x = 0.0; ///< its middle
        double width = 0.0;
        int count = 0;
    };
    [[nodiscard]] std::vector<Multiplicity> multiplicities() const;
    /// In pixels.
    [[nodiscard]] double xOf(double eigenvalue) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void currentChanged(int index);
    void chosen(int index); ///< by click or Enter

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void setCurrent(int index);
    void describe();
    [[nodiscard]] QString readOut(int index) const;
    [[nodiscard]] int nearest(double x) const;
    [[nodiscard]] int lastAlike(int first) const;
    void paintAxis(QPainter &painter) const;
    void paintStrokes(QPainter &painter) const;
    void paintReadOut(QPainter &painter) const;
    void drawWithin(QPainter &painter, double x, double y, const QString &text) const;

    std::vector<double> m_values;
    double m_tolerance = 0.0;
    EigenAxis m_axis;
    int m_current = -1;
};

} // namespace basin
