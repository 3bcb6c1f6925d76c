#include "progress_bar.h"

#include <cstdio>
#include <unistd.h>

namespace basin {

ProgressBar::ProgressBar(std::int64_t total)
    : m_total(total), m_isTerminal(::isatty(STDERR_FILENO) == 1), m_last(Clock::now())
{
}

ProgressBar::~ProgressBar()
{
    if (m_isShown)
        std::fputs("\r\033[K", stderr);
}

bool ProgressBar::isDue() const
{
    return m_isTerminal && Clock::now() - m_last > std::chrono::milliseconds(100);
}

void ProgressBar::show(std::int64_t done, const std::string &words)
{
    constexpr int width = 30;
    const double share = m_total > 0 ? static_cast<double>(done) / static_cast<double>(m_total) : 1.0;
    const auto filled = static_cast<std::size_t>(share * width);
    const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
    std::fprintf(stderr, "\r\033[K[%s] %3d %%  %s", bar.c_str(), static_cast<int>(share * 100.0), words.c_str());
    std::fflush(stderr);
    m_isShown = true;
    m_last = Clock::now();
}

} // namespace basin
