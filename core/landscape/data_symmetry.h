#pragma once

#include "network/objective.h"

#include <vector>

namespace basin {

/// Columns change places and some are mirrored: column j of the image is column source[j], or what that column's values
/// lack to `mirrorSum`.
struct ColumnMap {
    std::vector<int> source;
    std::vector<bool> mirrored;
    friend auto operator<=>(const ColumnMap &, const ColumnMap &) = default;
};

/// What maps the samples onto themselves: inputs and targets together.
struct DataSymmetry {
    ColumnMap inputs;
    ColumnMap targets;
    friend auto operator<=>(const DataSymmetry &, const DataSymmetry &) = default;
};

struct DataSymmetries {
    /// A group; the first is the identity. Of more than three inputs only what exchanges of two and mirrorings of one
    /// of them make together, of more than two targets only what leaves them alone.
    std::vector<DataSymmetry> elements;
    std::vector<double> inputSums;  ///< lowest + highest value of each input
    std::vector<double> targetSums; ///< what y and its mirror image sum up to, for each output
    bool isComplete = true;         ///< false where `maximum` cut the group short
};

/// Looks at the samples. An input may be mirrored within its range, a target where the last activation and the loss
/// treat both sides alike: sigmoid y → 1 − y under squared errors and binary cross-entropy, tanh and sin y → −y, linear
/// y → low + high − y under squared errors.
/// @param keepsOffsets  false leaves out what would add to a bias (a penalty on biases forbids it)
[[nodiscard]] DataSymmetries dataSymmetries(const Objective &objective, bool keepsOffsets, std::size_t maximum);

} // namespace basin
