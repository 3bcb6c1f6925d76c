#pragma once

#include "window_fixture.h"

#include "views/surface_map_view.h"
#include "views/view_frame.h"
#include "window/surface_page.h"

#include <QAbstractButton>

namespace basin {

/// The main window with what a test asks of its page of the error surface.
class SurfaceWindow : public WindowFixture {
public:
    SurfaceWindow()
    {
        setPoints(65); // quick enough for a sanitizer
    }

    [[nodiscard]] SurfaceModel &surface() const { return *window->surface(); }
    [[nodiscard]] SurfacePage *page() const { return window->surfacePage(); }
    [[nodiscard]] SurfaceMapView *map() const { return qobject_cast<SurfaceMapView *>(page()->map()->current()); }
    template <class ViewType>
    [[nodiscard]] ViewType *view(const char *id) const
    {
        return qobject_cast<ViewType *>(page()->view(QString::fromLatin1(id)));
    }
    void openPage() const { action(ActionId::SurfacePage)->trigger(); }
    void setPoints(int points) const
    {
        SurfaceOptions options = surface().options();
        options.points = points;
        surface().setOptions(options);
    }
    void choose(PlaneKind kind) const
    {
        SurfaceOptions options = surface().options();
        options.choice.kind = kind;
        surface().setOptions(options);
    }
    /// The whole surface of the chosen plane through the point where the run stands, or why there is none.
    [[nodiscard]] bool isThere() const
    {
        const SurfacePtr now = surface().surface();
        return now && snapshot() && !surface().isComputing() && now->choice == surface().options().choice &&
               now->now == snapshot()->parameters &&
               (!now->problem.isEmpty() || now->grid.spec.columns == surface().options().points);
    }
    /// And the map shows the run's dot on it.
    [[nodiscard]] bool isShown() const { return isThere() && map()->markPixel(SurfaceMark::Kind::Now); }
    /// What is known of the point where the run stands, with the degenerate test.
    [[nodiscard]] PointPtr point() const
    {
        const PointPtr known = window->point()->point();
        return known && snapshot() && known->isTested && known->parameters == snapshot()->parameters ? known : nullptr;
    }
    /// A button of the page or its panels that is seen, by its text.
    [[nodiscard]] QAbstractButton *button(const QString &text) const
    {
        for (QAbstractButton *one : window->findChildren<QAbstractButton *>())
            if (one->text() == text && one->isVisible())
                return one;
        return nullptr;
    }
};

} // namespace basin
