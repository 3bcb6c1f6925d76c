#include "ratio_reporter.h"

#include <algorithm>
#include <cstdio>

namespace {

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

void RatioReporter::ReportRuns(const std::vector<Run> &runs)
{
    ConsoleReporter::ReportRuns(runs);
    for (const Run &run : runs) {
        const auto rate = run.counters.find("items_per_second");
        if (run.run_type == Run::RT_Iteration && rate != run.counters.end())
            m_rates[run.run_name.function_name].push_back(rate->second);
    }
}

void RatioReporter::Finalize()
{
    std::printf("\n%-36s %12s   %-42s %12s   %s\n", "Basin", "1/s", "yardstick", "1/s", "ratio");
    for (const auto &[name, rates] : m_rates) {
        const auto slash = name.rfind('/');
        if (slash == std::string::npos || name.substr(slash) != "/basin")
            continue;
        const double basin = median(rates);
        for (const auto &[other, otherRates] : m_rates) {
            if (other == name || other.rfind('/') != slash || other.compare(0, slash, name, 0, slash) != 0)
                continue;
            const double yardstick = median(otherRates);
            std::printf("%-36s %12.0f   %-42s %12.0f   %.2f\n", name.c_str(), basin, other.c_str(), yardstick,
                        basin / yardstick);
        }
    }
}
