#pragma once

#include "model/race_model.h"
#include "render/race_figure.h"
#include "views/view.h"

#include <QElapsedTimer>
#include <QImage>

class QCheckBox;
class QComboBox;
class QMenu;
class QPushButton;

namespace basin {

class CurveChart;
class SpeedSlider;
class TextLabel;
class ToolButton;

/// The small multiples of a race. A click on one opens it; so does Enter on the one that the arrow keys chose.
class RaceTiles : public QWidget {
    Q_OBJECT

public:
    explicit RaceTiles(RaceModel *model, QWidget *parent = nullptr);

    void refresh();
    [[nodiscard]] const RaceFigure &figure() const { return m_figure; }
    [[nodiscard]] QRectF area() const;
    [[nodiscard]] QSize sizeHint() const override { return {480, 300}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 160}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Picture {
        RaceFigure figure;
        QImage image;
    };
    void choose(qsizetype tile);

    RaceModel *m_model;
    RaceFigure m_figure;
    QImage m_image;
    qsizetype m_chosen = -1;
    LatestJob<Picture> m_job;
};

/// The same start and the same batches under several settings: losses in one chart, boundaries and paths beside each
/// other, one clock.
class RaceView : public View {
    Q_OBJECT

public:
    explicit RaceView(RaceModel *model, QWidget *parent = nullptr);

    QString title() const override { return tr("Race"); }
    QString id() const override { return QStringLiteral("race"); }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    bool hasData() const override { return m_model->snapshot() != nullptr; }
    QByteArray csv() const override; ///< the epochs and the loss of each

    [[nodiscard]] CurveChart *chart() const { return m_chart; }
    [[nodiscard]] RaceTiles *tiles() const { return m_tiles; }
    [[nodiscard]] QPushButton *startButton() const { return m_start; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void addSettings();
    void addClock();
    void fillValues();
    void refreshSettings();
    void refreshClock();
    void refresh();

    RaceModel *m_model;
    QComboBox *m_key = nullptr;
    QPushButton *m_values = nullptr;
    std::string m_filledFor; ///< the key and the seed that the menu's values are of
    QMenu *m_menu = nullptr;
    QPushButton *m_start = nullptr;
    QCheckBox *m_keepRate = nullptr;
    ToolButton *m_play = nullptr;
    ToolButton *m_step = nullptr;
    SpeedSlider *m_speed = nullptr;
    TextLabel *m_epoch = nullptr;
    TextLabel *m_note = nullptr;
    CurveChart *m_chart;
    RaceTiles *m_tiles;
    QElapsedTimer m_sinceChart;
};

} // namespace basin
