#include "training/training_run.h"

#include "data/error.h"
#include "network/objective.h"
#include "training/change_log.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace basin {

namespace {

constexpr std::int64_t fewestEpochs = 100; ///< before which a run under way is not called stuck

History historyFor(const Architecture &architecture, std::int64_t samples)
{
    const auto most = static_cast<std::int64_t>(History::maximumTraces);
    const std::int64_t outputs = std::max(1, architecture.outputCount());
    const std::int64_t patterns = std::min(samples, most / outputs);
    // All weights or the first few: a part of θ is no path, but its curves still are worth seeing.
    const auto weights = static_cast<std::size_t>(architecture.parameterCount());
    return History(weights <= History::maximumWeightTraces ? weights : History::maximumTraces,
                   static_cast<std::size_t>(patterns * outputs));
}

void checkFrozen(const Architecture &architecture, const TrainingOptions &training)
{
    for (const std::int64_t index : training.frozen) {
        if (index >= architecture.parameterCount())
            throw InputError("training.frozen",
                             "must be indices below " + std::to_string(architecture.parameterCount()));
    }
}

void checkBatch(const Architecture &architecture, std::int64_t samples, const OptimizerSpec &optimizer,
                const TrainingOptions &training)
{
    const OptimizerKind *kind = findOptimizer(optimizer.name);
    const bool fullBatch = training.batchSize == 0 || training.batchSize >= samples;
    if (kind != nullptr && kind->fullBatchOnly && !fullBatch)
        throw InputError("optimizer.name", optimizer.name + " needs the full batch (training.batch_size 0)");
    if (optimizer.name == "levenberg_marquardt" && architecture.parameterCount() > Objective::maximumHessianSize)
        throw InputError("optimizer.name", "levenberg_marquardt is for at most " +
                                               std::to_string(Objective::maximumHessianSize) + " parameters");
}

bool isSolved(const RunSpec &spec, std::int64_t samples, bool classifies, const Metrics &metrics)
{
    if (!classifies)
        return spec.training.stopLoss > 0.0 && metrics.loss <= spec.training.stopLoss;
    const bool isSum = spec.loss.name == "sum_squared_error";
    const double meanLoss = isSum ? metrics.loss / static_cast<double>(samples) : metrics.loss;
    const double solvedLoss = spec.training.solvedLoss;
    return metrics.correct == samples && (solvedLoss == 0.0 || meanLoss < solvedLoss);
}

/// The loss at `epoch`, or at the last point before it.
double lossAt(const History &history, std::int64_t epoch)
{
    const std::vector<HistoryBin> &bins = history.bins();
    const auto after = std::upper_bound(bins.begin(), bins.end(), epoch,
                                        [](std::int64_t wanted, const HistoryBin &bin) { return wanted < bin.epoch; });
    return after == bins.begin() ? std::numeric_limits<double>::quiet_NaN() : std::prev(after)->first.loss;
}

} // namespace

TrainingRun::TrainingRun(RunSpec spec, std::shared_ptr<const PreparedData> data, const RunState *state)
    : m_spec(std::move(spec)),
      m_data(std::move(data)),
      m_order(m_spec.init.seed, m_data->train.samples()),
      m_rules(m_spec.training),
      m_history(historyFor(m_spec.architecture, m_data->train.samples()))
{
    checkRun(m_spec, *m_data);
    takeUp(m_spec.training);
    if (state == nullptr)
        return;
    checkState(*state);
    m_epoch = state->epoch;
    m_step = state->step;
    m_position = state->batch;
}

void checkRun(const RunSpec &spec, const PreparedData &data)
{
    const Architecture &architecture = spec.architecture;
    const Dataset &train = data.train;
    if (train.samples() == 0)
        throw InputError("data", "must have at least one training sample");
    if (architecture.inputCount() != train.inputs.cols())
        throw InputError("network", "must have " + std::to_string(train.inputs.cols()) + " inputs, as the data has");
    if (architecture.outputCount() != train.targets.cols())
        throw InputError("network.layers", "the last layer must have " + std::to_string(train.targets.cols()) +
                                               " units, one for each target");
    if (const auto problem = spec.training.problem())
        throw InputError("", *problem);
    checkFrozen(architecture, spec.training);
    checkBatch(architecture, train.samples(), spec.optimizer, spec.training);
}

void TrainingRun::checkState(const RunState &state) const
{
    if (static_cast<Eigen::Index>(state.parameters.size()) != m_spec.architecture.parameterCount())
        throw InputError("state.parameters", "must be " + std::to_string(m_spec.architecture.parameterCount()) +
                                                 " numbers, one for each parameter");
    if (state.epoch < 0 || state.step < 0)
        throw InputError("state.epoch", "must be 0 or more");
    if (state.batch < 0 || state.batch >= samples())
        throw InputError("state.batch", "must be from 0 to " + std::to_string(samples() - 1));
}

void TrainingRun::takeUp(const TrainingOptions &training)
{
    m_batchSize = training.batchSize == 0 ? samples() : std::min(training.batchSize, samples());
}

std::int64_t TrainingRun::updatesFor(std::int64_t epochs) const
{
    if (epochs <= 0)
        return 0;
    const std::int64_t left = (samples() - m_position + m_batchSize - 1) / m_batchSize;
    const std::int64_t most = std::numeric_limits<std::int64_t>::max() / updatesPerEpoch() - 1;
    return left + (std::min(epochs, most) - 1) * updatesPerEpoch();
}

void TrainingRun::goOn()
{
    if (m_stop == StopReason::None || m_stop == StopReason::Diverged)
        return;
    m_rules.override(m_stop, m_epoch);
    m_stop = StopReason::None;
    ++m_changes;
}

