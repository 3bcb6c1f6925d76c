#pragma once

#include "data/data_spec.h"

namespace basin {

/// The generated sources. Points in the plane lie within ±5 where not said otherwise, in input units; `noise` is the
/// standard deviation of what is added to every input (classes) or to the target (regression). Classes take turns,
/// sample by sample, so that each has its even share; the first classes have one more where the samples do not divide.
/// Positions and noise come from separate streams: turning the noise up moves the same points the same way, further.
namespace generators {

/// A truth table of two inputs in the order 00, 01, 10, 11, `copies` times.
[[nodiscard]] Dataset gate(const DataSpec &spec, const std::filesystem::path &folder);

/// One input; three even runs on [0, 10], [11, 20] and [21, 30], a third of the samples each; the middle one is
/// class 1.
[[nodiscard]] Dataset twoBoundaries(const DataSpec &spec, const std::filesystem::path &folder);

/// The square ±5 without a cross of half-width 0.3; class 1 where the signs differ (XOR with area).
[[nodiscard]] Dataset quadrants(const DataSpec &spec, const std::filesystem::path &folder);

/// Class 1: radius below 2.5; class 0: radius from 3.5 to 5.
[[nodiscard]] Dataset circle(const DataSpec &spec, const std::filesystem::path &folder);

/// 2 to 5 round clouds of standard deviation `noise`, centres evenly on a circle of radius 2√2, the first at (−2, −2).
[[nodiscard]] Dataset gauss(const DataSpec &spec, const std::filesystem::path &folder);

/// 2 to 5 arms of 1.75 turns, radius from 0.25 to 5.
[[nodiscard]] Dataset spiral(const DataSpec &spec, const std::filesystem::path &folder);

/// Two interleaved half circles of radius 1 within [−1, 2] × [−0.5, 1]: class 0 above, class 1 below.
[[nodiscard]] Dataset moons(const DataSpec &spec, const std::filesystem::path &folder);

/// Regression: y = sin(x), x evenly on [−5, 5].
[[nodiscard]] Dataset sine(const DataSpec &spec, const std::filesystem::path &folder);

/// Regression: y = (x1 + x2) / 10 on the square ±5.
[[nodiscard]] Dataset plane(const DataSpec &spec, const std::filesystem::path &folder);

/// Regression on the square ±5: six bumps of deviation 1 at x1 −3.5, 0, 3.5 and x2 ±2.5, up and down by turns.
[[nodiscard]] Dataset bumps(const DataSpec &spec, const std::filesystem::path &folder);

/// What is left of a number after division by `modulus`, from its bits: 0 or 1 each, the most significant one first, so
/// that a network which reads them step by step has the remainder r at hand and goes on with (2 r + bit) mod `modulus`.
/// `samples` different numbers below 2^bits, drawn without replacement: those held out were never seen. Targets: a
/// column for each remainder (one_hot; one column for modulus 2), or the remainder's bits, as many as the number has
/// (bits), which no softmax can learn as they are.
[[nodiscard]] Dataset modulo(const DataSpec &spec, const std::filesystem::path &folder);

/// The rows a user typed.
[[nodiscard]] Dataset inlineRows(const DataSpec &spec, const std::filesystem::path &folder);

/// A table in a file; see data/csv.h.
[[nodiscard]] Dataset csvFile(const DataSpec &spec, const std::filesystem::path &folder);

} // namespace generators

} // namespace basin
