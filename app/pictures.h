#pragma once

#include "project/project.h"
#include "training/trainer.h"

#include <CLI/CLI.hpp>

#include <string>

namespace basin {

/// Which pictures `train` draws, and how.
struct PictureRequest {
    std::string boundary;
    std::string lossCurve;
    std::string network;
    std::string size; ///< "800x600", pixels; empty: what suits each picture
    int dpi = 96;

    [[nodiscard]] bool isEmpty() const { return boundary.empty() && lossCurve.empty() && network.empty(); }
};

void addPictureOptions(CLI::App &command, PictureRequest &request);

/// Before anything is trained. @throws InputError for a size that cannot be, or an unknown kind of file
void checkPictures(const PictureRequest &request);

/// Needs no display. @throws WriteError
void drawPictures(const PictureRequest &request, const Project &project, const PreparedRun &run,
                  const Trainer &trainer);

} // namespace basin
