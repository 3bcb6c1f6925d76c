#include "train_command.h"

#include "command_line.h"
#include "output.h"
#include "training_loop.h"

#include "data/atomic_file.h"
#include "data/error.h"
#include "training/trainer.h"

#include <chrono>

namespace basin {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

Json reportJson(const Trainer &trainer, double seconds)
{
    const Metrics metrics = trainer.metrics();
    Json report;
    report["epochs"] = trainer.epoch();
    report["steps"] = trainer.step();
    report["loss"] = numberOrNull(metrics.loss);
    report["penalty"] = numberOrNull(metrics.penalty);
    report["accuracy"] = numberOrNull(metrics.accuracy);
    report["test_loss"] = numberOrNull(metrics.testLoss);
    report["test_accuracy"] = numberOrNull(metrics.testAccuracy);
    report["outcome"] = outcomeName(trainer.outcome());
    report["seconds"] = seconds;
    if (trainer.divergedStep() >= 0)
        report["diverged_step"] = trainer.divergedStep();
    report["parameters"] = listJson(trainer.parameters());
    report["outputs"] = rowsJson(trainer.outputs());
    return report;
}

std::string percent(double share)
{
    return readableNumber(100.0 * share) + " %";
}

std::string reportText(const Trainer &trainer, double seconds)
{
    const Metrics metrics = trainer.metrics();
    std::string text = std::string(outcomeName(trainer.outcome())) + " after " + std::to_string(trainer.epoch()) +
                       " epochs (" + std::to_string(trainer.step()) + " updates, " + readableNumber(seconds) + " s)\n";
    if (trainer.divergedStep() >= 0)
        text += "the loss was not finite after update " + std::to_string(trainer.divergedStep()) +
                "; what follows is the last finite state\n";
    text += "loss       " + readableNumber(metrics.loss) + "\n";
    if (metrics.penalty != 0.0)
        text += "penalty    " + readableNumber(metrics.penalty) + "\n";
    if (!std::isnan(metrics.accuracy))
        text += "accuracy   " + percent(metrics.accuracy) + "\n";
    if (!std::isnan(metrics.testLoss))
        text += "test loss  " + readableNumber(metrics.testLoss) + "\n";
    if (!std::isnan(metrics.testAccuracy))
        text += "test accuracy  " + percent(metrics.testAccuracy) + "\n";
    return text;
}

std::string historyRow(std::int64_t epoch, const Metrics &metrics)
{
    return std::to_string(epoch) + "," + exactNumber(metrics.loss) + "," + exactNumber(metrics.penalty) + "," +
           exactNumber(metrics.accuracy) + "," + exactNumber(metrics.testLoss) + "," +
           exactNumber(metrics.testAccuracy) + "\n";
}

std::string historyCsv(const Trainer &trainer)
{
    std::string text = "epoch,loss,penalty,accuracy,test_loss,test_accuracy\n";
    const std::vector<HistoryBin> &bins = trainer.history().bins();
    for (const HistoryBin &bin : bins)
        text += historyRow(bin.epoch, bin.first);
    // The bins are thinned out; the end of the run is always wanted.
    if (bins.empty() || bins.back().epoch != trainer.epoch())
        text += historyRow(trainer.epoch(), trainer.metrics());
    return text;
}

void checkRequest(const TrainRequest &request)
{
    checkTarget("--history", request.history);
    checkTarget("--save", request.save);
    checkTarget("--boundary", request.pictures.boundary);
    checkTarget("--loss-curve", request.pictures.lossCurve);
    checkTarget("--network", request.pictures.network);
    checkPictures(request.pictures);
}

void writeFiles(const TrainRequest &request, Project project, const PreparedRun &run, const Trainer &trainer)
{
    if (!request.history.empty())
        writeFileAtomically(request.history, historyCsv(trainer));
    project.state = trainer.state();
    if (!request.save.empty())
        saveProject(project, request.save);
    drawPictures(request.pictures, project, run, trainer);
}

} // namespace

CLI::App *addTrainCommand(CLI::App &app, TrainRequest &request)
{
    CLI::App *command = app.add_subcommand("train", "trains a project and prints how it ended");
    addProjectOptions(*command, request.argument);
    command->add_option("--epochs", request.argument.epochs, "sets training.epochs")->type_name("N");
    command->add_flag("--json", request.json, "prints the result as JSON");
    command->add_option("--history", request.history, "writes loss and accuracy over the epochs as CSV")
        ->type_name("FILE.csv");
    command->add_option("--save", request.save, "saves the project with its run")->type_name("FILE.basin");
    addPictureOptions(*command, request.pictures);
    return command;
}

int runTrain(const TrainRequest &request)
{
    checkRequest(request);
    Project project = readProject(request.argument);
    project.state.reset(); // a saved run is not gone on with: the same file gives the same run
    PreparedRun run = prepareNamed(request.argument, project);
    prepareToTrain(request.argument, run);
    if (!request.argument.weights.empty()) {
        project.init.parameters = readWeights(request.argument, run.spec.architecture);
        run.spec.init.parameters = project.init.parameters;
    }
    const Clock::time_point start = Clock::now();
    Trainer trainer = makeNamedTrainer(request.argument, run);
    if (!trainToTheEnd(trainer))
        return exitInterrupted;
    const double seconds = secondsSince(start);
    writeOutput(request.json ? prettyJson(reportJson(trainer, seconds)) : reportText(trainer, seconds));
    writeFiles(request, std::move(project), run, trainer);
    return exitFine;
}

} // namespace basin
