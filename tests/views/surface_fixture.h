#pragma once

#include "../model/xor_project.h"

#include "model/surface_model.h"
#include "render/resources.h"

#include <QTest>

namespace basin {

/// A run of XOR on 2-2-1 without an end, with its surface.
class SurfaceFixture {
public:
    SurfaceFixture() : run(&model), surface(&model, &run)
    {
        initResources();
        Project project = xorProject();
        project.training.limitEpochs = false;
        model.reset(project, {});
        surface.setActive(true);
    }

    /// Whether the whole surface is there.
    [[nodiscard]] bool isThere() const
    {
        return surface.surface() && surface.surface()->grid.spec.columns == surface.options().points &&
               !surface.isComputing();
    }

    ProjectModel model;
    LiveRun run;
    SurfaceModel surface;
};

} // namespace basin
