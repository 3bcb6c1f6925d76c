#include "experiment/census_file.h"

#include "data/error.h"
#include "experiment/census_format.h"

#include <algorithm>
#include <map>

namespace basin {

namespace {

std::string part(const Shard &shard)
{
    return "part " + std::to_string(shard.index) + " of " + std::to_string(shard.count);
}

std::string keys(const CensusSpec &spec)
{
    std::string text;
    for (const Variation &variation : spec.vary) {
        text += (text.empty() ? "" : " and ") + variation.key + "=";
        for (std::size_t i = 0; i < variation.values.size(); ++i)
            text += (i == 0 ? "" : ",") + variation.values[i];
    }
    return text.empty() ? "nothing" : text;
}

struct Part {
    std::string name;
    CensusParts content;
};

Part readPart(const std::filesystem::path &file)
{
    Part part{.name = file.string(), .content = *parseCensus(censusFileText(file), file.string())};
    const CensusSpec &spec = part.content.head.spec;
    if (!part.content.head.rows) {
        std::size_t rows = 0;
        for (const std::vector<RunRow> &cell : part.content.rows)
            rows += cell.size();
        throw InputError(part.name, "is not whole: it has " + std::to_string(rows) + " of " +
                                        std::to_string(spec.runsOfShard() * spec.cellCount()) +
                                        " rows; run its part again, which goes on from there");
    }
    return part;
}

/// Parts by their number, all of one census.
std::map<int, Part> readParts(const std::vector<std::filesystem::path> &files)
{
    std::map<int, Part> parts;
    for (const std::filesystem::path &file : files) {
        Part next = readPart(file);
        const Shard shard = next.content.head.spec.shard;
        if (!parts.empty()) {
            const Part &first = parts.begin()->second;
            const std::string mismatch = censusMismatch(first.content.head, first.name, next.content.head);
            if (!mismatch.empty())
                throw InputError(next.name, mismatch);
            if (const Shard other = first.content.head.spec.shard; other.count != shard.count)
                throw InputError(next.name, "is " + part(shard) + ", but " + first.name + " is " + part(other));
        }
        const auto [same, isNew] = parts.try_emplace(shard.index, std::move(next));
        if (!isNew)
            throw InputError(file.string(), "is " + part(shard) + " a second time, after " + same->second.name);
    }
    return parts;
}

} // namespace

std::string censusMismatch(const CensusHead &mine, const std::string &myName, const CensusHead &other)
{
    const std::string digest = projectDigest(other.spec.project), myDigest = projectDigest(mine.spec.project);
    if (digest != myDigest)
        return "is of another project (digest " + digest + ") than " + myName + " (" + myDigest + ")";
    if (other.ground.dataDigest != mine.ground.dataDigest)
        return "was made from other data (digest " + other.ground.dataDigest + ") than " + myName + " (" +
               mine.ground.dataDigest + ")";
    if (other.spec.runs != mine.spec.runs)
        return "is of a census of " + std::to_string(other.spec.runs) + " runs, " + myName + " of " +
               std::to_string(mine.spec.runs);
    if (other.spec.vary != mine.spec.vary)
        return "varies " + keys(other.spec) + ", " + myName + " " + keys(mine.spec);
    if (other.spec.varyData != mine.spec.varyData)
        return std::string(other.spec.varyData ? "has other data for each run, " : "has the same data for all runs, ") +
               myName + " has not";
    return {};
}

Census mergeCensus(const std::vector<std::filesystem::path> &files)
{
    if (files.empty())
        throw InputError("--merge", "must have at least one file");
    std::map<int, Part> parts = readParts(files);
    CensusHead head = parts.begin()->second.content.head;
    std::vector<std::vector<RunRow>> rows(static_cast<std::size_t>(head.spec.cellCount()));
    double seconds = 0.0;
    for (int index = 1; index <= head.spec.shard.count; ++index) {
        const auto found = parts.find(index);
        if (found == parts.end())
            throw InputError("--merge", part({.index = index, .count = head.spec.shard.count}) +
                                            " is missing: none of the files holds it");
        CensusParts &content = found->second.content;
        seconds += content.head.seconds.value_or(0.0);
        for (std::size_t cell = 0; cell < rows.size(); ++cell) {
            rows[cell].insert(rows[cell].end(), content.rows[cell].begin(), content.rows[cell].end());
            content.rows[cell] = {};
        }
    }
    head.spec.shard = {};
    head.spec.project.folder = files.front().parent_path();
    return summarise(head.spec, head.ground, std::move(rows), seconds);
}

} // namespace basin
