#pragma once

#include "experiment/fates.h"

#include <QColor>
#include <QString>

#include <vector>

namespace basin {

struct Theme;

/// "Solved", "Edge state", "Loss 0.2013".
[[nodiscard]] QString fateTitle(const Fate &fate);

/// What such a run came to, in a few words: "½ ln 2 = 0.3466", "the loss still fell"; may be empty.
[[nodiscard]] QString fateNote(const Fate &fate);

/// The colour of one of these groups; levels without a name get darker with their loss.
[[nodiscard]] QColor fateColour(const std::vector<Fate> &groups, std::size_t group, const Theme &theme);

} // namespace basin
