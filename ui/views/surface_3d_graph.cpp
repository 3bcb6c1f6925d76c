// The module basin-surface-3d: nothing else of Basin is in it, and nothing of it is needed before a surface is seen.

#include "views/surface_3d_scene.h"

#include <QtDataVisualization/Q3DCamera>
#include <QtDataVisualization/Q3DScene>
#include <QtDataVisualization/Q3DSurface>
#include <QtDataVisualization/Q3DTheme>
#include <QtDataVisualization/QSurface3DSeries>
#include <QtDataVisualization/QValue3DAxis>

#include <algorithm>

namespace basin {

namespace {

/// The floor lies a little below the lowest height, else the two would flicker through each other.
constexpr float floorHeight = -0.02F;

/// How large the library draws the floor at zoom 100, as half its side in pixels. Its own rules: in a picture of 8:5 or
/// wider a body at least twice as wide as high is as wide as the picture is high; a higher one is narrower. A test
/// measures it.
double standardHalfSide(const QSize &pixels, double aspect)
{
    return std::min(0.5 * pixels.height(), 0.3125 * pixels.width()) * std::min(1.0, aspect / 2.0);
}

QSurfaceDataArray *meshOf(int columns, int rows, const std::vector<float> &heights)
{
    auto *mesh = new QSurfaceDataArray; // the proxy takes it and its rows
    mesh->reserve(rows);
    auto height = heights.begin();
    for (int j = 0; j < rows; ++j) {
        auto *row = new QSurfaceDataRow(columns);
        for (int i = 0; i < columns; ++i)
            (*row)[i].setPosition(QVector3D(static_cast<float>(i) / static_cast<float>(columns - 1), *height++,
                                            static_cast<float>(j) / static_cast<float>(rows - 1)));
        mesh->append(row);
    }
    return mesh;
}

class Graph : public Surface3dScene {
public:
    explicit Graph(double aspect)
    {
        if (!isReady())
            return;
        m_floor = addSeries();
        m_floor->dataProxy()->resetArray(meshOf(2, 2, {floorHeight, floorHeight, floorHeight, floorHeight}));
        m_surface = addSeries();
        m_graph.axisX()->setRange(0.0F, 1.0F);
        m_graph.axisZ()->setRange(0.0F, 1.0F);
        // Symmetrical, so that the middle of the heights is the middle of the picture.
        m_graph.axisY()->setRange(floorHeight, 1.0F - floorHeight);
        for (QValue3DAxis *axis : {m_graph.axisX(), m_graph.axisY(), m_graph.axisZ()}) {
            axis->setLabelFormat(QString());
            axis->setSegmentCount(1);
        }
        m_graph.setShadowQuality(QAbstract3DGraph::ShadowQualityNone);
        m_graph.setSelectionMode(QAbstract3DGraph::SelectionNone);
        m_graph.setAspectRatio(aspect / (1.0 - 2.0 * static_cast<double>(floorHeight)));
        m_graph.setHorizontalAspectRatio(1.0);
        m_graph.setOrthoProjection(true);
        m_graph.setMargin(0.0);
        Q3DTheme *theme = m_graph.activeTheme();
        theme->setType(Q3DTheme::ThemeUserDefined);
        theme->setBackgroundEnabled(false);
        theme->setGridEnabled(false);
        theme->setLabelBackgroundEnabled(false);
        theme->setLabelBorderEnabled(false);
        // Light from everywhere alike: a colour means a loss, as on the map.
        theme->setLightStrength(0.0F);
        theme->setAmbientLightStrength(1.0F);
        Q3DCamera *camera = m_graph.scene()->activeCamera();
        camera->setMinZoomLevel(1.0F);
        camera->setMaxZoomLevel(100000.0F);
        camera->setWrapXRotation(true);
    }

    [[nodiscard]] bool isReady() const { return m_graph.hasContext(); }

    void setBody(int columns, int rows, const std::vector<float> &heights, const QImage &texture,
                 const QImage &floor) override
    {
        m_surface->setVisible(!heights.empty());
        if (!heights.empty()) {
            m_surface->dataProxy()->resetArray(meshOf(columns, rows, heights));
            m_surface->setTexture(texture);
        }
        m_floor->setTexture(floor);
    }

    QImage render(const Shot &shot) override
    {
        if (shot.pixels.isEmpty())
            return {};
        const double zoom = 100.0 * shot.halfSide / standardHalfSide(shot.pixels, m_graph.aspectRatio());
        m_graph.scene()->activeCamera()->setCameraPosition(static_cast<float>(shot.turn), static_cast<float>(shot.tilt),
                                                           static_cast<float>(zoom));
        m_graph.activeTheme()->setWindowColor(shot.background);
        return m_graph.renderToImage(shot.samples, shot.pixels);
    }

private:
    QSurface3DSeries *addSeries()
    {
        auto *series = new QSurface3DSeries;
        series->setDrawMode(QSurface3DSeries::DrawSurface);
        series->setFlatShadingEnabled(false);
        series->setItemLabelVisible(false);
        m_graph.addSeries(series); // takes it
        return series;
    }

    Q3DSurface m_graph; ///< a window that is never shown
    QSurface3DSeries *m_surface = nullptr;
    QSurface3DSeries *m_floor = nullptr;
};

} // namespace

} // namespace basin

extern "C" Q_DECL_EXPORT basin::Surface3dScene *basinSurface3d(double aspect)
{
    auto graph = std::make_unique<basin::Graph>(aspect);
    return graph->isReady() ? graph.release() : nullptr;
}
