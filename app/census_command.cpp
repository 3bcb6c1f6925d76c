#include "census_command.h"

#include "census_output.h"
#include "command_line.h"
#include "interruption.h"
#include "output.h"
#include "progress_bar.h"

#include "data/atomic_file.h"
#include "data/error.h"
#include "experiment/census_file.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <stop_token>

namespace basin {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::int64_t wholeNumber(const char *option, const std::string &text, std::int64_t low, std::int64_t high)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < low || value > high)
        throw InputError(option, "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high) +
                                     ", is \"" + shortText(std::string_view(text)) + "\"");
    return value;
}

CensusSpec specOf(const CensusRequest &request)
{
    CensusSpec spec;
    if (!request.runs.empty())
        spec.runs = wholeNumber("--runs", request.runs, 1, CensusSpec::maximumRuns);
    for (const std::string &text : request.vary)
        spec.vary.push_back(parseVariation(text));
    if (spec.vary.size() > 2)
        throw InputError("--vary", "at most two keys can be varied, not " + std::to_string(spec.vary.size()));
    if (spec.cellCount() > CensusSpec::maximumCells)
        throw InputError("--vary", "makes more than " + std::to_string(CensusSpec::maximumCells) + " cells");
    spec.varyData = request.varyData;
    if (!request.shard.empty())
        spec.shard = parseShard(request.shard);
    spec.project = readProject(request.argument);
    if (!request.argument.weights.empty())
        spec.project.init.parameters = loadWeights(request.argument.weights);
    return spec;
}

/// What the library says of a spec, with the option or the project that is meant before it.
PreparedCensus prepared(const CensusRequest &request, const CensusSpec &spec)
{
    try {
        return PreparedCensus(spec);
    } catch (const InputError &error) {
        const std::string text = error.what();
        const bool isOption = text.starts_with("runs:") || text.starts_with("vary:") || text.starts_with("shard:");
        throw InputError({}, (isOption ? "--" : request.argument.project + ": ") + text);
    }
}

/// "812 of 1000 runs  95.3 runs/s  2 s left"; what a file held already says nothing of the speed.
std::string progressWords(const CensusProgress &progress, std::int64_t known, double seconds)
{
    std::string words = std::to_string(progress.rows) + " of " + std::to_string(progress.wanted) + " runs";
    const double speed = static_cast<double>(progress.rows - known) / seconds;
    if (speed > 0.0) {
        const double left = static_cast<double>(progress.wanted - progress.rows) / speed;
        char text[64];
        std::snprintf(text, sizeof text, "  %.3g runs/s  %.0f s left", speed, left);
        words += text;
    }
    return words;
}

/// A census that goes into a file as it runs, where one is wanted.
class CensusJob {
public:
    CensusJob(const CensusRequest &request, const PreparedCensus &census) : m_census(census)
    {
        if (!request.out.empty())
            m_writer.emplace(request.out, census.spec(), census.ground());
        if (!request.threads.empty())
            m_options.threads = static_cast<int>(wholeNumber("--threads", request.threads, 0, 1024));
    }

    Census run()
    {
        const Interruption interruption;
        ProgressBar bar(m_census.spec().runsOfShard() * m_census.spec().cellCount());
        const std::int64_t known = m_writer ? m_writer->known().rowCount() : 0;
        const Clock::time_point begin = Clock::now();
        m_options.progress = [&](const CensusProgress &progress) {
            if (Interruption::isAsked())
                m_stop.request_stop();
            if (m_writer)
                m_writer->flushOld();
            if (bar.isDue())
                bar.show(progress.rows, progressWords(progress, known, secondsSince(begin)));
        };
        if (m_writer) {
            m_options.row = [&](std::int64_t cell, const RunRow &row) { m_writer->add(cell, row); };
            for (const CensusCell &cell : m_writer->known().cells)
                m_options.known.push_back(cell.rows);
            m_options.secondsKnown = m_writer->known().seconds;
        }
        Census census = runCensus(m_census, m_options, m_stop.get_token());
        if (m_writer && census.isWhole())
            m_writer->finish(census);
        else if (m_writer)
            m_writer->flush();
        return census;
    }

private:
    PreparedCensus m_census;
    CensusOptions m_options;
    std::stop_source m_stop;
    std::optional<CensusWriter> m_writer;
};

void print(const CensusRequest &request, const Census &census)
{
    writeOutput(request.json ? prettyJson(censusJson(census)) : censusTable(census));
    if (!request.report.empty())
        writeFileAtomically(request.report, censusReport(census));
}

int merge(const CensusRequest &request)
{
    const bool hasMore = !request.argument.project.empty() || !request.runs.empty() || !request.vary.empty() ||
                         request.varyData || !request.shard.empty() || !request.argument.settings.empty() ||
                         !request.argument.seed.empty() || !request.argument.epochs.empty() ||
                         !request.argument.weights.empty();
    if (hasMore)
        throw InputError("--merge", "takes files alone: project and settings are those in them");
    const Census census = mergeCensus({request.merge.begin(), request.merge.end()});
    if (!request.out.empty())
        writeFileAtomically(request.out, censusText(census));
    print(request, census);
    return exitFine;
}

} // namespace

CLI::App *addCensusCommand(CLI::App &app, CensusRequest &request)
{
    CLI::App *command = app.add_subcommand("census", "trains a project from many starts and counts what they come to");
    addProjectOptions(*command, request.argument);
    command->get_option("PROJECT")->required(false);
    command->add_option("--epochs", request.argument.epochs, "sets training.epochs")->type_name("N");
    command->add_option("--runs", request.runs, "how many runs; run k has the project's seed plus k (1000)")
        ->type_name("N");
    command
        ->add_option("--vary", request.vary,
                     "one key's values, V1,V2,... or LO:HI:COUNT or LO:HI:COUNT:log, each with the same seeds; may be "
                     "given twice")
        ->type_name("KEY=VALUES")
        ->allow_extra_args(false);
    command->add_flag("--vary-data", request.varyData, "gives each run data of its own: data.seed plus k");
    command->add_option("--threads", request.threads, "how many threads; 0: all")->type_name("T");
    command->add_option("--shard", request.shard, "computes part K of N, counted from 1")->type_name("K/N");
    command->add_option("--out", request.out, "writes the runs as CSV while they end; goes on with such a file")
        ->type_name("FILE.csv");
    command->add_option("--report", request.report, "writes a report in Markdown")->type_name("FILE.md");
    command->add_option("--merge", request.merge, "adds up the files of all parts")->type_name("FILE.csv...");
    command->add_flag("--json", request.json, "prints the result as JSON");
    return command;
}

int runCensusCommand(const CensusRequest &request)
{
    checkTarget("--out", request.out);
    checkTarget("--report", request.report);
    if (!request.merge.empty())
        return merge(request);
    if (request.argument.project.empty())
        throw InputError("PROJECT", "is required, or --merge with files");
    const PreparedCensus census = prepared(request, specOf(request));
    const Census result = CensusJob(request, census).run();
    if (!result.isWhole()) {
        const std::string count = std::to_string(result.rowCount()) + " of " + std::to_string(result.rowsWanted());
        printError(request.out.empty()
                       ? "interrupted after " + count + " runs; nothing was written (--out keeps what is there)"
                       : "interrupted after " + count + " runs, which are in " + request.out +
                             "; the same command goes on from there");
        return exitFailed;
    }
    print(request, result);
    return exitFine;
}

} // namespace basin
