#pragma once

#include <string>

namespace basin {

inline constexpr int exitFine = 0;
inline constexpr int exitFailed = 1;
inline constexpr int exitBadInput = 2;
inline constexpr int exitInterrupted = 130; ///< as a shell reports SIGINT

/// What the arguments ask for, before any of them is checked.
struct Invocation {
    bool opensWindow = false;
    bool hasWindowOptions = false; ///< such as -platform, which Qt reads
    std::string file;              ///< what the window is to show; may be empty
};

[[nodiscard]] Invocation readInvocation(int argc, char **argv);

/// Runs a command that needs no display; returns the exit code. One line on stderr says what went wrong.
[[nodiscard]] int runCommandLine(int argc, char **argv);

} // namespace basin
