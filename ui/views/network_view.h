#pragma once

#include "model/live_run.h"
#include "model/view_state.h"
#include "render/latest_job.h"
#include "render/network_figure.h"
#include "views/view.h"

#include <QImage>

#include <array>

class QMenu;

namespace basin {

/// The network with its live responses: hover looks at a unit in the boundary view, a click opens its formula, the
/// header buttons add and remove units and layers, Shift and a click on two weights choose the plane of the error
/// surface.
class NetworkView : public View {
    Q_OBJECT

public:
    NetworkView(ProjectModel *model, LiveRun *run, ViewState *state, QWidget *parent = nullptr);

    QString title() const override { return tr("Network"); }
    QString id() const override { return QStringLiteral("network"); }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;

    [[nodiscard]] QSize sizeHint() const override { return {944, 296}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {480, 200}; }

    /// Adds a hidden layer after column `column` (0: the inputs), like its neighbour.
    void addLayer(int column);
    void removeLayer(int column);
    void changeUnits(int column, int by);

    /// The weights over which the error surface is drawn: a, b; −1: none.
    using Axes = std::array<std::int64_t, 2>;
    [[nodiscard]] Axes axes() const { return m_axes; }
    void setAxes(const Axes &axes);
    /// Marks a weight for the error surface: the first one marked becomes a, the second one b. Again the same: unmarks.
    void markAxis(std::int64_t parameter);
    /// Makes a weight one of the two axes, the other one staying what it was.
    void setAxis(std::size_t axis, std::int64_t parameter);

signals:
    void axisMarked(qint64 parameter); ///< the first of two
    void axesChosen(qint64 a, qint64 b);

public slots:
    void refresh();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Picture {
        NetworkFigure figure;
        QImage image;
    };
    void setTarget(const NetworkFigure::Target &target);
    void activate(const NetworkFigure::Target &target);
    void openLayerMenu(int column, const QPoint &where);
    void openAxisMenu(std::int64_t parameter, const QPoint &where);
    void addAxisActions(QMenu &menu, std::int64_t parameter);
    void openUnit(int column, int unit);
    [[nodiscard]] QString describe(const NetworkFigure::Target &target) const;
    [[nodiscard]] bool isCompact() const { return height() < 260; }

    ProjectModel *m_model;
    LiveRun *m_run;
    ViewState *m_state;
    LatestJob<Picture> m_job;
    Picture m_picture;
    NetworkFigure::Target m_target;
    int m_focusTarget = -1;
    Axes m_axes{-1, -1};
    std::int64_t m_marked = -1; ///< the first of two that are being chosen
};

} // namespace basin
