#include "window/run_status.h"

#include "render/finding_text.h"
#include "render/number_text.h"

#include <QCoreApplication>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(RunStatus)
};

QString stopSentence(const Snapshot &snapshot, const TrainingOptions &options)
{
    const QString epoch = numbers::count(snapshot.epoch);
    switch (snapshot.stopReason) {
    case StopReason::EpochLimit:
        return Text::tr("The run rests at its limit of epochs (%1). Play goes on for as many again.").arg(epoch);
    case StopReason::LossReached:
        return Text::tr("The run rests at epoch %1: the loss is at or below %2.")
            .arg(epoch, numbers::compact(options.stopLoss));
    case StopReason::NoProgress:
        return Text::tr("The run rests at epoch %1: no progress for %2 epochs.")
            .arg(epoch, numbers::count(options.patience));
    case StopReason::NoStepFound:
        return Text::tr("The run rests at epoch %1: the optimizer found no step that lowers the loss.").arg(epoch);
    case StopReason::Diverged:
    case StopReason::None:
        break;
    }
    return {};
}

/// What keeps the run from learning. Where several things may, none of them is called the reason.
RunStatus causeStatus(const std::vector<std::string> &causes)
{
    QStringList names;
    for (const std::string &id : causes)
        names << findingName(id);
    const QString what =
        names.size() == 1 ? names.first() : Text::tr("%n possible reason(s)", nullptr, static_cast<int>(names.size()));
    // Where a network gives one answer to everything, it lies on a plateau: it may leave it.
    const QString word = causes.front() == "constant_output" ? Text::tr("Plateau") : Text::tr("Stuck");
    return {Chip::Kind::Warn, Text::tr("%1: %2").arg(word, what), word,
            Text::tr("What is measured is consistent with: %1. “why?” shows the evidence and what to try.")
                .arg(names.join(QStringLiteral(", ")))};
}

} // namespace

RunStatus runStatus(const DiagnosisModel &diagnosis)
{
    const LiveRun &run = *diagnosis.run();
    if (!run.problem().isEmpty())
        return {Chip::Kind::Error, Text::tr("Cannot train"), Text::tr("Cannot train"), run.problem()};
    if (!run.gate().isEmpty())
        return {Chip::Kind::Neutral, Text::tr("Answer the question to run"), Text::tr("Locked"), run.gate(),
                QStringLiteral("padlock")};
    const SnapshotPtr snapshot = run.snapshot();
    const auto prepared = run.prepared();
    if (!snapshot || !prepared)
        return {Chip::Kind::Neutral, Text::tr("Ready"), Text::tr("Ready"), Text::tr("Press Play, or the space bar.")};
    const TrainingOptions &options = prepared->spec.training;
    if (snapshot->stopReason == StopReason::Diverged) {
        return {
            Chip::Kind::Error, Text::tr("Diverged at update %1").arg(numbers::count(snapshot->divergedStep)),
            Text::tr("Diverged"),
            Text::tr("After update %1 the loss was no longer a finite number: the steps are too large. The last finite "
                     "state is kept. A lower learning rate is the first thing to try.")
                .arg(numbers::count(snapshot->divergedStep))};
    }
    const QString loss = numbers::fixed(snapshot->metrics.loss, 4);
    const std::int64_t solved = snapshot->historyHere ? snapshot->historyHere->solvedEpoch() : -1;
    if (solved >= 0 && snapshot->outcome == Outcome::Solved) {
        return {Chip::Kind::Ok, Text::tr("Solved at epoch %1").arg(numbers::count(solved)), Text::tr("Solved"),
                Text::tr("Every training sample has been on the right side since or at epoch %1. %2")
                    .arg(numbers::count(solved), stopSentence(*snapshot, options))};
    }
    if (snapshot->outcome == Outcome::Solved)
        return {Chip::Kind::Ok, Text::tr("Loss reached"), Text::tr("Solved"), stopSentence(*snapshot, options)};
    if (!diagnosis.causes().empty())
        return causeStatus(diagnosis.causes());
    if (run.isRunning())
        return {Chip::Kind::Neutral, Text::tr("Learning"), Text::tr("Learning"), Text::tr("The loss is %1.").arg(loss)};
    if (snapshot->epoch == 0 && snapshot->step == 0)
        return {Chip::Kind::Neutral, Text::tr("Ready"), Text::tr("Ready"), Text::tr("Press Play, or the space bar.")};
    if (snapshot->stopReason != StopReason::None && snapshot->outcome == Outcome::Stuck) {
        return {
            Chip::Kind::Warn, Text::tr("Stuck at loss %1").arg(loss), Text::tr("Stuck"),
            Text::tr(
                "Not every training sample is on the right side, and over the last tenth of the epochs the loss fell "
                "by less than 1 %. %1")
                .arg(stopSentence(*snapshot, options))};
    }
    if (snapshot->stopReason != StopReason::None)
        return {Chip::Kind::Neutral, Text::tr("Undecided"), Text::tr("Undecided"),
                Text::tr("The loss was still falling. %1").arg(stopSentence(*snapshot, options))};
    if (snapshot->isPast) {
        const QString epoch = numbers::count(snapshot->epoch);
        return {Chip::Kind::Neutral, Text::tr("Back at epoch %1").arg(epoch), Text::tr("Back"),
                Text::tr("The run stands at epoch %1 of the %2 it has made. Play makes the rest again just as it was; "
                         "a changed setting or weight begins a branch.")
                    .arg(epoch, numbers::count(snapshot->newestEpoch))};
    }
    return {Chip::Kind::Neutral, Text::tr("Paused"), Text::tr("Paused"),
            Text::tr("The run rests at epoch %1.").arg(numbers::count(snapshot->epoch))};
}

} // namespace basin
