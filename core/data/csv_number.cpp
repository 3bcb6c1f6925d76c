#include "data/csv_number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace basin {

namespace {

constexpr std::size_t longestNumber = 400; ///< 1.8e308 written out has 309 digits
constexpr std::size_t longestShown = 40;

} // namespace

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\v\f";
    const std::size_t start = text.find_first_not_of(blanks);
    if (start == std::string_view::npos)
        return {};
    return text.substr(start, text.find_last_not_of(blanks) - start + 1);
}

bool isMissing(std::string_view cell)
{
    const std::string_view text = trimmed(cell);
    if (text.empty())
        return true;
    if (text.size() > 4)
        return false;
    std::string word(text);
    std::transform(word.begin(), word.end(), word.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    return word == "na" || word == "n/a" || word == "nan" || word == "null" || word == "none" || word == "?";
}

std::optional<double> parseNumber(std::string_view cell, char decimal)
{
    std::string_view text = trimmed(cell);
    if (!text.empty() && text.front() == '+' && text.size() > 1 && text[1] != '-')
        text.remove_prefix(1);
    if (text.empty() || text.size() > longestNumber)
        return {};
    std::array<char, longestNumber> buffer;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (decimal == ',' && text[i] == '.')
            return {};
        buffer[i] = decimal == ',' && text[i] == ',' ? '.' : text[i];
    }
    const char *end = buffer.data() + text.size();
    double value = 0.0;
    auto [stop, error] = std::from_chars(buffer.data(), end, value);
    if (error == std::errc::result_out_of_range) {
        // Too large or too small? The wider type tells.
        long double wide = 0.0L;
        const auto again = std::from_chars(buffer.data(), end, wide);
        if (again.ec != std::errc() || std::abs(wide) > 1.0L)
            return {};
        stop = again.ptr;
        value = 0.0;
    } else if (error != std::errc()) {
        return {};
    }
    if (stop != end || !std::isfinite(value))
        return {};
    return value;
}

std::string quotedForMessage(std::string_view text)
{
    std::string shown;
    for (const char character : text.substr(0, longestShown))
        shown += static_cast<unsigned char>(character) < 0x20 ? ' ' : character;
    if (text.size() > longestShown) {
        // No half character before the dots.
        while (!shown.empty() && (static_cast<unsigned char>(text[shown.size()]) & 0xc0U) == 0x80U)
            shown.pop_back();
        shown += "…";
    }
    return "“" + shown + "”";
}

} // namespace basin
