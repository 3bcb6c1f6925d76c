#pragma once

#include "data/data_spec.h"

#include <vector>

namespace basin {

/// The part of input space a picture shows: two inputs span it (or one, for networks of one input), the others are
/// held. All values in raw units, as the data came.
struct InputPlane {
    int horizontal = 0;
    int vertical = 1; ///< equal to `horizontal` for one input
    double left = 0.0, right = 1.0;
    double bottom = 0.0, top = 1.0;
    std::vector<double> held; ///< one for each input

    [[nodiscard]] bool isLine() const { return horizontal == vertical; }
    friend bool operator==(const InputPlane &, const InputPlane &) = default;
};

/// The plane over inputs `horizontal` and `vertical` that shows all samples with a margin; the other inputs are held at
/// their training means, or at `held` where that is given.
[[nodiscard]] InputPlane standardPlane(const PreparedData &data, int horizontal, int vertical,
                                       const std::vector<double> &held = {});

/// Scaled inputs at the centres of width × height cells, feature by feature (value (p, f) at f · width · height + p),
/// the top row first as in a picture. For a line: `height` 1.
[[nodiscard]] std::vector<float> gridInputs(const InputPlane &plane, const FeatureScale &scale, int width, int height);

/// The training means in raw units.
[[nodiscard]] std::vector<double> inputMeans(const PreparedData &data);

} // namespace basin
