#pragma once

#include <QString>

#include <vector>

namespace basin {

struct NumberList {
    std::vector<double> values;
    QString problem; ///< one line, or empty
};

/// Reads a JSON list of numbers, or numbers in a column or a row, as a spreadsheet or NumPy prints them. Commas part
/// numbers unless so many numbers are wanted as there are with decimal commas.
[[nodiscard]] NumberList readNumberList(const QString &text, qsizetype wanted);

} // namespace basin
