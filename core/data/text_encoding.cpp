#include "data/text_encoding.h"

#include "data/error.h"

#include <algorithm>
#include <cstdint>

namespace basin {

namespace {

unsigned byteAt(std::string_view bytes, std::size_t position)
{
    return static_cast<unsigned char>(bytes[position]);
}

void appendUtf8(std::string &text, std::uint32_t code)
{
    const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((code >> shift) & 0x3fU)); };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0U | (code >> 6U));
        tail(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xe0U | (code >> 12U));
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xf0U | (code >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

/// How many bytes the UTF-8 character at `position` has; 0 where there is none.
std::size_t utf8Length(std::string_view bytes, std::size_t position)
{
    const unsigned first = byteAt(bytes, position);
    if (first < 0x80)
        return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || position + length > bytes.size())
        return 0;
    std::uint32_t code = first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const unsigned next = byteAt(bytes, position + i);
        if ((next & 0xc0U) != 0x80U)
            return 0;
        code = (code << 6U) | (next & 0x3fU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    return overlong || surrogate || code > 0x10ffff ? 0 : length;
}

bool isUtf8(std::string_view bytes)
{
    std::size_t position = 0;
    while (position < bytes.size()) {
        const std::size_t length = utf8Length(bytes, position);
        if (length == 0)
            return false;
        position += length;
    }
    return true;
}

std::string fromUtf16(std::string_view bytes, bool bigEndian, const std::string &name)
{
    const auto unit = [&](std::size_t position) -> std::uint32_t {
        const unsigned first = byteAt(bytes, position);
        const unsigned second = byteAt(bytes, position + 1);
        return bigEndian ? (first << 8U) | second : (second << 8U) | first;
    };
    const auto broken = [&] { return InputError(name, "its UTF-16 text is broken"); };
    if (bytes.size() % 2 != 0)
        throw broken();
    std::string text;
    text.reserve(bytes.size() / 2);
    for (std::size_t position = 0; position < bytes.size(); position += 2) {
        std::uint32_t code = unit(position);
        if (code >= 0xdc00 && code < 0xe000)
            throw broken();
        if (code >= 0xd800 && code < 0xdc00) {
            position += 2;
            const std::uint32_t low = position < bytes.size() ? unit(position) : 0;
            if (low < 0xdc00 || low >= 0xe000)
                throw broken();
            code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
        }
        appendUtf8(text, code);
    }
    return text;
}

std::string fromLatin1(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (const char byte : bytes)
        appendUtf8(text, static_cast<unsigned char>(byte));
    return text;
}

bool isControl(char character)
{
    const auto code = static_cast<unsigned char>(character);
    return code < 0x20 && (code < '\t' || code > '\r');
}

} // namespace

DecodedText decodeText(std::string bytes, const std::string &name)
{
    using namespace std::string_view_literals;
    const std::string_view view = bytes;
    DecodedText result;
    if (view.starts_with("\xff\xfe"sv) || view.starts_with("\xfe\xff"sv)) {
        result = {fromUtf16(view.substr(2), view.front() == '\xfe', name), "UTF-16"};
    } else if (isUtf8(view)) {
        if (view.starts_with("\xef\xbb\xbf"sv))
            bytes.erase(0, 3);
        result = {std::move(bytes), "UTF-8"};
    } else {
        result = {fromLatin1(view), "Latin-1"};
    }
    if (std::any_of(result.text.begin(), result.text.end(), isControl))
        throw InputError(name, "is not a text file");
    return result;
}

} // namespace basin
