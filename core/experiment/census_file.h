#pragma once

#include "experiment/census.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace basin {

/// The CSV of a census. Its first line is a comment that holds all that is needed to know what the file is: the
/// digests of project and data, the project itself, runs, varied keys, shard, named levels, and, once the census is
/// whole, how many rows there are and a digest of them (and of a part the seconds it took; a whole census is the same
/// file whoever made it). Then the header `run,seed,outcome,label,epochs,loss,accuracy`, the varied keys, and
/// `solved_epoch` (−1: never); then a row for each run, cell by cell. A loss or accuracy that is no number is an empty
/// field.
///
/// While a census goes on, rows are appended in the order in which runs end, without labels; when it is whole, the file
/// is written anew, in order, with labels, and takes the old one's place.

/// The file as text, whole and in order.
[[nodiscard]] std::string censusText(const Census &census);

/// Reads any such file. One that was left under way gives the rows that are complete (a last line that was cut short
/// is left out). A relative path in its project is one from the file's folder.
/// @throws InputError "part.csv:17: …" for a file that is none, was edited or cut short after it had become whole
[[nodiscard]] Census readCensus(const std::filesystem::path &file);

/// Adds parts up to one census, exactly as one machine gives it.
/// @throws InputError that names the file: parts of different projects or settings, a part twice, one that is not
/// whole, or one that is missing
[[nodiscard]] Census mergeCensus(const std::vector<std::filesystem::path> &files);

/// Writes a census as it goes. Rows reach the disk within about a second, so that what was computed survives the
/// process. Not thread-safe.
class CensusWriter {
public:
    /// Goes on with the file if it is a part of this very census, and makes it otherwise. What is no file (a pipe, a
    /// device) is written at the end.
    /// @throws InputError where the file is there and is something else; WriteError, also where another process writes
    /// it
    CensusWriter(const std::filesystem::path &file, const CensusSpec &spec, const CensusGround &ground);
    ~CensusWriter();
    CensusWriter(const CensusWriter &) = delete;
    CensusWriter &operator=(const CensusWriter &) = delete;

    /// Rows that the file held already, for each cell, and the seconds they took.
    [[nodiscard]] const Census &known() const;
    /// @throws WriteError (a full disk): what was written before stays
    void add(std::int64_t cell, const RunRow &row);
    void flush();    ///< @throws WriteError
    void flushOld(); ///< the same once the last time is half a second ago: to be called now and then @throws WriteError
    /// Writes the whole census in place of what was written as it went, in one step. @throws WriteError: then the rows
    /// are still there as they were added
    void finish(const Census &census);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// A report in Markdown that someone else can rerun: settings, seeds, digest, shares with intervals, the command line.
[[nodiscard]] std::string censusReport(const Census &census);

} // namespace basin
