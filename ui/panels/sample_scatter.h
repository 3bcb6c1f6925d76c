#pragma once

#include "render/axis.h"
#include "render/heat_map_figure.h"

#include <QPixmap>
#include <QWidget>

class QComboBox;

namespace basin {

class SampleModel;

/// The samples over two of their inputs, or (one input) over input and target. Long data is thinned out evenly.
class SampleScatter : public QWidget {
    Q_OBJECT

public:
    explicit SampleScatter(SampleModel *model, QWidget *parent = nullptr);

    void setInputs(int horizontal, int vertical);
    [[nodiscard]] int horizontal() const { return m_horizontal; }
    [[nodiscard]] int vertical() const { return m_vertical; }

    static constexpr int maximumPoints = 1000;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void forget();
    void prepare();
    [[nodiscard]] QRectF plotRect() const;
    void paintScatter(QPainter &painter) const;

    SampleModel *m_model;
    int m_horizontal = 0;
    int m_vertical = 1;
    Axis m_x;
    Axis m_y;
    QList<FigurePoint> m_points;
    QList<QColor> m_colours; ///< of measured values; empty for classes
    bool m_isPrepared = false;
    QPixmap m_picture;
};

} // namespace basin
