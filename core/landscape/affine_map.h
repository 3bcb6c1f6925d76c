#pragma once

#include "data/dataset.h"

#include <vector>

namespace basin {

/// A map of weight space onto itself that moves and signs every parameter and adds to some: what each symmetry of a
/// network is. Parameter i of the image is sign[i] · θ[source[i]] plus its sums and offsets.
struct AffineMap {
    struct Sum {
        Eigen::Index to = 0;
        Eigen::Index from = 0; ///< in θ
        double factor = 0.0;
    };
    struct Offset {
        Eigen::Index to = 0;
        double value = 0.0;
    };
    std::vector<Eigen::Index> source;
    std::vector<double> sign;
    std::vector<Sum> sums;
    std::vector<Offset> offsets;

    [[nodiscard]] static AffineMap identity(Eigen::Index size);

    /// @param image  of θ's size; not θ itself
    void apply(ConstVectorRef parameters, Vector &image) const;
    /// First `inner`, then `outer`.
    [[nodiscard]] static AffineMap composed(const AffineMap &outer, const AffineMap &inner);
};

} // namespace basin
