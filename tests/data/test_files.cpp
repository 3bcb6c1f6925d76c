#include "data/atomic_file.h"
#include "data/error.h"
#include "data/file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace basin;

namespace {

std::string readProblem(const std::filesystem::path &path, std::size_t largest = 1U << 20U)
{
    try {
        (void)readFile(path, "f", largest);
    } catch (const InputError &error) {
        return error.what();
    }
    return "nothing wrong";
}

std::string writeProblem(const std::filesystem::path &path, const std::string &bytes)
{
    try {
        writeFileAtomically(path, bytes);
    } catch (const WriteError &error) {
        return error.what();
    }
    return "nothing wrong";
}

/// No file may grow beyond `bytes` while this lives: a disk that fills up.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        m_signal = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_signal);
    }
    FullDisk(const FullDisk &) = delete;
    FullDisk &operator=(const FullDisk &) = delete;

private:
    rlimit m_before{};
    void (*m_signal)(int) = nullptr;
};

} // namespace

class TestFiles : public QObject {
    Q_OBJECT

private slots:
    void init();
    void readsWhatIsThere();
    void readProblems();
    void readsAPipe();
    void writesAndReplaces();
    void withoutCommitNothingChanges();
    void fullDiskKeepsTheOldFile();
    void keepsPermissions();
    void followsALink();
    void longestName();
    void writesIntoAPipe();
    void writeProblems();

private:
    [[nodiscard]] std::filesystem::path at(const char *name) const { return m_root / name; }
    [[nodiscard]] QStringList entries() const
    {
        return QDir(QString::fromStdString(m_root.string()))
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_root;
};

void TestFiles::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = m_folder->path().toStdString();
}

