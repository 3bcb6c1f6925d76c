#pragma once

namespace basin {

/// A logarithmic scale on 0…1. With `startsAtZero` the very left is 0 and the decades begin right of it.
struct LogScale {
    double minimum = 1e-5; ///< above 0
    double maximum = 10;
    bool startsAtZero = false;

    /// How far along the scale a value stands, 0 to 1; values outside stand at the ends.
    [[nodiscard]] double position(double value) const;
    /// The value at a place.
    [[nodiscard]] double value(double position) const;
    /// The value at a place, to two significant digits: what a hand on a slider can mean.
    [[nodiscard]] double roundValue(double position) const;
};

} // namespace basin
