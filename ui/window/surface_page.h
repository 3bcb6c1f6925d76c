#pragma once

#include "window/frame_page.h"

namespace basin {

class AtlasModel;
class EscapeModel;
class PointModel;
class SurfaceModel;
class ViewState;

/// The centre of the window while one looks at the error surface: the map and beside it the 3-D view (or boundary,
/// network, atlas) on one base line, below them what the path and the cuts say.
class SurfacePage : public FramePage {
    Q_OBJECT

public:
    SurfacePage(PointModel *point, EscapeModel *escape, AtlasModel *atlas, ViewState *state, QWidget *parent = nullptr);

    void show(View *view) override;
    [[nodiscard]] ViewFrame *map() const { return m_map; }
    [[nodiscard]] ViewFrame *beside() const { return m_beside; }
    [[nodiscard]] ViewFrame *below() const { return m_below; }

protected:
    void arrange() override;
    void showParts(ViewFrame *enlarged) override;
    void showEvent(QShowEvent *event) override;

private:
    SurfaceModel *m_surface;
    QSplitter *m_rows;
    QSplitter *m_columns;
    ViewFrame *m_map;
    ViewFrame *m_beside;
    ViewFrame *m_below;
};

} // namespace basin
