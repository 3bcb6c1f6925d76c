#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace basin {

/// Writes a file whole or not at all: into a temporary beside it, synced, then renamed over it. Until commit() returns,
/// what stood there before is untouched; without a commit the temporary is removed. A link is followed, permissions are
/// kept. What is no regular file (a pipe, /dev/stdout) is written directly.
class AtomicFile {
public:
    /// @throws WriteError "path: reason"
    explicit AtomicFile(std::filesystem::path path);
    ~AtomicFile();
    AtomicFile(const AtomicFile &) = delete;
    AtomicFile &operator=(const AtomicFile &) = delete;

    void write(std::string_view bytes); ///< @throws WriteError, for instance on a full disk
    void commit();                      ///< @throws WriteError. Call it once, last.

private:
    [[noreturn]] void fail(int code);
    void openInPlace();
    void flush();
    void discard();

    std::filesystem::path m_name;      ///< as given, for messages
    std::filesystem::path m_target;    ///< with links followed
    std::filesystem::path m_temporary; ///< empty where the target is written directly
    std::string m_buffer;
    int m_descriptor = -1;
};

/// @throws WriteError
void writeFileAtomically(const std::filesystem::path &path, std::string_view bytes);

} // namespace basin
