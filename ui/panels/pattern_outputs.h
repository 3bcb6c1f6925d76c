#pragma once

#include "controls/column_table.h"
#include "project/project.h"

namespace basin {

/// "0, 1" for each of the first `count` training samples.
[[nodiscard]] QStringList patternNames(const PreparedData &data, Eigen::Index count);

/// Each training pattern with its target and what the network says to it: one number, or the name of a class.
struct PatternColumns {
    ColumnTable::Column pattern, target, output;
};
/// @param outputs  at least as many rows as there are training samples
[[nodiscard]] PatternColumns patternColumns(const PreparedRun &run, const Matrix &outputs);

} // namespace basin
