#pragma once

#include <QString>

namespace basin {

/// Opens the window and returns when it is closed. @param file  what to open, or empty
int runWindow(int &argc, char **argv, const QString &file);

/// For whoever works on Basin: puts the window into telling states and writes pictures of it to a folder.
int runShots(int &argc, char **argv, const QString &folder);

} // namespace basin
