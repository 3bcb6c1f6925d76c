#include "data/error.h"
#include "network/initialiser.h"
#include "project/project_json.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <variant>
#include <vector>

namespace basin {

namespace {

using Step = std::variant<std::string, std::size_t>; // a key, or an index

[[noreturn]] void badPath(std::string_view path)
{
    throw InputError(shortText(path), "must be the path of a key, such as network.layers[0].units");
}

/// Reads "[3]" at `position`, which it moves on.
std::size_t readIndex(std::string_view path, std::size_t &position)
{
    const std::size_t close = path.find(']', position);
    if (close == std::string_view::npos)
        badPath(path);
    const std::string_view digits = path.substr(position + 1, close - position - 1);
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    if (error != std::errc() || end != digits.data() + digits.size())
        badPath(path);
    position = close + 1;
    return index;
}

std::vector<Step> stepsOf(std::string_view path)
{
    constexpr std::size_t mostSteps = 16;
    std::vector<Step> steps;
    for (std::size_t position = 0; position < path.size() && steps.size() <= mostSteps;) {
        if (path[position] == '[' && !steps.empty()) {
            steps.emplace_back(readIndex(path, position));
        } else {
            if (!steps.empty() && path[position++] != '.')
                badPath(path);
            const std::size_t end = std::min(path.find_first_of(".[", position), path.size());
            if (end == position)
                badPath(path);
            steps.emplace_back(std::string(path.substr(position, end - position)));
            position = end;
        }
    }
    if (steps.empty() || steps.size() > mostSteps)
        badPath(path);
    return steps;
}

/// The value at one more step; parts that are not there are made, a scheme given by its bare name becomes an object.
Json &descend(Json &from, const Step &step, const std::string &place)
{
    if (const std::size_t *index = std::get_if<std::size_t>(&step)) {
        if (!from.is_array())
            throw InputError(place, "must be a list, is " + shortText(from));
        if (*index >= from.size())
            throw InputError(place + "[" + std::to_string(*index) + "]",
                             "is not there: the list has " + std::to_string(from.size()) + ", counted from 0");
        return from[*index];
    }
    const std::string &key = std::get<std::string>(step);
    if (from.is_null())
        from = Json::object();
    if (from.is_string() && findInitialiser(from.get<std::string>()) != nullptr)
        from = Json{{"name", from}};
    if (!from.is_object())
        throw InputError(place, "must be an object { ... }, is " + shortText(from));
    return from[key];
}

Json &valueAt(Json &document, const std::vector<Step> &steps, std::size_t count)
{
    Json *value = &document;
    std::string place;
    for (std::size_t i = 0; i < count; ++i) {
        value = &descend(*value, steps[i], place);
        if (const std::size_t *index = std::get_if<std::size_t>(&steps[i]))
            place += "[" + std::to_string(*index) + "]";
        else
            place += (place.empty() ? "" : ".") + std::get<std::string>(steps[i]);
    }
    return *value;
}

std::string textOr(const Json &object, const char *key, const std::string &standard)
{
    if (!object.is_object() || !object.contains(key) || !object[key].is_string())
        return standard;
    return object[key].get<std::string>();
}

void dropOptions(Json &object, const std::vector<OptionSpec> &before, const std::vector<OptionSpec> &after)
{
    if (!object.is_object())
        return;
    for (const OptionSpec &spec : before) {
        const OptionSpec *kept = findOption(after, spec.key);
        if (kept == nullptr || kept->type != spec.type || kept->choices != spec.choices)
            object.erase(spec.key);
    }
}

/// Another kind of data, of optimizer or of scheme: what belonged to the old one alone goes.
void dropOptionsOfOldKind(Json &document, const std::vector<Step> &steps, const Json &before, const Json &after)
{
    if (!after.is_string() || steps.size() < 2)
        return;
    const std::string *key = std::get_if<std::string>(&steps.back());
    const std::string newName = after.get<std::string>();
    Json &owner = valueAt(document, steps, steps.size() - 1);
    if (key != nullptr && *key == "source" && steps.size() == 2) {
        const DataSource *from = findDataSource(before.is_string() ? before.get<std::string>() : "");
        const DataSource *to = findDataSource(newName);
        if (from != nullptr && to != nullptr && owner.contains("options"))
            dropOptions(owner["options"], from->options, to->options);
    } else if (key != nullptr && *key == "name" && std::get<std::string>(steps.front()) == "optimizer") {
        const OptimizerKind *from = findOptimizer(before.is_string() ? before.get<std::string>() : "adam");
        const OptimizerKind *to = findOptimizer(newName);
        if (from != nullptr && to != nullptr)
            dropOptions(owner, from->keras, to->keras);
    } else if (key != nullptr && *key == "name") {
        const Initialiser *from = findInitialiser(before.is_string() ? before.get<std::string>() : "");
        const Initialiser *to = findInitialiser(newName);
        if (from != nullptr && to != nullptr)
            dropOptions(owner, from->options, to->options);
    }
}

/// Whether the value at `steps` is a text by nature, so that "2024" is no number there.
bool isTextKey(const Json &document, const std::vector<Step> &steps)
{
    const std::string *key = std::get_if<std::string>(&steps.back());
    if (key == nullptr)
        return false;
    if (steps.size() == 1)
        return *key == "title";
    if (steps.size() != 3 || steps[0] != Step("data") || steps[1] != Step("options"))
        return false;
    const DataSource *source = findDataSource(textOr(document["data"], "source", ""));
    const OptionSpec *spec = source != nullptr ? findOption(source->options, *key) : nullptr;
    return spec != nullptr && (spec->type == OptionType::Text || spec->type == OptionType::Choice);
}

/// What looks like a number must be one: 1e400 is not a name.
bool looksLikeNumber(std::string_view value)
{
    return value.find_first_not_of("+-0123456789.eE") == std::string_view::npos &&
           value.find_first_of("0123456789") != std::string_view::npos;
}

Json jsonOrText(std::string_view value, bool isText)
{
    const bool isQuoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    if (isText && !isQuoted)
        return Json(std::string(value));
    try {
        return parseJson(value, {});
    } catch (const InputError &) {
        const bool wasMeantAsJson = looksLikeNumber(value) || value.find_first_of("[{\"") == 0;
        if (wasMeantAsJson)
            throw;
        return Json(std::string(value));
    }
}

} // namespace

void putValue(Json &document, std::string_view path, std::string_view value)
{
    const std::vector<Step> steps = stepsOf(path);
    Json &slot = valueAt(document, steps, steps.size());
    Json newValue;
    try {
        newValue = jsonOrText(value, isTextKey(document, steps));
    } catch (const InputError &error) {
        throw InputError(std::string(path), error.what());
    }
    const Json before = std::exchange(slot, newValue);
    dropOptionsOfOldKind(document, steps, before, newValue);
}

void setKey(Project &project, std::string_view path, std::string_view value)
{
    Json document = projectToJson(project, JsonExtent::Chosen);
    putValue(document, path, value);
    Project result = projectFromJson(document, {});
    result.folder = std::move(project.folder);
    project = std::move(result);
}

} // namespace basin
