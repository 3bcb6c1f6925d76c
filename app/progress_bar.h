#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace basin {

/// One line on stderr that is drawn over again, and wiped at the end; nothing where stderr is no terminal.
class ProgressBar {
public:
    explicit ProgressBar(std::int64_t total);
    ~ProgressBar();
    ProgressBar(const ProgressBar &) = delete;
    ProgressBar &operator=(const ProgressBar &) = delete;

    [[nodiscard]] bool isDue() const;                       ///< a terminal, and a tenth of a second since the last
    void show(std::int64_t done, const std::string &words); ///< "epoch 3 of 10  loss 0.2" beside the bar

private:
    using Clock = std::chrono::steady_clock;
    std::int64_t m_total;
    bool m_isTerminal;
    bool m_isShown = false;
    Clock::time_point m_last;
};

} // namespace basin
