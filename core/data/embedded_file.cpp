#include "data/embedded_file.h"

namespace basin {

std::optional<std::string_view> builtInFile(std::string_view path)
{
    constexpr std::string_view prefix = ":/data/";
    if (!path.starts_with(prefix))
        return {};
    for (const EmbeddedFile &file : embeddedData())
        if (path.substr(prefix.size()) == file.name)
            return file.text;
    return {};
}

} // namespace basin
