#include "data/atomic_file.h"

#include "data/error.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace basin {

namespace {

constexpr std::size_t bufferSize = 1U << 16U;

std::filesystem::path followed(const std::filesystem::path &path)
{
    std::error_code error;
    if (!std::filesystem::is_symlink(std::filesystem::symlink_status(path, error)))
        return path;
    const auto target = std::filesystem::weakly_canonical(path, error);
    return error ? path : target;
}

/// A short name, so that the longest name the folder allows still has a temporary.
std::filesystem::path temporaryBeside(const std::filesystem::path &target)
{
    static std::atomic<unsigned> counter{0};
    return target.parent_path() / (".basin-" + std::to_string(::getpid()) + "-" + std::to_string(++counter) + ".tmp");
}

void syncFolder(const std::filesystem::path &file)
{
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor); // the file is whole either way; this only makes its new name last through a power cut
    ::close(descriptor);
}

} // namespace

AtomicFile::AtomicFile(std::filesystem::path path) : m_name(std::move(path)), m_target(followed(m_name))
{
    struct stat existing {};
    const bool exists = ::stat(m_target.c_str(), &existing) == 0;
    if (m_target.empty() || (exists && S_ISDIR(existing.st_mode)))
        fail(m_target.empty() ? ENOENT : EISDIR);
    if (exists && !S_ISREG(existing.st_mode)) {
        openInPlace();
        return;
    }
    // Renaming over it would get round a file that the user has locked.
    if (exists && ::access(m_target.c_str(), W_OK) != 0)
        fail(errno);
    m_temporary = temporaryBeside(m_target);
    ::unlink(m_temporary.c_str()); // left by a process of the same number that was killed
    m_descriptor = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (m_descriptor < 0) {
        const int code = errno;
        m_temporary.clear();
        fail(code);
    }
    if (exists && ::fchmod(m_descriptor, existing.st_mode & 07777U) != 0)
        fail(errno);
}

/// A pipe or a device is written where it is. Opening a pipe that nobody reads would wait for ever.
void AtomicFile::openInPlace()
{
    m_descriptor = ::open(m_target.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    const int flags = m_descriptor < 0 ? -1 : ::fcntl(m_descriptor, F_GETFL);
    if (flags < 0 || ::fcntl(m_descriptor, F_SETFL, flags & ~O_NONBLOCK) != 0)
        fail(errno);
}

AtomicFile::~AtomicFile()
{
    discard();
}

void AtomicFile::write(std::string_view bytes)
{
    m_buffer.append(bytes);
    if (m_buffer.size() >= bufferSize)
        flush();
}

void AtomicFile::commit()
{
    flush();
    if (!m_temporary.empty() && ::fsync(m_descriptor) != 0)
        fail(errno);
    if (::close(std::exchange(m_descriptor, -1)) != 0)
        fail(errno);
    if (m_temporary.empty())
        return;
    if (::rename(m_temporary.c_str(), m_target.c_str()) != 0)
        fail(errno);
    m_temporary.clear();
    syncFolder(m_target);
}

void AtomicFile::flush()
{
    std::string_view left = m_buffer;
    while (!left.empty()) {
        const ssize_t written = ::write(m_descriptor, left.data(), left.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            fail(written < 0 ? errno : EIO);
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    m_buffer.clear();
}

void AtomicFile::discard()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
    if (!m_temporary.empty())
        ::unlink(m_temporary.c_str());
    m_temporary.clear();
}

void AtomicFile::fail(int code)
{
    discard();
    throw WriteError(m_name.string() + ": cannot be written: " + std::generic_category().message(code));
}

void writeFileAtomically(const std::filesystem::path &path, std::string_view bytes)
{
    AtomicFile file(path);
    file.write(bytes);
    file.commit();
}

} // namespace basin
