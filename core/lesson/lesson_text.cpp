#include "lesson/lesson_text.h"

#include "data/error.h"
#include "project/json_reader.h"
#include "project/project_json.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace basin {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWordCharacter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isYear(std::string_view token, std::string_view rest)
{
    return token.size() == 4 && (token.starts_with("19") || token.starts_with("20")) && rest.starts_with(")");
}

/// 2-2-1, the name of a network.
bool isShape(std::string_view token)
{
    return std::ranges::count(token, '-') >= 2 &&
           std::ranges::all_of(token, [](char c) { return isDigit(c) || c == '-'; });
}

/// Refuses a number that stands in a text by itself.
void refuseNumbers(std::string_view text, const std::string &place)
{
    for (std::size_t i = 0; i < text.size();) {
        if (!isDigit(text[i])) {
            // A digit behind a letter belongs to a name: h1, float32.
            const bool isLetter = isWordCharacter(text[i]);
            ++i;
            while (isLetter && i < text.size() && isWordCharacter(text[i]))
                ++i;
            continue;
        }
        const std::size_t begin = i;
        const auto goesOn = [&] {
            const bool beforeDigit = i + 1 < text.size() && isDigit(text[i + 1]);
            const bool isExponent = text[i] == 'e' && (beforeDigit || text.substr(i).starts_with("e-"));
            return isDigit(text[i]) || text[i] == '.' || text[i] == ',' || text[i] == '/' || isExponent ||
                   (text[i] == '-' && beforeDigit);
        };
        while (i < text.size() && goesOn())
            ++i;
        std::string_view token = text.substr(begin, i - begin);
        while (!isDigit(token.back()))
            token.remove_suffix(1);
        const std::string_view rest = text.substr(begin + token.size());
        const bool isPercent = rest.starts_with("%") || rest.starts_with(" %") || rest.starts_with("\u202f%");
        if ((token.size() > 1 || isPercent) && !isShape(token) && !isYear(token, rest))
            throw InputError(place, "the number " + std::string(token) +
                                        " is typed in; make it a claim {{name}}, a setting {{key.path}}, or `code`");
    }
}

/// A value of the project as a text writes it.
std::string settingText(const Project &project, const std::string &path, const std::string &place)
{
    const Json document = projectToJson(project, JsonExtent::Numbers);
    const Json *value = &document;
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find_first_of(".[", begin), path.size());
        const std::string step = path.substr(begin, end - begin);
        if (step.ends_with(']')) {
            std::size_t index = 0;
            std::from_chars(step.data(), step.data() + step.size() - 1, index);
            if (!value->is_array() || index >= value->size())
                throw InputError(place, "{{" + path + "}} is not in the step's project");
            value = &(*value)[index];
        } else if (!step.empty() || end == path.size()) {
            if (!value->is_object() || !value->contains(step))
                throw InputError(place, "{{" + path + "}} is not in the step's project");
            value = &(*value)[step];
        }
        begin = end + 1;
    }
    if (value->is_string())
        return value->get<std::string>();
    if (!value->is_number())
        throw InputError(place, "{{" + path + "}} must be a number or a text");
    const auto number = value->get<double>();
    if (number == std::floor(number) && std::abs(number) < 1e15)
        return shownNumber(number, Claim::Show::Count, 0);
    char buffer[32];
    const auto [last, error] = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::general);
    const std::string digits(buffer, last);
    return digits.find('e') == std::string::npos ? digits : shownNumber(number, Claim::Show::Scientific, 0);
}

std::string replacement(const std::string &name, const TextSources &sources, const std::string &place,
                        std::set<std::string> &used)
{
    if (name.find('.') != std::string::npos) {
        if (sources.project == nullptr)
            throw InputError(place, "{{" + name + "}}: only a step's text can name settings");
        return settingText(*sources.project, name, place);
    }
    const std::string claimName = name.substr(0, name.find(':'));
    const auto claim = std::ranges::find(sources.claims, claimName, &Claim::name);
    if (claim == sources.claims.end()) {
        std::vector<std::string_view> names;
        for (const Claim &other : sources.claims)
            names.emplace_back(other.name);
        const std::string near = nearestWord(claimName, names);
        throw InputError(place, "{{" + shortText(std::string_view(name)) + "}} is no claim of this lesson" +
                                    (near.empty() ? std::string() : "; did you mean {{" + near + "}}?"));
    }
    used.insert(claimName);
    if (claimName == name)
        return claim->text();
    if (name.substr(claimName.size()) != ":runs")
        throw InputError(place, "{{" + shortText(std::string_view(name)) + "}}: only :runs can follow a claim's name");
    return shownNumber(static_cast<double>(claim->runs), Claim::Show::Count, 0);
}

} // namespace

std::string filledText(std::string_view text, const TextSources &sources, const std::string &place,
                       std::set<std::string> &used, bool refusesNumbers)
{
    std::string result, plain;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '`') {
            const std::size_t close = text.find('`', i + 1);
            if (close == std::string_view::npos)
                throw InputError(place, "a ` opens code that is not closed");
            result += text.substr(i, close + 1 - i);
            plain += ' ';
            i = close + 1;
        } else if (text.substr(i).starts_with("{{")) {
            const std::size_t close = text.find("}}", i);
            if (close == std::string_view::npos)
                throw InputError(place, "{{ opens a name that is not closed");
            result += replacement(std::string(text.substr(i + 2, close - i - 2)), sources, place, used);
            plain += '_'; // no number may lean on it: "{{x}}5" is a word
            i = close + 2;
        } else {
            plain += text[i];
            result += text[i++];
        }
    }
    if (refusesNumbers)
        refuseNumbers(plain, place);
    return result;
}

} // namespace basin
