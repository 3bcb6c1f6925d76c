#pragma once

#include <QString>

#include <optional>

namespace basin {

/// Numbers as they stand on the screen: a true minus, the locale's decimal mark, a thin space for thousands,
/// "∞" and "not a number". No result has a sign in front of a zero.
namespace numbers {

inline constexpr QChar minus(0x2212);
inline constexpr QChar thinSpace(0x202F); ///< narrow, and no line breaks at it

/// "−5.28". From 10¹⁵ on it is scientific(): a double has no further digits.
[[nodiscard]] QString fixed(double value, int decimals);

/// "+5.74", "−6.06", "0.00".
[[nodiscard]] QString signedFixed(double value, int decimals);

/// "1.30·10⁻³"; zero is "0".
[[nodiscard]] QString scientific(double value, int decimals = 2);

/// As short as it can be with so many significant digits: "0.003", "12.5", "3·10⁻⁸".
[[nodiscard]] QString compact(double value, int digits = 6);

/// "3 180"
[[nodiscard]] QString count(qint64 value);

/// "10⁻³"
[[nodiscard]] QString powerOfTen(int exponent);

/// "₁₂"
[[nodiscard]] QString subscript(int number);

/// For copying: the shortest text that reads back as the same double, with "." and "-" wherever it goes.
[[nodiscard]] QString exact(double value);

/// Reads "1,5", "1.5", "−3", "3 180", "1e-3", "1.30·10⁻³". A comma is a decimal mark, unless a point follows it.
/// Nothing for anything else, and for numbers that are not finite.
[[nodiscard]] std::optional<double> parse(QString text);

} // namespace numbers

} // namespace basin
