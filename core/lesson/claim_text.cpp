#include "lesson/claim.h"

#include <cmath>
#include <cstdio>

namespace basin {

namespace {

constexpr const char *narrowSpace = "\u202f"; // between groups of three, and before a per cent sign
constexpr const char *minusSign = "\u2212";

std::string fixedDigits(double value, int digits)
{
    char buffer[400];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, std::abs(value));
    return buffer;
}

/// "30000.5" becomes "30 000.5"; four digits stay together.
std::string grouped(const std::string &digits)
{
    const std::size_t whole = std::min(digits.find('.'), digits.size());
    if (whole <= 4)
        return digits;
    std::string text;
    for (std::size_t i = 0; i < whole; ++i) {
        if (i > 0 && (whole - i) % 3 == 0)
            text += narrowSpace;
        text += digits[i];
    }
    return text + digits.substr(whole);
}

std::string superscript(int number)
{
    static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text = number < 0 ? "⁻" : "";
    for (const char digit : std::to_string(std::abs(number)))
        text += digits[digit - '0'];
    return text;
}

std::string scientific(double value, int digits)
{
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*e", digits, std::abs(value));
    const std::string text = buffer;
    const std::size_t e = text.find('e');
    return text.substr(0, e) + "·10" + superscript(std::stoi(text.substr(e + 1)));
}

} // namespace

std::string shownNumber(double value, Claim::Show show, int digits)
{
    if (!std::isfinite(value))
        return std::isnan(value) ? "not a number" : value < 0.0 ? std::string(minusSign) + "∞" : "∞";
    std::string text;
    switch (show) {
    case Claim::Show::Number:
        text = grouped(fixedDigits(value, digits));
        break;
    case Claim::Show::Percent:
        text = fixedDigits(100.0 * value, digits) + narrowSpace + "%";
        break;
    case Claim::Show::Count:
        text = grouped(fixedDigits(value, 0));
        break;
    case Claim::Show::Scientific:
        text = scientific(value, digits);
        break;
    }
    const bool isZero = text.find_first_of("123456789") == std::string::npos;
    return (std::signbit(value) && !isZero ? minusSign : "") + text;
}

std::string Claim::text() const
{
    return shownNumber(value, show, digits);
}

} // namespace basin
