#pragma once

namespace basin {

/// While one is there, the first SIGINT or SIGTERM is only noted, so that what was computed can be kept; a second one
/// ends the process as always. One at a time.
class Interruption {
public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption &) = delete;
    Interruption &operator=(const Interruption &) = delete;

    [[nodiscard]] static bool isAsked(); ///< on any thread
};

} // namespace basin
