#pragma once

#include <stdexcept>
#include <string>

namespace basin {

/// Input that cannot be used. `where` is the place (a JSON path such as "network.layers[0].units", a file with a line,
/// "--epochs"), `what()` is one line: "where: what was expected".
class InputError : public std::runtime_error {
public:
    InputError(std::string where, const std::string &expected)
        : std::runtime_error(where.empty() ? expected : where + ": " + expected), m_where(std::move(where))
    {
    }
    [[nodiscard]] const std::string &where() const { return m_where; }

private:
    std::string m_where;
};

/// A file that cannot be written although what was asked for makes sense: a full disk, a folder without permission.
/// `what()` is one line: "path: reason".
class WriteError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace basin
