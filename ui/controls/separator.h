#pragma once

#include <QWidget>

namespace basin {

/// A hairline between two areas, or (upright, with a length of its own) between two groups of a toolbar.
class Separator : public QWidget {
    Q_OBJECT

public:
    explicit Separator(Qt::Orientation orientation, QWidget *parent = nullptr);

    /// Keeps the line this long, centred in the room it gets; 0 is as long as there is room.
    void setLength(int pixels);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Qt::Orientation m_orientation;
    int m_length = 0;
};

} // namespace basin
