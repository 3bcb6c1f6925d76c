#pragma once

#include "data/dataset.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace basin {

/// The largest CSV file that is read, in bytes.
inline constexpr std::size_t maximumCsvBytes = std::size_t{512} << 20U;
/// The longest record, in bytes: beyond it a file is no table with a missing line end or quote.
inline constexpr std::size_t maximumCsvRecord = std::size_t{16} << 20U;
inline constexpr std::size_t maximumCsvColumns = 100'000;
/// The most classes a column of texts may have.
inline constexpr std::size_t maximumCsvClasses = 1000;

/// How a table is written. The values are those of the options of the `csv` source.
struct CsvFormat {
    std::string delimiter = "auto"; ///< auto , ; tab | space
    std::string decimal = "auto";   ///< auto . ,
};

struct CsvColumn {
    std::string name = {}; ///< from the header; without one x1, x2, … and y for the last
    bool isNumeric = true; ///< at least half of what is there is a number; what is not is then a mistake in the file
    std::size_t missing = 0;
    std::vector<std::string> classes =
        {}; ///< the different texts, sorted, of a column that is not numeric; at most 1001
};

/// A table of texts as a file has it: RFC 4180 quotes, any line ends, blank lines skipped, every row of one length.
/// Immutable; safe to share between threads.
class CsvTable {
public:
    /// @param bytes  the file      @param name  how messages call it, "flowers.csv:12: …"
    /// @throws InputError with the file and the line
    [[nodiscard]] static CsvTable parse(std::string bytes, std::string name, const CsvFormat &format = {});

    [[nodiscard]] const std::string &name() const { return m_name; }
    [[nodiscard]] const std::string &encoding() const { return m_encoding; } ///< UTF-8, UTF-16, Latin-1
    [[nodiscard]] char delimiter() const { return m_delimiter; }             ///< found or given
    [[nodiscard]] char decimal() const { return m_decimal; }                 ///< found or given
    [[nodiscard]] bool hasHeader() const { return m_hasHeader; }
    [[nodiscard]] const std::vector<CsvColumn> &columns() const { return m_columns; }
    [[nodiscard]] std::size_t rows() const { return m_lines.size(); } ///< without the header
    [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const;
    [[nodiscard]] std::uint32_t line(std::size_t row) const
    {
        return m_lines[row];
    } ///< counted from 1, of the row's start

    /// The cell as a finite number.   @throws InputError "flowers.csv:12: column “x”: expected a number, found “abc”"
    [[nodiscard]] double number(std::size_t row, std::size_t column) const;

private:
    friend class CsvParser;
    struct Cell {
        std::uint32_t start;
        std::uint32_t length;
    };

    std::string m_name;
    std::string m_encoding;
    std::string m_text; ///< UTF-8; cells point into it, unquoted in place
    std::vector<Cell> m_cells;
    std::vector<std::uint32_t> m_lines;
    std::vector<CsvColumn> m_columns;
    char m_delimiter = ',';
    char m_decimal = '.';
    bool m_hasHeader = false;
};

/// @param name  how messages call the file      @throws InputError
[[nodiscard]] CsvTable readCsv(const std::filesystem::path &path, const std::string &name,
                               const CsvFormat &format = {});

/// The table as samples: the columns named in `targets` (empty: the last one) are targets in that order, all others
/// inputs. Inputs are numbers. A target of texts becomes classes in alphabetical order: 0 and 1 for two of them (one
/// output), one-hot above. Numeric targets are classes where all are 0 or 1 (or −1 and 1), else measured values: see
/// data/targets.h. A single target column keeps its name, a one-hot one the names of its classes.
/// @throws InputError with the file and line of a bad cell, or "data.options.targets[i]" for a name that is not there
[[nodiscard]] Dataset toDataset(const CsvTable &table, const std::vector<std::string> &targets = {});

/// A data set as CSV that readCsv() gives back bit for bit: a header, commas, 17 digits; two named classes and one-hot
/// targets as one column of class names. Raw units; written whole or not at all.
/// @throws WriteError
void writeCsv(const std::filesystem::path &path, const Dataset &data);

/// What writeCsv() writes.
[[nodiscard]] std::string csvText(const Dataset &data);

} // namespace basin
