#pragma once

#include "data/dataset.h"
#include "network/loss.h"

namespace basin {

/// How often each class was taken for each: row by row what a sample is, column by column the answer.
struct Confusion {
    Eigen::MatrixXi counts; ///< classes × classes; empty where the targets are not classes of one kind

    [[nodiscard]] Eigen::Index classes() const { return counts.rows(); }
    [[nodiscard]] Eigen::Index samples() const { return counts.sum(); }
    /// The share of right answers; not a number without samples.
    [[nodiscard]] double accuracy() const;
    /// The same among the samples of one class.
    [[nodiscard]] double accuracyOf(Eigen::Index label) const;
};

/// One-hot targets: the largest output is the answer. One column of two values: its side of the threshold is, low
/// first. Several such columns are not classes of one kind.
[[nodiscard]] Confusion confusionOf(const Matrix &outputs, const Matrix &targets, const TargetSides &sides);

} // namespace basin
