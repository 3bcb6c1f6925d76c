#include "output.h"

#include "data/error.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace basin {

void writeOutput(const std::string &text)
{
    errno = 0;
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw WriteError(std::string("stdout: cannot be written: ") + std::strerror(errno));
}

void printError(const std::string &message)
{
    std::string line = message;
    for (char &character : line)
        if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f)
            character = ' '; // also an escape in a file's name, which a terminal would obey
    std::fprintf(stderr, "basin: %s\n", line.c_str());
}

void checkTarget(const char *option, const std::string &file)
{
    if (file.empty())
        return;
    std::error_code ignored;
    const std::filesystem::path path(file);
    if (std::filesystem::is_directory(path, ignored))
        throw InputError(option, file + " is a folder, not a file");
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    if (!std::filesystem::is_directory(folder, ignored))
        throw InputError(option, "there is no folder " + folder.string());
}

Json numberOrNull(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

Json rowsJson(const Matrix &matrix)
{
    Json rows = Json::array();
    for (Eigen::Index row = 0; row < matrix.rows(); ++row)
        rows.push_back(listJson(matrix.row(row).transpose()));
    return rows;
}

Json listJson(ConstVectorRef values)
{
    Json list = Json::array();
    for (const double value : values)
        list.push_back(numberOrNull(value));
    return list;
}

std::string readableNumber(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

std::string exactNumber(double value)
{
    return std::isfinite(value) ? Json(value).dump() : std::string();
}

} // namespace basin
