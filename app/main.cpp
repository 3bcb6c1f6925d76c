#include "command_line.h"

#include "window/run_window.h"

#include <QString>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

namespace {

bool hasDisplay()
{
    // Other systems always have one; on Linux Qt would abort with a page of advice.
#if defined(Q_OS_LINUX)
    return std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr ||
           std::getenv("QT_QPA_PLATFORM") != nullptr;
#else
    return true;
#endif
}

} // namespace

int main(int argc, char **argv)
{
    try {
        if (argc == 3 && std::string_view(argv[1]) == "--shots")
            return basin::runShots(argc, argv, QString::fromLocal8Bit(argv[2]));
        const basin::Invocation invocation = basin::readInvocation(argc, argv);
        if (!invocation.opensWindow)
            return basin::runCommandLine(argc, argv);
        if (!hasDisplay() && !invocation.hasWindowOptions) {
            std::fputs("basin: there is no display to open a window on; basin --help lists the commands that need "
                       "none\n",
                       stderr);
            return basin::exitFailed;
        }
        return basin::runWindow(argc, argv, QString::fromLocal8Bit(invocation.file.c_str()));
    } catch (const std::exception &error) {
        std::fprintf(stderr, "basin: %s\n", error.what());
        return basin::exitFailed;
    }
}