void TestFiles::readsWhatIsThere()
{
    const std::string bytes = std::string("a\0b\n", 4) + std::string(300'000, 'x');
    std::ofstream(at("f"), std::ios::binary) << bytes;
    QVERIFY(readFile(at("f"), "f", bytes.size()) == bytes);
    std::ofstream(at("empty")).flush();
    QVERIFY(readFile(at("empty"), "f", 10).empty());
    QVERIFY(!readFile("/proc/self/status", "f", 1U << 20U).empty()); // its stated size is 0
}

void TestFiles::readProblems()
{
    std::ofstream(at("f")) << "12345678901";
    QCOMPARE(readProblem(at("f"), 10), std::string("f: is larger than the limit of 0 MiB"));
    QCOMPARE(readProblem(at("missing")), std::string("f: no such file"));
    QCOMPARE(readProblem(at("f") / "below"), std::string("f: no such file"));
    QCOMPARE(readProblem(m_root), std::string("f: is a folder, expected a file"));
    QCOMPARE(readProblem("/dev/zero"), std::string("f: is not a regular file"));
    QCOMPARE(readProblem(""), std::string("f: no such file"));
    std::filesystem::create_symlink(at("loop"), at("loop"));
    QVERIFY(readProblem(at("loop")).starts_with("f: cannot be read: "));
    if (::geteuid() == 0)
        QSKIP("root may read everything");
    ::chmod(at("f").c_str(), 0);
    QCOMPARE(readProblem(at("f")), std::string("f: no permission to read it"));
}

void TestFiles::readsAPipe()
{
    QCOMPARE(::mkfifo(at("pipe").c_str(), 0600), 0);
    QVERIFY(readFile(at("pipe"), "f", 10).empty()); // nobody writes: an end, not a wait
    const int both = ::open(at("pipe").c_str(), O_RDWR | O_NONBLOCK);
    QCOMPARE(::write(both, "12345678901", 11), ssize_t{11});
    QCOMPARE(readProblem(at("pipe"), 10), std::string("f: is larger than the limit of 0 MiB"));
    ::close(both);
}

void TestFiles::writesAndReplaces()
{
    QCOMPARE(writeProblem(at("f"), "first"), std::string("nothing wrong"));
    QCOMPARE(readFile(at("f"), "f", 1000), std::string("first"));
    const std::string large(200'000, 'y');
    writeFileAtomically(at("f"), large);
    QVERIFY(readFile(at("f"), "f", 1U << 20U) == large);
    QCOMPARE(entries(), QStringList{"f"});
}

void TestFiles::withoutCommitNothingChanges()
{
    writeFileAtomically(at("f"), "old");
    {
        AtomicFile file(at("f"));
        file.write(std::string(100'000, 'n'));
        QCOMPARE(entries().size(), 2);
    }
    QCOMPARE(readFile(at("f"), "f", 1000), std::string("old"));
    QCOMPARE(entries(), QStringList{"f"});
}

void TestFiles::fullDiskKeepsTheOldFile()
{
    writeFileAtomically(at("f"), "old");
    {
        const FullDisk disk(100'000); // the last write that fits is a short one
        QCOMPARE(writeProblem(at("f"), std::string(250'000, 'n')),
                 at("f").string() + ": cannot be written: File too large");
    }
    QCOMPARE(readFile(at("f"), "f", 1000), std::string("old"));
    QCOMPARE(entries(), QStringList{"f"});
    QCOMPARE(writeProblem("/dev/full", "x"), std::string("/dev/full: cannot be written: No space left on device"));
}

void TestFiles::keepsPermissions()
{
    writeFileAtomically(at("f"), "old");
    ::chmod(at("f").c_str(), 0640);
    writeFileAtomically(at("f"), "new");
    struct stat status {};
    ::stat(at("f").c_str(), &status);
    QCOMPARE(status.st_mode & 07777U, 0640U);
}

void TestFiles::followsALink()
{
    std::filesystem::create_directory(at("real"));
    writeFileAtomically(at("real") / "f", "old");
    std::filesystem::create_symlink("real/f", at("link"));
    writeFileAtomically(at("link"), "new");
    QVERIFY(std::filesystem::is_symlink(at("link")));
    QCOMPARE(readFile(at("real") / "f", "f", 1000), std::string("new"));
}

void TestFiles::longestName()
{
    const std::string name(255, 'n');
    QCOMPARE(writeProblem(m_root / name, "x"), std::string("nothing wrong"));
    const std::string longer(256, 'n');
    QCOMPARE(writeProblem(m_root / longer, "x"),
             (m_root / longer).string() + ": cannot be written: File name too long");
    QCOMPARE(entries().size(), 1);
}

void TestFiles::writesIntoAPipe()
{
    QCOMPARE(::mkfifo(at("pipe").c_str(), 0600), 0);
    const auto pipe = at("pipe");
    // Nobody reads: a failure, not a wait.
    QVERIFY(writeProblem(pipe, "x").starts_with(pipe.string() + ": cannot be written: "));
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    QCOMPARE(writeProblem(pipe, "12345"), std::string("nothing wrong"));
    char bytes[8];
    QCOMPARE(::read(reader, bytes, sizeof bytes), ssize_t{5});
    ::close(reader);
}

void TestFiles::writeProblems()
{
    QCOMPARE(writeProblem(m_root, "x"), m_root.string() + ": cannot be written: Is a directory");
    QCOMPARE(writeProblem("", "x"), std::string(": cannot be written: No such file or directory"));
    const auto below = at("missing") / "f";
    QCOMPARE(writeProblem(below, "x"), below.string() + ": cannot be written: No such file or directory");
    if (::geteuid() == 0)
        QSKIP("root may write everywhere");
    writeFileAtomically(at("f"), "old");
    ::chmod(at("f").c_str(), 0444);
    QCOMPARE(writeProblem(at("f"), "x"), at("f").string() + ": cannot be written: Permission denied");
    ::chmod(m_root.c_str(), 0555);
    const auto other = at("g");
    QCOMPARE(writeProblem(other, "x"), other.string() + ": cannot be written: Permission denied");
    ::chmod(m_root.c_str(), 0755);
}

QTEST_APPLESS_MAIN(TestFiles)
#include "test_files.moc"
