#include "data/file.h"

#include "data/error.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace basin {

namespace {

constexpr int silenceMilliseconds = 5000; ///< how long a pipe may say nothing before it is given up

/// Closes what it holds.
class Descriptor {
public:
    explicit Descriptor(int descriptor) : m_descriptor(descriptor) {}
    ~Descriptor()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

std::string reason(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return "no such file";
    case EACCES:
    case EPERM:
        return "no permission to read it";
    case EISDIR:
        return "is a folder, expected a file";
    default:
        return "cannot be read: " + std::generic_category().message(code);
    }
}

/// One read; 0 at the end.
std::size_t readSome(int descriptor, char *buffer, std::size_t size, const std::string &name)
{
    for (;;) {
        const ssize_t got = ::read(descriptor, buffer, size);
        if (got >= 0)
            return static_cast<std::size_t>(got);
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            throw InputError(name, reason(errno));
        pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, silenceMilliseconds) == 0)
            throw InputError(name, "no data arrives");
    }
}

} // namespace

std::string readFile(const std::filesystem::path &path, const std::string &name, std::size_t largest)
{
    // A pipe without a writer would hold a blocking open for ever.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0)
        throw InputError(name, reason(errno));
    if (S_ISDIR(status.st_mode))
        throw InputError(name, reason(EISDIR));
    if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode))
        throw InputError(name, "is not a regular file");

    const std::string tooLarge = "is larger than the limit of " + std::to_string(largest >> 20U) + " MiB";
    const auto stated = static_cast<std::size_t>(status.st_size);
    if (stated > largest)
        throw InputError(name, tooLarge);
    std::string bytes;
    bytes.resize(stated + 1); // one more, so that a file that did not grow ends in the first round
    std::size_t filled = 0;
    while (const std::size_t got = readSome(file.get(), bytes.data() + filled, bytes.size() - filled, name)) {
        filled += got;
        if (filled > largest)
            throw InputError(name, tooLarge);
        if (filled == bytes.size())
            bytes.resize(filled + std::max<std::size_t>(filled / 2, 65'536));
    }
    bytes.resize(filled);
    return bytes;
}

} // namespace basin
