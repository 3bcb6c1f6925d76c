#include "command_line.h"

#include "census_command.h"
#include "escape_command.h"
#include "evaluate_command.h"
#include "fate_command.h"
#include "inspect_command.h"
#include "lessons_command.h"
#include "output.h"
#include "stationary_command.h"
#include "surface_command.h"
#include "train_command.h"

#include "data/error.h"
#include "project/json_reader.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <new>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

namespace basin {

namespace {

constexpr std::array<std::string_view, 9> commands{"train",      "evaluate", "surface", "inspect", "escape",
                                                   "stationary", "census",   "fate",    "lessons"};

/// "train, evaluate and lessons"
std::string commandList()
{
    std::string text;
    for (std::size_t i = 0; i < commands.size(); ++i)
        text += (i == 0 ? "" : i + 1 < commands.size() ? ", " : " and ") + std::string(commands[i]);
    return text;
}

bool isCommand(std::string_view word)
{
    return std::find(commands.begin(), commands.end(), word) != commands.end();
}

/// What can be a file or a lesson rather than a command: it has a dot, a slash or a colon, or is there.
bool looksLikeFile(const std::string &word)
{
    std::error_code ignored;
    return word.find_first_of("./:\\") != std::string::npos || std::filesystem::exists(word, ignored);
}

bool isOwnOption(std::string_view word)
{
    return word == "--help" || word == "-h" || word == "--version" || word == "--help-all";
}

/// Options of Qt's that take a value; it removes them itself.
bool takesValue(std::string_view word)
{
    constexpr std::array<std::string_view, 8> options{"platform", "style",           "stylesheet",  "display",
                                                      "geometry", "qwindowgeometry", "qwindowicon", "platformtheme"};
    word.remove_prefix(std::min(word.find_first_not_of('-'), word.size()));
    return std::find(options.begin(), options.end(), word) != options.end();
}

bool isWindowOption(std::string_view word)
{
    const std::string_view name = word.substr(0, word.find('='));
    return takesValue(name) || name == "-reverse" || name == "-widgetcount";
}

int unknownCommand(const std::string &word)
{
    const std::string near = nearestWord(word, {commands.begin(), commands.end()});
    printError(word + (word.starts_with('-') ? ": is not a known option" : ": is neither a command nor a file") +
               (near.empty() ? "; the commands are " + commandList() : "; did you mean " + near + "?"));
    return exitBadInput;
}

void describe(CLI::App &app)
{
    app.description("Basin: a laboratory for small neural networks.\n"
                    "Without a command the window opens: basin [FILE | lesson:NAME]");
    app.footer("PROJECT is a .basin file, lesson:NAME or lesson:NAME/STEP (basin lessons lists them).\n"
               "Results go to stdout, progress and errors to stderr. Exit code 0: done; 1: it failed; 2: the input was "
               "wrong.");
    app.set_version_flag("--version", "basin " BASIN_VERSION);
    app.require_subcommand(1);
}

/// The exit code where there is nothing left to run: help, the version, arguments that are wrong.
std::optional<int> parse(CLI::App &app, int argc, char **argv)
{
    try {
        app.parse(argc, argv);
        return {};
    } catch (const CLI::Success &success) {
        // Help and version come this way.
        std::ostringstream text;
        const int code = app.exit(success, text, text);
        writeOutput(text.str());
        return code;
    } catch (const CLI::ParseError &error) {
        printError(error.what());
        return exitBadInput;
    }
}

} // namespace

Invocation readInvocation(int argc, char **argv)
{
    Invocation invocation{.opensWindow = true, .hasWindowOptions = false, .file = {}};
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (isWindowOption(word)) {
            invocation.hasWindowOptions = true;
            i += takesValue(word) ? 1 : 0;
            continue;
        }
        const bool isFirst = invocation.file.empty();
        invocation.opensWindow = isFirst && !word.empty() && !isCommand(word) && !isOwnOption(word) &&
                                 word.front() != '-' && looksLikeFile(word);
        if (!invocation.opensWindow)
            return invocation;
        invocation.file = word;
    }
    return invocation;
}

int runCommandLine(int argc, char **argv)
{
    const std::string first = argc > 1 ? argv[1] : "";
    if (!isCommand(first) && !isOwnOption(first))
        return looksLikeFile(first) && argc > 2 ? unknownCommand(argv[2]) : unknownCommand(first);
    CLI::App app;
    describe(app);
    TrainRequest train;
    EvaluateRequest evaluate;
    LessonsRequest lessons;
    SurfaceCommand surface;
    InspectRequest inspect;
    EscapeRequest escape;
    StationaryRequest stationary;
    CensusRequest census;
    FateCommand fate;
    const std::array<std::pair<const CLI::App *, std::function<int()>>, commands.size()> calls{
        {{addTrainCommand(app, train), [&] { return runTrain(train); }},
         {addEvaluateCommand(app, evaluate), [&] { return runEvaluate(evaluate); }},
         {addSurfaceCommand(app, surface), [&] { return runSurface(surface); }},
         {addInspectCommand(app, inspect), [&] { return runInspect(inspect); }},
         {addEscapeCommand(app, escape), [&] { return runEscape(escape); }},
         {addStationaryCommand(app, stationary), [&] { return runStationary(stationary); }},
         {addCensusCommand(app, census), [&] { return runCensusCommand(census); }},
         {addFateCommand(app, fate), [&] { return runFate(fate); }},
         {addLessonsCommand(app, lessons), [&] { return runLessons(lessons); }}}};
    try {
        if (const auto code = parse(app, argc, argv))
            return *code;
        for (const auto &[command, run] : calls)
            if (command->parsed())
                return run();
    } catch (const InputError &error) {
        printError(error.what());
        return exitBadInput;
    } catch (const std::bad_alloc &) {
        printError("there is not enough memory for this");
    } catch (const std::exception &error) {
        printError(error.what());
    }
    return exitFailed;
}

} // namespace basin
