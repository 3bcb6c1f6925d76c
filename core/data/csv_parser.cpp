#include "data/csv_parser.h"

#include "data/csv_number.h"
#include "data/data_spec.h"
#include "data/text_encoding.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace basin {

namespace {

constexpr std::size_t recordsLookedAt = 50;  ///< to find the delimiter
constexpr std::size_t rowsLookedAt = 10'000; ///< to find the decimal mark

/// What wins where several split a file equally well: a comma may be a decimal mark, a space a part of a text.
constexpr std::array delimitersByRank{'\t', ';', '|', ',', ' '};

char delimiterOf(const std::string &option)
{
    return option == "tab" ? '\t' : option == "space" ? ' ' : option.front();
}

std::string counted(std::size_t count, const std::string &noun)
{
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

} // namespace

CsvParser::CsvParser(std::string bytes, std::string name)
{
    m_table.m_name = std::move(name);
    auto [text, encoding] = decodeText(std::move(bytes), m_table.m_name);
    m_table.m_text = std::move(text);
    m_table.m_encoding = std::move(encoding);
}

CsvTable CsvParser::table(const CsvFormat &format) &&
{
    m_table.m_delimiter = format.delimiter == "auto" ? findDelimiter() : delimiterOf(format.delimiter);
    readRecords();
    dropEmptyLastColumn();
    if (format.decimal == "auto")
        findDecimal();
    else
        m_table.m_decimal = format.decimal.front();
    findHeader();
    for (std::size_t column = 0; column < m_width; ++column)
        describeColumn(column);
    return std::move(m_table);
}

InputError CsvParser::problem(std::uint32_t line, const std::string &expected) const
{
    return {m_table.m_name + ":" + std::to_string(line), expected};
}

bool CsvParser::atCellEnd(char delimiter) const
{
    return atEnd() || here() == delimiter || here() == '\n' || here() == '\r';
}

void CsvParser::skipBlanks(char delimiter)
{
    while (!atEnd() && ((here() == ' ' || here() == '\t') && (here() != delimiter || delimiter == ' ')))
        ++m_offset;
}

void CsvParser::skipLineEnd()
{
    const bool isReturn = here() == '\r';
    ++m_offset;
    if (isReturn && !atEnd() && here() == '\n')
        ++m_offset;
    ++m_line;
}

void CsvParser::checkLength(std::size_t start, std::uint32_t line) const
{
    if (m_offset - start > maximumCsvRecord)
        throw problem(line,
                      "the row that starts here is longer than " + std::to_string(maximumCsvRecord >> 20U) + " MiB");
}

CsvParser::Record CsvParser::readRecord(char delimiter, Cells *cells)
{
    Record record{.columns = 0, .line = m_line, .isBlank = true};
    const std::size_t start = m_offset;
    for (;;) {
        skipBlanks(delimiter);
        if (delimiter == ' ' && record.columns > 0 && atCellEnd(delimiter))
            break; // blanks at the end of a line begin no further cell
        const bool isQuoted = !atEnd() && here() == '"';
        const CsvTable::Cell cell = isQuoted ? readQuoted(delimiter, cells != nullptr) : readPlain(delimiter);
        checkLength(start, record.line);
        if (++record.columns > maximumCsvColumns)
            throw problem(record.line, "has more than " + std::to_string(maximumCsvColumns) + " columns");
        record.isBlank = record.isBlank && !isQuoted && cell.length == 0;
        if (cells != nullptr)
            cells->push_back(cell);
        if (atEnd() || here() != delimiter)
            break;
        ++m_offset;
    }
    if (!atEnd())
        skipLineEnd();
    record.isBlank = record.isBlank && record.columns == 1;
    if (record.isBlank && cells != nullptr)
        cells->pop_back();
    return record;
}

CsvTable::Cell CsvParser::readPlain(char delimiter)
{
    const std::size_t start = m_offset;
    while (!atCellEnd(delimiter))
        ++m_offset;
    std::size_t end = m_offset;
    while (end > start && (m_table.m_text[end - 1] == ' ' || m_table.m_text[end - 1] == '\t'))
        --end;
    return {static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end - start)};
}

CsvTable::Cell CsvParser::readQuoted(char delimiter, bool unquote)
{
    std::string &text = m_table.m_text;
    const std::uint32_t line = m_line;
    const std::size_t start = ++m_offset;
    std::size_t length = 0;
    for (;;) {
        if (atEnd())
            throw problem(line, "the quote opened here is never closed");
        checkLength(start, line);
        const char character = here();
        if (character == '"') {
            ++m_offset;
            if (atEnd() || here() != '"')
                break;
        } else if (character == '\n' || (character == '\r' && text.compare(m_offset, 2, "\r\n") != 0)) {
            ++m_line;
        }
        if (unquote)
            text[start + length] = character;
        ++length;
        ++m_offset;
    }
    skipBlanks(delimiter);
    // With blanks as delimiters the ones just skipped were it.
    if (delimiter == ' ' && m_offset > 0 && text[m_offset - 1] == ' ' && !atCellEnd(delimiter))
        --m_offset;
    if (!atCellEnd(delimiter))
        throw problem(m_line, "expected a delimiter after the closing quote, found " +
                                  quotedForMessage(std::string_view(text).substr(m_offset, 1)));
    return {static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(length)};
}

