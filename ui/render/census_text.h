#pragma once

#include "experiment/fates.h"
#include "project/project.h"

#include <QList>
#include <QString>

#include <string>

namespace basin {

/// What the runs of a census, and the settings that a sweep varies, are called on the screen.

/// What the loss tends to: "loss → 0", "½ ln 2 = 0.3466"; fateNote() where it is no level.
[[nodiscard]] QString fateLevel(const Fate &fate);
/// Beside a bar: "edge 0.3466", "solved"; see fate_names.h for what stands alone.
[[nodiscard]] QString fateLabel(const Fate &fate);

/// One run's end in a line: "Seed 18: edge, loss 0.3466".
[[nodiscard]] QString runTitle(const RunRow &row, const Fate *fate);

/// A key that a sweep may vary: "Learning rate"; the key itself where it has no name.
[[nodiscard]] QString variedTitle(const std::string &key);
/// One of its values: "Adam" for "adam", "tanh", "0.01".
[[nodiscard]] QString variedValueTitle(const std::string &key, const std::string &value);

/// A key of a project that is often varied, with values that make sense beside the present one.
struct VariedKey {
    std::string key;
    QString title;
    QString suggestion; ///< as `--vary` takes it behind the "="
};
[[nodiscard]] QList<VariedKey> variedKeys(const Project &project);

} // namespace basin
