#include "training_loop.h"

#include "interruption.h"
#include "output.h"
#include "progress_bar.h"

#include "data/error.h"

#include <algorithm>
#include <chrono>

namespace basin {

namespace {

/// In slices short enough to draw a bar and to hear an interrupt; how it is sliced changes no bit.
void advanceToTheEnd(Trainer &trainer)
{
    using Clock = std::chrono::steady_clock;
    constexpr double sliceSeconds = 0.05;
    constexpr std::int64_t largestSlice = 1 << 24;
    ProgressBar bar(trainer.spec().training.epochs);
    std::int64_t slice = 1;
    while (!Interruption::isAsked()) {
        const Clock::time_point start = Clock::now();
        if (trainer.advance(slice) != StopReason::None)
            return;
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        if (seconds < sliceSeconds / 2)
            slice = std::min(slice * 2, largestSlice);
        else if (seconds > sliceSeconds * 2)
            slice = std::max<std::int64_t>(slice / 2, 1);
        if (bar.isDue())
            bar.show(trainer.epoch(), "epoch " + std::to_string(trainer.epoch()) + " of " +
                                          std::to_string(trainer.spec().training.epochs) + "  loss " +
                                          readableNumber(trainer.metrics().loss));
    }
}

} // namespace

void prepareToTrain(const ProjectArgument &argument, PreparedRun &run)
{
    if (!run.spec.architecture.isTrainable())
        throw InputError(argument.project + ": network.layers",
                         "cannot be trained: step is for display only, its derivative is 0 everywhere");
    run.spec.training.limitEpochs = true;
}

bool trainToTheEnd(Trainer &trainer)
{
    const Interruption interruption;
    advanceToTheEnd(trainer);
    if (Interruption::isAsked())
        printError("interrupted at epoch " + std::to_string(trainer.epoch()) + "; nothing was written");
    return !Interruption::isAsked();
}

} // namespace basin
