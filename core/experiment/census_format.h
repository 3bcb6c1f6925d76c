#pragma once

#include "experiment/census.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace basin {

/// What the first line of a census file says. Behind census_file.h; used by nobody else.
struct CensusHead {
    CensusSpec spec;
    CensusGround ground = {};
    // Once it is whole:
    std::optional<std::int64_t> rows = {};
    std::string rowsDigest = {};        ///< of all that follows the first line
    std::optional<double> seconds = {}; ///< of a part; the file of a whole census is the same whoever made it
};

[[nodiscard]] std::string headLine(const CensusHead &head);   ///< with its line end, as the others
[[nodiscard]] std::string columnLine(const CensusSpec &spec); ///< run,seed,…
[[nodiscard]] std::string cellColumns(const CensusSpec &spec,
                                      std::int64_t cell); ///< ",0.1,2": between accuracy and solved_epoch
void appendRow(std::string &text, const RunRow &row, std::string_view label, std::string_view cellColumns);

/// The whole file, a piece at a time.
void writeCensus(const Census &census, const std::function<void(std::string_view)> &write);

/// A file as it was read.
struct CensusParts {
    CensusHead head;
    std::vector<std::vector<RunRow>> rows; ///< for each cell
    std::size_t usedBytes = 0;             ///< up to the end of the last complete line
};
/// @param begun  not null: what a file of this census begins with; a file that was cut short within it has no parts yet
/// @throws InputError as readCensus()
[[nodiscard]] std::optional<CensusParts> parseCensus(const std::string &text, const std::string &name,
                                                     const std::string *begun = nullptr);
[[nodiscard]] std::string censusFileText(const std::filesystem::path &file); ///< @throws InputError

/// How `other` is no part of the census that `mine` is of, in words that follow its name; empty where it is.
[[nodiscard]] std::string censusMismatch(const CensusHead &mine, const std::string &myName, const CensusHead &other);

} // namespace basin