double CsvParser::agreement(char delimiter)
{
    m_offset = 0;
    m_line = 1;
    std::map<std::size_t, std::size_t> counts; // records by their number of columns
    std::size_t records = 0;
    try {
        while (!atEnd() && records < recordsLookedAt) {
            const Record record = readRecord(delimiter, nullptr);
            if (record.isBlank)
                continue;
            ++records;
            if (record.columns > 1)
                ++counts[record.columns];
        }
    } catch (const InputError &) {
        ++records; // whatever is wrong with this record, with this delimiter it is none
    }
    std::size_t most = 0;
    for (const auto &[columns, count] : counts)
        most = std::max(most, count);
    return records > 0 ? static_cast<double>(most) / static_cast<double>(records) : 0.0;
}

char CsvParser::findDelimiter()
{
    char best = ',';
    double bestAgreement = 0.0;
    for (const char delimiter : delimitersByRank)
        if (const double found = agreement(delimiter); found > bestAgreement) {
            best = delimiter;
            bestAgreement = found;
        }
    return best;
}

void CsvParser::readRecords()
{
    m_offset = 0;
    m_line = 1;
    while (!atEnd()) {
        const Record record = readRecord(m_table.m_delimiter, &m_table.m_cells);
        if (record.isBlank)
            continue;
        if (m_table.m_lines.empty())
            m_width = record.columns;
        else if (record.columns != m_width)
            throw problem(record.line, "expected " + counted(m_width, "column") + " as in line " +
                                           std::to_string(m_table.m_lines.front()) + ", found " +
                                           std::to_string(record.columns));
        m_table.m_lines.push_back(record.line);
        if (m_table.m_cells.size() > static_cast<std::size_t>(maximumDataValues))
            throw problem(record.line, "the file has more than " + std::to_string(maximumDataValues) + " values");
    }
    if (m_table.m_lines.empty())
        throw InputError(m_table.m_name, "is empty, expected a table");
}

void CsvParser::dropEmptyLastColumn()
{
    // Some programs end every line with a delimiter.
    const auto &cells = m_table.m_cells;
    for (std::size_t last = m_width - 1; last < cells.size(); last += m_width)
        if (cells[last].length > 0)
            return;
    if (m_width == 1)
        return;
    Cells kept;
    kept.reserve(cells.size() - m_table.m_lines.size());
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (i % m_width != m_width - 1)
            kept.push_back(cells[i]);
    m_table.m_cells = std::move(kept);
    --m_width;
}

void CsvParser::findDecimal()
{
    std::size_t points = 0;
    std::size_t commas = 0;
    const std::size_t rows = std::min(m_table.m_lines.size(), rowsLookedAt);
    for (std::size_t i = 0; i < rows * m_width; ++i) {
        const CsvTable::Cell &each = m_table.m_cells[i];
        const std::string_view cell = std::string_view(m_table.m_text).substr(each.start, each.length);
        if (cell.find('.') != std::string_view::npos && parseNumber(cell, '.'))
            ++points;
        else if (cell.find(',') != std::string_view::npos && parseNumber(cell, ','))
            ++commas;
    }
    m_table.m_decimal = commas > points ? ',' : '.';
}

void CsvParser::findHeader()
{
    bool hasText = false;
    bool hasNumber = false;
    for (std::size_t column = 0; column < m_width; ++column) {
        const std::string_view cell = m_table.cell(0, column);
        if (parseNumber(cell, m_table.m_decimal))
            hasNumber = true;
        else if (!isMissing(cell))
            hasText = true;
    }
    m_table.m_hasHeader = hasText && !hasNumber;
    for (std::size_t column = 0; column < m_width; ++column) {
        std::string name = m_width > 1 && column + 1 == m_width ? "y" : "x" + std::to_string(column + 1);
        if (m_table.m_hasHeader)
            if (const std::string_view given = trimmed(m_table.cell(0, column)); !given.empty())
                name = given;
        m_table.m_columns.push_back({.name = std::move(name)});
    }
    if (!m_table.m_hasHeader)
        return;
    m_table.m_cells.erase(m_table.m_cells.begin(), m_table.m_cells.begin() + static_cast<std::ptrdiff_t>(m_width));
    m_table.m_lines.erase(m_table.m_lines.begin());
    if (m_table.m_lines.empty())
        throw InputError(m_table.m_name, "has a header but no rows");
}

void CsvParser::describeColumn(std::size_t column)
{
    CsvColumn &result = m_table.m_columns[column];
    std::size_t numbers = 0;
    for (std::size_t row = 0; row < m_table.rows(); ++row)
        if (const std::string_view cell = m_table.cell(row, column); parseNumber(cell, m_table.m_decimal))
            ++numbers;
        else if (isMissing(cell))
            ++result.missing;
    result.isNumeric = 2 * numbers >= m_table.rows() - result.missing;
    if (result.isNumeric)
        return;
    std::set<std::string_view> texts;
    for (std::size_t row = 0; row < m_table.rows() && texts.size() <= maximumCsvClasses; ++row)
        if (const std::string_view cell = m_table.cell(row, column); !isMissing(cell))
            texts.insert(cell);
    result.classes.assign(texts.begin(), texts.end());
}

} // namespace basin
