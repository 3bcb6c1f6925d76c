#include "project/json_document.h"

#include "data/error.h"

#include <algorithm>
#include <vector>

namespace basin {

namespace {

/// Builds the document while it is read, and knows where it is.
class DocumentBuilder final : public nlohmann::json_sax<Json> {
public:
    DocumentBuilder(std::string_view text, const std::string &where) : m_text(text), m_where(where) {}

    [[nodiscard]] Json take() { return std::move(m_root); }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t &) override { return add(value); }
    bool string(string_t &value) override { return add(std::move(value)); }
    bool binary(binary_t &) override { return false; }

    bool start_object(std::size_t) override { return open(Json::object()); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_array() override { return close(); }

    bool key(string_t &value) override
    {
        const Json &object = *m_open.back();
        if (object.contains(value))
            fail(path() + (path().empty() ? "" : ".") + shortText(std::string_view(value)), "is there twice");
        if (object.size() >= maximumJsonKeys)
            fail(path(), "must have at most " + std::to_string(maximumJsonKeys) + " keys");
        m_keys.back() = std::move(value);
        return true;
    }

    bool parse_error(std::size_t position, const std::string &lastToken,
                     const nlohmann::detail::exception &error) override
    {
        constexpr int outOfRange = 406;
        if (error.id == outOfRange)
            fail(pathOfNext(), "must be a number that float64 can hold, is " + shortText(std::string_view(lastToken)));
        fail(lineAndColumn(position), syntaxWords(error.what()));
    }

private:
    [[noreturn]] void fail(const std::string &place, const std::string &expected) const
    {
        const bool both = !m_where.empty() && !place.empty();
        throw InputError(m_where + (both ? ": " : "") + place, expected);
    }

    [[nodiscard]] std::string lineAndColumn(std::size_t position) const
    {
        const std::string_view read = m_text.substr(0, position > 0 ? position - 1 : 0);
        const std::size_t lineStart = read.rfind('\n') + 1; // npos + 1 is 0
        return "line " + std::to_string(std::count(read.begin(), read.end(), '\n') + 1) + ", column " +
               std::to_string(read.size() - lineStart + 1);
    }

    /// The library's message without its own place and number.
    static std::string syntaxWords(std::string_view message)
    {
        const std::size_t start = message.find("syntax error");
        std::string words(start == std::string_view::npos ? message : message.substr(start));
        for (char &character : words)
            if (static_cast<unsigned char>(character) < 0x20 || static_cast<unsigned char>(character) > 0x7e)
                character = '?';
        constexpr std::size_t longest = 200;
        if (words.size() > longest)
            words = words.substr(0, longest) + "...";
        return words;
    }

    /// "network.layers[1]": of the innermost open list or object.
    [[nodiscard]] std::string path() const
    {
        std::string result;
        for (std::size_t level = 0; level + 1 < m_open.size(); ++level)
            appendStep(result, level);
        return result;
    }

    [[nodiscard]] std::string pathOfNext() const
    {
        std::string result = path();
        if (!m_open.empty())
            appendStep(result, m_open.size() - 1, 0);
        return result;
    }

    /// @param back  1: the element of the list that was added last, 0: the one that comes next
    void appendStep(std::string &result, std::size_t level, std::size_t back = 1) const
    {
        if (m_open[level]->is_array())
            result += "[" + std::to_string(m_open[level]->size() - back) + "]";
        else
            result += (result.empty() ? "" : ".") + m_keys[level];
    }

    Json *insert(Json value)
    {
        if (++m_values > maximumJsonValues)
            fail(path(), "holds more than " + std::to_string(maximumJsonValues) + " values");
        if (m_open.empty()) {
            m_root = std::move(value);
            return &m_root;
        }
        Json &parent = *m_open.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        Json &slot = parent[m_keys.back()];
        slot = std::move(value);
        return &slot;
    }

    bool add(Json value)
    {
        insert(std::move(value));
        return true;
    }

    bool open(Json value)
    {
        if (m_open.size() >= maximumJsonDepth)
            fail(path(), "is nested deeper than " + std::to_string(maximumJsonDepth) + " levels");
        m_open.push_back(insert(std::move(value)));
        m_keys.emplace_back();
        return true;
    }

    bool close()
    {
        m_open.pop_back();
        m_keys.pop_back();
        return true;
    }

    std::string_view m_text;
    const std::string &m_where;
    Json m_root;
    std::vector<Json *> m_open;      ///< from the root inwards
    std::vector<std::string> m_keys; ///< the key last read in each of m_open; unused for lists
    std::size_t m_values = 0;
};

bool isPlain(const Json &value)
{
    return !value.is_structured() || value.empty();
}

std::string oneLine(const Json &value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// "{ "a": 1, "b": [1, 2] }": for what is short enough to be read on one line.
void appendSpaced(std::string &text, const Json &value)
{
    if (isPlain(value)) {
        text += oneLine(value);
        return;
    }
    text += value.is_array() ? "[" : "{ ";
    bool first = true;
    for (const auto &item : value.items()) {
        text += first ? "" : ", ";
        if (value.is_object())
            text += oneLine(Json(item.key())) + ": ";
        appendSpaced(text, item.value());
        first = false;
    }
    text += value.is_array() ? "]" : " }";
}

bool isRowOfPlainValues(const Json &value)
{
    return value.is_array() && std::all_of(value.begin(), value.end(), isPlain);
}

bool fitsOneLine(const Json &value)
{
    constexpr std::size_t mostValues = 8;
    if (isPlain(value) || isRowOfPlainValues(value))
        return true;
    if (value.is_array() || value.size() > mostValues)
        return false;
    std::string text;
    for (const Json &item : value) {
        if (!isPlain(item) && !(item.is_object() && item.size() <= 4 && std::all_of(item.begin(), item.end(), isPlain)))
            return false;
        appendSpaced(text, item);
    }
    constexpr std::size_t longest = 60;
    return text.size() <= longest;
}

void appendPretty(std::string &text, const Json &value, std::size_t indent)
{
    if (indent > 0 && fitsOneLine(value)) {
        appendSpaced(text, value);
        return;
    }
    const std::string margin(indent + 2, ' ');
    text += value.is_array() ? "[\n" : "{\n";
    bool first = true;
    for (const auto &item : value.items()) {
        text += (first ? "" : ",\n") + margin;
        if (value.is_object())
            text += oneLine(Json(item.key())) + ": ";
        appendPretty(text, item.value(), indent + 2);
        first = false;
    }
    text += "\n" + std::string(indent, ' ') + (value.is_array() ? "]" : "}");
}

} // namespace

Json parseJson(std::string_view text, const std::string &where)
{
    const std::string prefix = where.empty() ? "" : where;
    if (text.size() > maximumFileBytes)
        throw InputError(prefix, "is larger than 64 MiB");
    if (std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }))
        throw InputError(prefix, "is empty");
    if (text.substr(0, 4096).find('\0') != std::string_view::npos)
        throw InputError(prefix, "is not a text file in UTF-8");
    DocumentBuilder builder(text, where);
    Json::sax_parse(text.begin(), text.end(), &builder);
    return builder.take();
}

std::string shortText(const Json &value)
{
    if (value.is_array())
        return value.empty() ? "an empty list" : "a list";
    if (value.is_object())
        return "an object";
    if (value.is_string())
        return "\"" + shortText(std::string_view(value.get_ref<const std::string &>())) + "\"";
    return oneLine(value);
}

std::string shortText(std::string_view value)
{
    constexpr std::size_t longest = 60;
    std::size_t end = std::min(value.size(), longest);
    const auto isInsideCharacter = [&](std::size_t at) {
        return (static_cast<unsigned char>(value[at]) & 0xc0U) == 0x80U;
    };
    while (end > 0 && end < value.size() && isInsideCharacter(end))
        --end;
    std::string text;
    for (const char character : value.substr(0, end)) {
        const bool isControl = static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
        text += isControl ? '?' : character;
    }
    return end < value.size() ? text + "..." : text;
}

std::string prettyJson(const Json &value)
{
    std::string text;
    appendPretty(text, value, 0);
    return text + "\n";
}

} // namespace basin
