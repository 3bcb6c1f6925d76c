#include "experiment/census_file.h"

#include "data/atomic_file.h"
#include "data/error.h"
#include "experiment/census_format.h"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace basin {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t bufferBytes = 1U << 16U;
constexpr std::chrono::milliseconds longestWait(500); ///< of a row in memory

} // namespace

/// The file while the census goes on.
struct CensusWriter::State {
    std::filesystem::path file;
    int descriptor = -1; ///< −1: what is there is no file (a pipe, a device), and all is written at the end
    std::string buffer = {};
    Clock::time_point lastFlush = Clock::now();
    std::vector<std::string> columns = {}; ///< of each cell
    Census known = {};
    bool isWhole = false; ///< the file was so when it was opened

    ~State()
    {
        if (descriptor >= 0)
            ::close(descriptor);
    }

    [[noreturn]] void fail(int code) const
    {
        throw WriteError(file.string() + ": cannot be written: " + std::generic_category().message(code));
    }

    void open()
    {
        struct stat existing {};
        if (::stat(file.c_str(), &existing) == 0 && !S_ISREG(existing.st_mode) && !S_ISDIR(existing.st_mode))
            return;
        descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        if (descriptor < 0)
            fail(errno);
        // Where the file system knows no locks there is none; two writers are then told apart by nobody.
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
            throw WriteError(file.string() + ": another process is writing it");
    }

    void resume(const CensusHead &head)
    {
        const std::string begin = headLine(head) + columnLine(head.spec);
        const std::string text = censusFileText(file);
        std::optional<CensusParts> parts = parseCensus(text, file.string(), &begin);
        if (parts) {
            const std::string mismatch = censusMismatch(head, "this census", parts->head);
            if (!mismatch.empty())
                throw InputError(file.string(), "is there and " + mismatch);
            if (!(parts->head.spec.shard == head.spec.shard))
                throw InputError(file.string(), "is there and is part " + std::to_string(parts->head.spec.shard.index) +
                                                    "/" + std::to_string(parts->head.spec.shard.count));
        }
        const std::size_t used = parts ? parts->usedBytes : 0;
        if (used < text.size() && ::ftruncate(descriptor, static_cast<off_t>(used)) != 0)
            fail(errno);
        if (parts) {
            isWhole = parts->head.rows.has_value();
            known = summarise(head.spec, head.ground, std::move(parts->rows), parts->head.seconds.value_or(0.0));
        } else {
            write(begin);
        }
    }

    void write(std::string_view bytes) const
    {
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written <= 0)
                fail(written < 0 ? errno : EIO);
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }
};

CensusWriter::CensusWriter(const std::filesystem::path &file, const CensusSpec &spec, const CensusGround &ground)
    : m_state(std::make_unique<State>(State{.file = file}))
{
    m_state->known = summarise(spec, ground, {}, 0.0);
    for (std::int64_t cell = 0; cell < spec.cellCount(); ++cell)
        m_state->columns.push_back(cellColumns(spec, cell));
    m_state->open();
    if (m_state->descriptor >= 0)
        m_state->resume({.spec = spec, .ground = ground});
}

CensusWriter::~CensusWriter() = default;

const Census &CensusWriter::known() const
{
    return m_state->known;
}

void CensusWriter::add(std::int64_t cell, const RunRow &row)
{
    if (m_state->descriptor < 0)
        return;
    appendRow(m_state->buffer, row, {}, m_state->columns[static_cast<std::size_t>(cell)]);
    if (m_state->buffer.size() > bufferBytes)
        flush();
}

void CensusWriter::flushOld()
{
    if (Clock::now() - m_state->lastFlush > longestWait)
        flush();
}

void CensusWriter::flush()
{
    if (!m_state->buffer.empty())
        m_state->write(std::exchange(m_state->buffer, {}));
    m_state->lastFlush = Clock::now();
}

void CensusWriter::finish(const Census &census)
{
    flush();
    if (m_state->isWhole)
        return;
    AtomicFile whole(m_state->file);
    writeCensus(census, [&](std::string_view piece) { whole.write(piece); });
    whole.commit();
}

} // namespace basin
