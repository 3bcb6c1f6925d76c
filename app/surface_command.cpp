#include "surface_command.h"

#include "command_line.h"
#include "plane_arguments.h"
#include "training_loop.h"

#include "data/atomic_file.h"
#include "data/error.h"
#include "render/surface_csv.h"
#include "render/surface_figure.h"
#include "render/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <thread>

namespace basin {

namespace {

constexpr int usualPoints = 256; ///< a side, as in the window
constexpr int mostPoints = 2048;
constexpr QSize pictureSize(720, 640);

/// A word of its own, or two weights.
PlaneChoice readPlane(const SurfaceCommand &request, const Project &project, const Architecture &architecture)
{
    PlaneChoice choice;
    choice.seed = project.init.seed;
    if (!request.directions.empty()) {
        const auto seed = numberIn<std::uint64_t>(request.directions);
        if (!seed)
            throw InputError("--directions", "must be a whole number from 0, is " + quoted(request.directions));
        choice.seed = *seed;
    }
    constexpr std::array<std::pair<std::string_view, PlaneKind>, 4> words{{{"pca", PlaneKind::Path},
                                                                           {"random", PlaneKind::Random},
                                                                           {"hessian", PlaneKind::Eigenvectors},
                                                                           {"solution", PlaneKind::ThreePoints}}};
    for (const auto &[word, kind] : words)
        if (request.plane == word) {
            choice.kind = kind;
            return choice;
        }
    choice.kind = PlaneKind::Weights;
    choice.weights = readWeightPair(request.plane, architecture, ", or pca, random, hessian or solution");
    return choice;
}

SurfaceLook readLook(const SurfaceCommand &request)
{
    SurfaceLook look;
    look.texts = true;
    look.isLog = !request.isLinear;
    look.outOfPlane = request.outOfPlane;
    using Kind = ColourMap::Kind;
    constexpr std::array<std::pair<std::string_view, Kind>, 4> maps{
        {{"depth", Kind::Depth}, {"viridis", Kind::Viridis}, {"cividis", Kind::Cividis}, {"grey", Kind::Grey}}};
    const auto map = std::find_if(maps.begin(), maps.end(), [&](const auto &row) { return row.first == request.map; });
    if (map == maps.end())
        throw InputError("--map", "must be depth, viridis, cividis or grey, is " + quoted(request.map));
    look.map = map->second;
    const auto read = [](const char *option, const std::string &text, std::optional<double> &value) {
        if (text.empty())
            return;
        value = numberIn<double>(text);
        if (!value || !std::isfinite(*value))
            throw InputError(option, "must be a finite number, is " + quoted(text));
    };
    read("--level", request.level, look.level);
    read("--clip", request.clip, look.clip);
    if (look.level && request.isLinear)
        throw InputError("--level", "is for the log scale and does not go with --linear");
    return look;
}

/// False: it was interrupted.
bool trainFirst(const SurfaceCommand &request, PreparedRun run, SurfaceRequest &surface)
{
    prepareToTrain(request.argument, run);
    if (run.spec.architecture.parameterCount() > static_cast<Eigen::Index>(History::maximumWeightTraces))
        throw InputError("--plane", "pca needs the run's path, which is recorded for networks of up to " +
                                        std::to_string(History::maximumWeightTraces) + " weights; this one has " +
                                        std::to_string(run.spec.architecture.parameterCount()));
    if (!request.argument.weights.empty())
        run.spec.init.parameters = readWeights(request.argument, run.spec.architecture);
    Trainer trainer = makeNamedTrainer(request.argument, run);
    if (!trainToTheEnd(trainer))
        return false;
    surface.now = trainer.parameters();
    surface.epoch = trainer.epoch();
    surface.path = recordedPath(trainer.history());
    return true;
}

/// As long as its words can be shown: after withoutDisplay() has begun.
SurfaceContent content(const SurfaceRequest &surface, const PreparedRun &run)
{
    const Dataset &train = run.data->train;
    const Objective objective(run.spec.architecture, run.spec.loss, train.inputs, train.targets,
                              run.spec.training.precision);
    SurfaceContent result = surfaceContent(objective, surface);
    if (!result.problem.isEmpty())
        throw InputError("--plane", result.problem.toStdString());
    return result;
}

void write(const SurfaceCommand &request, const SurfaceRequest &surface, const SurfaceLook &look,
           const Project &project, const PreparedRun &run)
{
    if (isCsv(request.out)) {
        writeFileAtomically(request.out, surfaceCsv(content(surface, run).grid, request.outOfPlane));
        return;
    }
    withoutDisplay([&] {
        const SurfaceFigure figure = surfaceFigure(content(surface, run), look, Theme::light());
        const auto paint = [&](QPainter &painter, const QRectF &area, const Theme &theme) {
            figure.paint(painter, area, theme);
        };
        writePicture(request.out, paint, pictureOptions(request.size, pictureSize), project);
    });
}

} // namespace

CLI::App *addSurfaceCommand(CLI::App &app, SurfaceCommand &request)
{
    CLI::App *command = app.add_subcommand(
        "surface", "draws loss + penalty over a plane through the given weights, else through those saved with the "
                   "project, else through the start");
    addProjectOptions(*command, request.argument);
    command->add_option("--epochs", request.argument.epochs, "sets training.epochs, for --plane pca")->type_name("N");
    command
        ->add_option("--plane", request.plane,
                     "two weights by name or index (h1.x1,b2 or w0,w3: a and b are their values); hessian: the "
                     "eigenvectors of the lowest and the highest eigenvalue; random: two directions; solution: through "
                     "the start, the weights and the nearest known solution; pca: trains the project first, from "
                     "--weights if they are given, and takes the main directions of its path")
        ->type_name("A,B|pca|random|hessian|solution")
        ->required();
    command->add_option("--range", request.range, "of a and b; one for both; else it is fitted")
        ->type_name("LO:HI[,LO:HI]");
    command->add_option("--grid", request.grid, "points a side; 256")->type_name("N");
    command->add_option("--directions", request.directions, "seed of the random directions; else init.seed")
        ->type_name("S");
    command->add_option("--out", request.out, "the picture, or the grid as CSV (a,b,loss; b varies fastest)")
        ->type_name("FILE.(png|svg|pdf|csv)")
        ->required();
    command->add_flag("--out-of-plane", request.outOfPlane,
                      "adds the gradient's part out of the plane: dots, or a column");
    command->add_option("--map", request.map, "colours: depth, viridis, cividis or grey")
        ->type_name("MAP")
        ->default_str("depth");
    request.map = "depth";
    command->add_flag("--linear", request.isLinear, "colours by the loss, not by its logarithm");
    command->add_option("--level", request.level, "log scale: counts the loss from here")->type_name("E");
    command->add_option("--clip", request.clip, "the highest loss that colours tell apart; else it is fitted")
        ->type_name("E");
    addPictureSize(*command, request.size);
    return command;
}

int runSurface(const SurfaceCommand &request)
{
    checkPlaneTarget(request.out, request.size, pictureSize);
    const SurfaceLook look = readLook(request);
    SurfaceRequest surface;
    if (const auto range = readRange(request.range)) {
        surface.a = (*range)[0];
        surface.b = (*range)[1];
    }
    surface.points = readGrid(request.grid, usualPoints, mostPoints);
    surface.withGradient = request.outOfPlane;
    surface.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const Project project = readProject(request.argument);
    const PreparedRun run = prepareNamed(request.argument, project);
    surface.choice = readPlane(request, project, run.spec.architecture);
    if (surface.choice.kind == PlaneKind::Path) {
        if (!trainFirst(request, run, surface))
            return exitInterrupted;
    } else {
        surface.now = chosenParameters(request.argument, project, run.spec);
        surface.start = startParameters(run.spec.architecture, run.spec.init);
        surface.isGiven = !request.argument.weights.empty();
        if (!surface.isGiven && project.state)
            surface.epoch = project.state->epoch;
    }
    write(request, surface, look, project, run);
    return exitFine;
}

} // namespace basin
