#pragma once

#include "data/csv.h"
#include "data/error.h"

namespace basin {

/// Builds one CsvTable and is used up by that: decodes, finds the delimiter, splits, finds the decimal mark, the header
/// and the kinds of columns.
class CsvParser {
public:
    CsvParser(std::string bytes, std::string name);
    [[nodiscard]] CsvTable table(const CsvFormat &format) &&;

private:
    struct Record {
        std::size_t columns = 0;
        std::uint32_t line = 0; ///< of its start
        bool isBlank = true;
    };
    using Cells = std::vector<CsvTable::Cell>;

    [[nodiscard]] InputError problem(std::uint32_t line, const std::string &expected) const;
    [[nodiscard]] bool atEnd() const { return m_offset >= m_table.m_text.size(); }
    [[nodiscard]] char here() const { return m_table.m_text[m_offset]; }
    [[nodiscard]] bool atCellEnd(char delimiter) const;
    void skipBlanks(char delimiter);
    void skipLineEnd();
    void checkLength(std::size_t start, std::uint32_t line) const;

    /// Reads one record; with `cells` it unquotes in place and stores where they are.
    Record readRecord(char delimiter, Cells *cells);
    CsvTable::Cell readQuoted(char delimiter, bool unquote);
    CsvTable::Cell readPlain(char delimiter);

    [[nodiscard]] double agreement(char delimiter);
    [[nodiscard]] char findDelimiter();
    void readRecords();
    void dropEmptyLastColumn();
    void findDecimal();
    void findHeader();
    void describeColumn(std::size_t column);

    CsvTable m_table;
    std::size_t m_offset = 0;
    std::uint32_t m_line = 1;
    std::size_t m_width = 0; ///< columns
};

} // namespace basin
