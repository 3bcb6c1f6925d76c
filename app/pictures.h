#pragma once

#include "project/project.h"
#include "training/trainer.h"

#include "render/picture_export.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace basin {

/// How large a picture is.
struct PictureSize {
    std::string size; ///< "800x600", pixels; empty: what suits each picture
    int dpi = 96;
};

/// Which pictures `train` draws, and how.
struct PictureRequest : PictureSize {
    std::string boundary;
    std::string lossCurve;
    std::string network;

    [[nodiscard]] bool isEmpty() const { return boundary.empty() && lossCurve.empty() && network.empty(); }
};

void addPictureSize(CLI::App &command, PictureSize &size);
/// @param standard  in pixels at 96 dpi, where none is asked for  @throws InputError for a size that cannot be
[[nodiscard]] PictureOptions pictureOptions(const PictureSize &size, QSize standard);

/// Gives Qt what it needs to draw; no display is.
void withoutDisplay(const std::function<void()> &draw);

/// With the project inside, so that the picture can be opened again. @throws WriteError
void writePicture(const std::string &file, const Paint &paint, PictureOptions options, const Project &project);

void addPictureOptions(CLI::App &command, PictureRequest &request);

/// Before anything is trained. @throws InputError for a size that cannot be, or an unknown kind of file
void checkPictures(const PictureRequest &request);

/// Needs no display. @throws WriteError
void drawPictures(const PictureRequest &request, const Project &project, const PreparedRun &run,
                  const Trainer &trainer);

} // namespace basin
