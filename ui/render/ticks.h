#pragma once

#include <QList>
#include <QString>

namespace basin {

struct Range {
    double low = 0.0;
    double high = 1.0;
    [[nodiscard]] double length() const { return high - low; }
    [[nodiscard]] bool contains(double value) const { return value >= low && value <= high; }
    friend bool operator==(const Range &, const Range &) = default;
};

struct Tick {
    double value;
    QString label{};
};

/// Where the labels of an axis stand, and what they say. Every function takes any finite range, also an empty one.
namespace ticks {

enum class Decimals {
    Aligned, ///< all labels with the same number of decimals: "0.0", "0.5"
    Trimmed  ///< none that is not needed: "0", "0.25", "0.5"
};

/// Multiples of 1, 2, 2.5 or 5 times a power of ten inside the range, at most `most` of them.
[[nodiscard]] QList<Tick> linear(Range range, int most, Decimals decimals = Decimals::Aligned);

/// Inside a range above zero: the decades and 3 of each; 1, 2, 3, 5, 7 where the range is short; every second
/// decade and so on where it is long.
[[nodiscard]] QList<Tick> logarithmic(Range range, int most);

/// The smallest range around this one that ends at a tick's multiple on both sides; a quiet axis while data grow.
[[nodiscard]] Range niceLinear(Range range);

/// The same for a log axis: ends at 1 or 3 of a decade, or at 1, 2, 3, 5, 7 where the range is short.
[[nodiscard]] Range niceLogarithmic(Range range);

} // namespace ticks

} // namespace basin
