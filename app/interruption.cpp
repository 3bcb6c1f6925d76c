#include "interruption.h"

#include <array>
#include <atomic>
#include <csignal>

namespace basin {

namespace {

constexpr std::array<int, 2> signals{SIGINT, SIGTERM};

std::atomic<bool> asked = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

} // namespace

Interruption::Interruption()
{
    asked = false;
    for (const int number : signals)
        std::signal(number, [](int received) {
            asked = true;
            std::signal(received, SIG_DFL);
        });
}

Interruption::~Interruption()
{
    for (const int number : signals)
        std::signal(number, SIG_DFL);
}

bool Interruption::isAsked()
{
    return asked;
}

} // namespace basin
