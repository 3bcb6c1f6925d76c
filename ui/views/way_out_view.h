#pragma once

#include "model/escape_model.h"
#include "render/boundary_figure.h"
#include "render/latest_job.h"
#include "views/view.h"

#include <QImage>

class QLabel;
class QPushButton;
class QSlider;
class QStackedLayout;

namespace basin {

class CurveChart;
class TextLabel;
class ToolButton;

/// The decision boundary at one θ, made on a worker.
class BoundaryThumbnail : public QWidget {
    Q_OBJECT

public:
    explicit BoundaryThumbnail(QWidget *parent = nullptr);

    void show(const std::shared_ptr<const PreparedRun> &prepared, const Vector &parameters);
    [[nodiscard]] const BoundaryFigure &figure() const { return m_figure; }

    [[nodiscard]] QSize sizeHint() const override { return {240, 200}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 100}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Picture {
        BoundaryFigure figure;
        QImage image;
    };
    void request();

    std::shared_ptr<const PreparedRun> m_prepared;
    Vector m_parameters;
    BoundaryFigure m_figure;
    QImage m_image;
    LatestJob<Picture> m_job;
};

/// The way out of a stuck point: sought at a press of a button, played along the loss and the boundary, taken.
class WayOutView : public View {
    Q_OBJECT

public:
    explicit WayOutView(EscapeModel *model, QWidget *parent = nullptr);

    QString title() const override { return tr("Way out"); }
    QString id() const override { return QStringLiteral("way-out"); }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    bool hasData() const override { return true; }
    QByteArray csv() const override;

    [[nodiscard]] CurveChart *chart() const { return m_chart; }

protected:
    void showEvent(QShowEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QWidget *makeAskPage();
    [[nodiscard]] QWidget *makePathPage();
    void refresh();
    void showAsk();
    void showPath();
    void showPosition();
    void showPlaying();

    EscapeModel *m_model;
    QStackedLayout *m_pages;
    TextLabel *m_askTitle;
    TextLabel *m_askText;
    QPushButton *m_ask;
    QPushButton *m_cancel;
    CurveChart *m_chart;
    TextLabel *m_sentence;
    TextLabel *m_honesty;
    ToolButton *m_play;
    QSlider *m_slider;
    BoundaryThumbnail *m_boundary;
    QPushButton *m_take;
    WayOutPtr m_shown;
};

} // namespace basin
