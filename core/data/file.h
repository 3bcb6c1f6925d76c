#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace basin {

/// The bytes of a file or a pipe, at most `largest` of them.
/// @param name  how messages call it
/// @throws InputError(name, …): missing, a folder, no permission, a device, larger than `largest`, a pipe that stays
/// silent
[[nodiscard]] std::string readFile(const std::filesystem::path &path, const std::string &name, std::size_t largest);

} // namespace basin
