#pragma once

#include "data/csv.h"

#include <QString>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace basin {

/// A table to be read: a file, or a text that was pasted.
struct CsvRequest {
    std::filesystem::path path; ///< empty: `text`
    std::string text;
    std::string name; ///< how messages call it
    CsvFormat format;
    std::shared_ptr<const CsvTable> table;           ///< read before in the same format: only targets are looked at
    std::optional<std::vector<std::string>> targets; ///< nothing: the last column
};

/// What came of it.
struct CsvReading {
    std::shared_ptr<const CsvTable> table;  ///< null where it is no table
    std::shared_ptr<const Dataset> samples; ///< null where it is none with these targets
    std::vector<std::string> targets;
    QString problem; ///< one line with file and line, or empty
};

/// Reads and checks the table whole. Any thread; long for a large file.
[[nodiscard]] CsvReading readCsvTable(const CsvRequest &request);

} // namespace basin
