#pragma once

#include "data/dataset.h"

namespace basin {

/// Says of numeric targets what they are, and sets `classification`, `classNames`, `lowTarget` and `highTarget`:
/// - every value 0 or 1: classes. One target is a binary one; several with exactly one 1 in each row are one-hot, and
///   their names those of the classes; any others are as many yes/no answers.
/// - every value −1 or 1, both occurring: the same with −1 for "no".
/// - else regression, whole numbers too: that 3 lies between 2 and 4 cannot be told from three classes.
void describeTargets(Dataset &data);

} // namespace basin
