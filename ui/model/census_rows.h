#pragma once

#include "experiment/census.h"
#include "experiment/census_file.h"

#include <QString>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace basin {

/// The rows of a census as they come: put in by its workers, written to a file on the way, summed up now and then by
/// another thread, counted by the window, which never waits for either of them.
class CensusRows {
public:
    CensusRows() = default;
    /// Of a census that goes on.
    explicit CensusRows(const Census &census);

    /// Reads or draws the data, once. @throws InputError
    void prepare(const CensusSpec &spec);
    [[nodiscard]] const PreparedCensus &prepared() const { return *m_prepared; } ///< after prepare()
    [[nodiscard]] std::vector<std::vector<RunRow>> rows() const;
    void add(std::int64_t cell, const RunRow &row);
    [[nodiscard]] qint64 count() const { return m_count; }
    /// What has come so far; null before there is any data.
    [[nodiscard]] std::shared_ptr<const Census> summarised(double seconds) const;

    /// From now on a file holds what these rows are; a file of another census gives way to it.
    void openFile(const QString &path);
    void finishFile(const Census &census);
    /// Why there is no file (one line), else empty. A full disk ends the writing, not the census.
    [[nodiscard]] QString fileProblem() const;

private:
    void writeAnew(const QString &path);
    void giveUpFile(const std::exception &why);

    mutable std::mutex m_mutex; ///< rows, data, file
    std::optional<PreparedCensus> m_prepared;
    std::vector<std::vector<RunRow>> m_rows; ///< for each cell
    std::unique_ptr<CensusWriter> m_file;    ///< null: not written
    std::atomic<qint64> m_count = 0;
    mutable std::mutex m_problemMutex;
    QString m_fileProblem;
};

} // namespace basin
