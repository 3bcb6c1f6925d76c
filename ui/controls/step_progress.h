#pragma once

#include <QWidget>

namespace basin {

/// Which step of how many one is at: a strip of as many pieces, those behind in the accent, the present one lighter.
class StepProgress : public QWidget {
    Q_OBJECT

public:
    explicit StepProgress(QWidget *parent = nullptr);

    /// @param done     pieces that are filled
    /// @param current  the piece one is at; −1: none
    void setSteps(int count, int done, int current);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_count = 0;
    int m_done = 0;
    int m_current = -1;
};

} // namespace basin