std::int64_t TrainingRun::updatesPerEpoch() const
{
    return (samples() + m_batchSize - 1) / m_batchSize;
}

RunState TrainingRun::place() const
{
    const Vector theta = parameters();
    RunState state;
    state.parameters.assign(theta.begin(), theta.end());
    state.epoch = m_epoch;
    state.step = m_step;
    state.batch = m_position;
    return state;
}

RunState TrainingRun::state() const
{
    RunState state = place();
    state.optimizer = optimizerState();
    return state;
}

std::shared_ptr<const RunSettings> TrainingRun::settings()
{
    if (!m_settings)
        m_settings = std::make_shared<const RunSettings>(RunSettings{m_spec.loss, m_spec.optimizer, m_spec.training});
    return m_settings;
}

RunMoment TrainingRun::moment()
{
    RunMoment moment;
    moment.settings = settings();
    moment.state = state();
    moment.rules = m_rules;
    moment.stop = m_stop;
    moment.divergedStep = m_divergedStep;
    moment.history = m_history.mark();
    addTo(moment);
    return moment;
}

void TrainingRun::restore(const RunMoment &moment, History history)
{
    applyMoment(moment);
    m_settings = moment.settings;
    m_spec.loss = m_settings->loss;
    m_spec.optimizer = m_settings->optimizer;
    m_spec.training = m_settings->training;
    takeUp(m_spec.training);
    m_rules = moment.rules;
    m_history = std::move(history);
    m_epoch = moment.state.epoch;
    m_step = moment.state.step;
    m_position = moment.state.batch;
    m_stop = moment.stop;
    m_divergedStep = moment.divergedStep;
}

Outcome TrainingRun::outcome()
{
    if (m_stop == StopReason::Diverged)
        return Outcome::Diverged;
    const Outcome atRest =
        outcomeAtRest(m_spec, samples(), m_classifies, m_stop, metrics(), lossAt(m_history, lookBack(m_epoch)));
    const bool isEarly = m_stop == StopReason::None && m_epoch < fewestEpochs;
    return isEarly && atRest == Outcome::Stuck ? Outcome::Undecided : atRest;
}

Outcome outcomeAtRest(const RunSpec &spec, std::int64_t samples, bool classifies, StopReason reason, const Metrics &now,
                      double before)
{
    if (isSolved(spec, samples, classifies, now))
        return Outcome::Solved;
    if (reason == StopReason::NoProgress || reason == StopReason::NoStepFound)
        return Outcome::Stuck;
    const bool fell = !(before - now.loss < 0.01 * std::abs(before));
    return fell ? Outcome::Undecided : Outcome::Stuck;
}

void TrainingRun::record(std::string_view key, std::string from, std::string to)
{
    m_history.addEvent({.epoch = m_epoch, .key = std::string(key), .from = std::move(from), .to = std::move(to)});
}

/// After a change the run may go on, unless a rule holds for where it is now.
void TrainingRun::changed()
{
    ++m_changes;
    m_settings.reset();
    m_divergedStep = -1;
    m_stop = StopReason::None;
    m_rules.restartPatience();
    remeasure();
}

void TrainingRun::setParameter(Eigen::Index index, double value)
{
    Vector theta = parameters();
    if (index < 0 || index >= theta.size())
        throw InputError("parameter", "must be an index below " + std::to_string(theta.size()));
    const double before = theta[index];
    if (before == value)
        return;
    theta[index] = value;
    applyParameters(theta);
    record("parameter." + m_spec.architecture.parameterName(index), numberText(before), numberText(value));
    changed();
}

void TrainingRun::setParameters(ConstVectorRef wanted)
{
    const Vector before = parameters();
    if (wanted.size() != before.size())
        throw InputError("parameters", "must be " + std::to_string(before.size()) + " numbers");
    const Eigen::Index differing = (before.array() != wanted.array()).count();
    if (differing == 0)
        return;
    if (differing == 1) {
        Eigen::Index index = 0;
        (before.array() != wanted.array()).maxCoeff(&index);
        return setParameter(index, wanted[index]);
    }
    applyParameters(wanted);
    record("parameters", {}, {});
    changed();
}

void TrainingRun::setLoss(const LossSpec &loss)
{
    if (loss == m_spec.loss)
        return;
    applyLoss(loss);
    reportChanges(m_spec.loss, loss, [this](auto key, auto from, auto to) { record(key, from, to); });
    m_spec.loss = loss;
    changed();
}

void TrainingRun::setOptimizer(const OptimizerSpec &optimizer)
{
    if (optimizer == m_spec.optimizer)
        return;
    checkBatch(m_spec.architecture, samples(), optimizer, m_spec.training);
    applyOptimizer(optimizer);
    reportChanges(m_spec.optimizer, optimizer, [this](auto key, auto from, auto to) { record(key, from, to); });
    m_spec.optimizer = optimizer;
    changed();
}

void TrainingRun::setTraining(const TrainingOptions &training)
{
    if (training == m_spec.training)
        return;
    if (const auto problem = training.problem())
        throw InputError("", *problem);
    if (training.precision != m_spec.training.precision)
        throw InputError("training.precision", "must stay as it is while a run goes on");
    checkFrozen(m_spec.architecture, training);
    checkBatch(m_spec.architecture, samples(), m_spec.optimizer, training);
    takeUp(training);
    applyTraining(training);
    reportChanges(m_spec.training, training, [this](auto key, auto from, auto to) { record(key, from, to); });
    m_spec.training = training;
    m_rules.set(training);
    changed();
}

} // namespace basin
