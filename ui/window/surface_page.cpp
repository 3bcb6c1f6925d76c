#include "window/surface_page.h"

#include "model/atlas_model.h"
#include "model/escape_model.h"
#include "model/point_model.h"
#include "views/atlas_view.h"
#include "views/boundary_view.h"
#include "views/network_view.h"
#include "views/path_view.h"
#include "views/profile_view.h"
#include "views/surface_3d_view.h"
#include "views/surface_map_view.h"
#include "views/view_frame.h"
#include "views/way_out_view.h"

#include <QSplitter>
#include <QVBoxLayout>

#include <utility>

namespace basin {

namespace {

// Of LOOK's window at 1440 × 900: the share of the page's height that the maps have, of its width that the left one
// has.
constexpr double mapsShare = 468.0 / 712.0;
constexpr double mapShare = 476.0 / 904.0;
/// The network stands here as one picture of several and is not to decide how wide they all are.
constexpr QSize smallestNetwork(260, 180);
constexpr QLatin1String reliefId("surface-3d");

} // namespace

SurfacePage::SurfacePage(PointModel *point, EscapeModel *escape, AtlasModel *atlas, ViewState *state, QWidget *parent)
    : FramePage(parent),
      m_surface(point->surface()),
      m_rows(new QSplitter(Qt::Vertical)),
      m_columns(new QSplitter(Qt::Horizontal)),
      m_map(new ViewFrame),
      m_beside(new ViewFrame),
      m_below(new ViewFrame)
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_rows);
    m_rows->addWidget(m_columns);
    m_columns->addWidget(m_map);
    m_columns->addWidget(m_beside);
    m_rows->addWidget(m_below);
    SurfaceModel *surface = m_surface;
    m_map->addView(new SurfaceMapView(surface));
    m_beside->addView(new Surface3dView(surface));
    m_beside->addView(new BoundaryView(surface->project(), surface->run(), state));
    auto *network = new NetworkView(surface->project(), surface->run(), state);
    network->setMinimumSize(smallestNetwork);
    m_beside->addView(network);
    m_beside->addView(new AtlasView(atlas));
    m_below->addView(new PathView(surface));
    m_below->addView(new ProfileView(surface, point));
    m_below->addView(new WayOutView(escape));
    setUp({m_map, m_beside, m_below}, {m_rows, m_columns});
    connect(surface, &SurfaceModel::optionsChanged, this, [this, shown = true]() mutable {
        if (std::exchange(shown, m_surface->options().relief) == m_surface->options().relief)
            return;
        if (m_surface->options().relief)
            m_beside->setCurrent(view(reliefId));
        showParts(enlarged());
    });
}

void SurfacePage::show(View *view)
{
    FramePage::show(view);
    showParts(enlarged());
}

void SurfacePage::showEvent(QShowEvent *event)
{
    FramePage::showEvent(event);
    showParts(enlarged());
}

void SurfacePage::arrange()
{
    m_rows->setSizes(parted(height(), mapsShare));
    m_columns->setSizes(parted(width(), mapShare));
}

void SurfacePage::showParts(ViewFrame *enlarged)
{
    FramePage::showParts(enlarged);
    // Without the 3-D view the map has both places, until another view is asked for there.
    // What this machine can draw is asked for only when the page is looked at.
    const bool hasRelief = m_surface->options().relief && (!isVisible() || Surface3dView::isAvailable());
    const bool isEmpty = !hasRelief && m_beside->current()->id() == reliefId;
    if (!enlarged)
        m_beside->setVisible(!isEmpty);
    m_columns->setVisible(enlarged != m_below);
}

} // namespace basin
