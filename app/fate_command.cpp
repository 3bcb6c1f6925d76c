#include "fate_command.h"

#include "command_line.h"
#include "interruption.h"
#include "output.h"
#include "plane_arguments.h"
#include "progress_bar.h"
#include "training_loop.h"

#include "data/atomic_file.h"
#include "data/error.h"
#include "experiment/fate_map.h"
#include "render/fate_figure.h"
#include "render/theme.h"

#include <atomic>
#include <chrono>
#include <future>
#include <stop_token>

namespace basin {

namespace {

constexpr int usualPoints = 256;
constexpr QSize checkedSize(640, 760); // --size is checked before the map is there to say what suits it

int readThreads(const std::string &text)
{
    if (text.empty())
        return 0;
    constexpr int most = 1024;
    const auto threads = numberIn<int>(text);
    if (!threads || *threads < 0 || *threads > most)
        throw InputError("--threads",
                         "must be a whole number from 0 (all) to " + std::to_string(most) + ", is " + quoted(text));
    return *threads;
}

FateMapSpec readSpec(const FateCommand &request, const PreparedRun &run)
{
    FateMapSpec spec{.run = run.spec, .data = run.data};
    spec.weights = readWeightPair(request.plane, run.spec.architecture, "");
    if (const auto range = readRange(request.range)) {
        spec.a = (*range)[0];
        spec.b = (*range)[1];
    }
    spec.columns = spec.rows = readGrid(request.grid, usualPoints, FateMapSpec::maximumSide);
    if (const auto problem = spec.problem())
        throw InputError(request.argument.project, *problem);
    return spec;
}

/// With a bar on stderr, until it is whole or interrupted.
FateMap compute(const FateCommand &request, const FateMapSpec &spec, int threads)
{
    std::atomic<std::int64_t> points{0};
    std::stop_source stop;
    std::future<FateMap> map = std::async(std::launch::async, [&] {
        return fateMap(spec, {.threads = threads, .progress = {}, .steps = nullptr, .points = &points},
                       stop.get_token());
    });
    const std::int64_t all = std::int64_t{spec.columns} * spec.rows;
    ProgressBar bar(all);
    constexpr std::chrono::milliseconds look(20);
    while (map.wait_for(look) != std::future_status::ready) {
        if (Interruption::isAsked())
            stop.request_stop();
        if (bar.isDue())
            bar.show(points, std::to_string(points) + " of " + std::to_string(all) + " starts");
    }
    try {
        return map.get();
    } catch (const InputError &error) {
        throw InputError(request.argument.project, error.what());
    }
}

Json report(const FateMap &map, double seconds)
{
    const FateMapSpec &spec = map.spec;
    Json outcomes = Json::array();
    std::int64_t solved = 0;
    for (const Fate &fate : map.groups) {
        outcomes.push_back({{"loss", numberOrNull(fate.loss)}, {"count", fate.count}, {"label", fate.label}});
        solved += fate.kind == FateKind::Solved ? fate.count : 0;
    }
    return {
        {"points", map.done},
        {"solved", solved},
        {"outcomes", outcomes},
        {"plane",
         {spec.run.architecture.parameterName(spec.weights[0]), spec.run.architecture.parameterName(spec.weights[1])}},
        {"range", {{spec.a.low, spec.a.high}, {spec.b.low, spec.b.high}}},
        {"grid", {spec.columns, spec.rows}},
        {"start", listJson(spec.start())},
        {"seconds", seconds}};
}

/// So large that each point has as many pixels as any other.
double plotSide(const FateMap &map)
{
    constexpr int least = 512;
    const int points = std::max(map.spec.columns, map.spec.rows);
    return points * ((least + points - 1) / points);
}

void write(const FateCommand &request, const FateMap &map, const Project &project)
{
    if (isCsv(request.out)) {
        writeFileAtomically(request.out, fateMapCsv(map));
        return;
    }
    withoutDisplay([&] {
        const FateFigure figure = fateFigure(&map, {.task = dataCaption(project)}, Theme::light());
        const auto paint = [&](QPainter &painter, const QRectF &area, const Theme &theme) {
            figure.paint(painter, area, theme);
        };
        writePicture(request.out, paint, pictureOptions(request.size, figure.sizeFor(plotSide(map))), project);
    });
}

} // namespace

CLI::App *addFateCommand(CLI::App &app, FateCommand &request)
{
    CLI::App *command = app.add_subcommand(
        "fate",
        "trains from every point of a plane of starts and draws where each leads; the other weights start as in "
        "the project, or as --weights says");
    addProjectOptions(*command, request.argument);
    command->add_option("--epochs", request.argument.epochs, "sets training.epochs")->type_name("N");
    command->add_option("--plane", request.plane, "two weights by name or index: h1.x1,b2 or w0,w3")
        ->type_name("A,B")
        ->required();
    command->add_option("--range", request.range, "of the two start values; one for both; -6:6")
        ->type_name("LO:HI[,LO:HI]");
    command->add_option("--grid", request.grid, "starts a side; 256")->type_name("N");
    command->add_option("--threads", request.threads, "how many threads; 0: all")->type_name("T");
    command
        ->add_option("--out", request.out,
                     "the picture, or the points as CSV (a,b,outcome,label,epochs,loss,accuracy,solved_epoch; b varies "
                     "fastest)")
        ->type_name("FILE.(png|svg|pdf|csv)")
        ->required();
    command->add_flag("--json", request.json, "prints how many starts lead where as JSON");
    addPictureSize(*command, request.size);
    return command;
}

int runFate(const FateCommand &request)
{
    checkPlaneTarget(request.out, request.size, checkedSize);
    const int threads = readThreads(request.threads);
    Project project = readProject(request.argument);
    project.state.reset(); // starts are asked for, not where a saved run went
    PreparedRun run = prepareNamed(request.argument, project);
    prepareToTrain(request.argument, run);
    if (!request.argument.weights.empty()) {
        project.init.parameters = readWeights(request.argument, run.spec.architecture);
        run.spec.init.parameters = project.init.parameters;
    }
    const FateMapSpec spec = readSpec(request, run);
    const Interruption interruption;
    const auto begin = std::chrono::steady_clock::now();
    const FateMap map = compute(request, spec, threads);
    if (!map.isWhole()) {
        printError("interrupted after " + std::to_string(map.done) + " of " + std::to_string(map.points.size()) +
                   " starts; nothing was written");
        return exitInterrupted;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    write(request, map, project);
    if (request.json)
        writeOutput(prettyJson(report(map, seconds)));
    return exitFine;
}

} // namespace basin
