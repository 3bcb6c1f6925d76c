#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <vector>

/// Prints Google Benchmark's own lines, then one row for each pair "NAME/basin" and "NAME/…": the ratio of their
/// medians.
class RatioReporter : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run> &runs) override;
    void Finalize() override;

private:
    std::map<std::string, std::vector<double>> m_rates; ///< items per second of each repetition, by benchmark
};
