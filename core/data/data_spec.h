#pragma once

#include "data/dataset.h"
#include "data/option.h"
#include "data/scaling.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace basin {

/// What the user chose under `data` of a project.
struct DataSpec {
    std::string source = "gate"; ///< a row of dataSources()
    Options options;             ///< keys are those of that row
    Scaling scaling = Scaling::None;
    double testFraction = 0.0; ///< [0, 1): the share of samples held out
    std::uint64_t seed = 1;    ///< keys the generator and the split
    int steps = 1;             ///< time steps a row of inputs is cut into

    friend bool operator==(const DataSpec &, const DataSpec &) = default;
};

/// One kind of data. Every list of sources (window, JSON, help) is read from dataSources().
struct DataSource {
    std::string name;
    std::vector<OptionSpec> options;
    /// @param folder  what relative paths are relative to   @throws InputError with the option's path below
    /// "data.options"
    Dataset (*make)(const DataSpec &spec, const std::filesystem::path &folder);
};

[[nodiscard]] const std::vector<DataSource> &dataSources();
[[nodiscard]] const DataSource *findDataSource(std::string_view name);

/// @throws InputError with the JSON path, "data.options.samples". Reads no file and generates nothing.
void checkDataSpec(const DataSpec &spec);

/// A project's data ready for training: generated or read, split, scaled.
struct PreparedData {
    Dataset raw;                         ///< all samples, raw units, as the source gave them
    std::vector<Eigen::Index> trainRows; ///< rows of `raw`, in the order they are trained
    std::vector<Eigen::Index> testRows;
    FeatureScale scale; ///< fitted on the training rows
    Dataset train;      ///< scaled inputs
    Dataset test;       ///< scaled inputs; may have no rows
};

/// The largest number of values (inputs and targets together) a data set may hold; beyond it is an InputError.
inline constexpr Eigen::Index maximumDataValues = 50'000'000;

/// Checks, generates or reads, splits and scales. Of n samples round(testFraction · n) are held out, chosen by a random
/// permutation keyed by the seed, but never all: at least one is left for training. Both parts keep the order of the
/// source. Scaling is fitted on the training part alone. The same spec and files give the same bits.
/// @param folder  what a relative path in the options is relative to: the project file's folder
/// @throws InputError
[[nodiscard]] PreparedData prepareData(const DataSpec &spec, const std::filesystem::path &folder);

} // namespace basin
