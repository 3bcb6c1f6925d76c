#include "training/typed_run.h"

#include "data/error.h"
#include "network/initialiser.h"
#include "training/flush_to_zero.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace basin {

namespace {

template <class T>
std::vector<T> converted(const double *values, std::size_t count)
{
    std::vector<T> result(count);
    std::transform(values, values + count, result.begin(), [](double value) { return static_cast<T>(value); });
    return result;
}

/// The first `count` rows, feature by feature.
template <class T>
std::vector<T> firstRows(const Matrix &inputs, Eigen::Index count)
{
    std::vector<T> rows;
    rows.reserve(static_cast<std::size_t>(count * inputs.cols()));
    for (Eigen::Index feature = 0; feature < inputs.cols(); ++feature) {
        for (Eigen::Index sample = 0; sample < count; ++sample)
            rows.push_back(static_cast<T>(inputs(sample, feature)));
    }
    return rows;
}

} // namespace

template <class T>
TypedRun<T>::TypedRun(RunSpec spec, std::shared_ptr<const PreparedData> data, const RunState *state)
    : TrainingRun(std::move(spec), std::move(data), state), m_objective(m_spec.architecture, m_spec.loss, m_data)
{
    m_classifies = m_objective.classifies();
    const auto size = static_cast<std::size_t>(m_spec.architecture.parameterCount());
    if (state != nullptr) {
        m_theta = converted<T>(state->parameters.data(), size);
    } else {
        const Vector start = startParameters(m_spec.architecture, m_spec.init);
        m_theta = converted<T>(start.data(), size);
    }
    m_other.resize(size);
    m_gradient.resize(size);
    freeze(m_spec.training.frozen);
    makeFreshOptimizer(m_spec.optimizer);
    if (state != nullptr && !state->optimizer.empty())
        setOptimizerState(state->optimizer);
    const auto patterns = static_cast<Eigen::Index>(m_history.outputTraces()) / m_data->train.targets.cols();
    m_tracedInputs = firstRows<T>(m_data->train.inputs, patterns);
    m_tracedOutputs.resize(m_history.outputTraces());
    m_weightTraces.resize(m_history.weightTraces());
    m_outputTraces.resize(m_history.outputTraces());
    measureGradient();
    if (!isWithinRange(m_theta) || !m_measured.value.isFinite())
        throw InputError("init", "the loss at the start must be finite; try smaller weights or scale the data");
    if (m_position == 0)
        remeasure();
    else
        addPoint(); // gone on with in the middle of an epoch: the curves begin there
}

template <class T>
StopReason TypedRun<T>::advance(std::int64_t updates)
{
    const FlushToZero flush;
    while (updates > 0 && m_stop == StopReason::None) {
        if (m_fullBatchOptimizer) {
            iterateFullBatch();
            --updates;
        } else if (isFullBatch()) {
            updates -= advanceFullBatch(updates);
        } else {
            advanceMiniBatch();
            --updates;
        }
    }
    return m_stop;
}

/// The hot loop of small problems. The gradient at θ is always at hand here: evaluating it after an update gives the
/// loss of that epoch for nothing, so history and stop rules see every epoch, and where advance() is cut makes no odds.
/// @return  updates made or tried
template <class T>
std::int64_t TypedRun<T>::advanceFullBatch(std::int64_t updates)
{
    measureGradient();
    std::int64_t made = 0;
    while (made < updates && m_stop == StopReason::None) {
        ++made;
        m_optimizer->update(m_theta.data(), m_gradient.data(), m_other.data(), m_frozen,
                            m_measured.value.loss + m_measured.value.penalty);
        if (!isWithinRange(m_other)) {
            stopDiverged(m_step + 1);
            break;
        }
        m_theta.swap(m_other);
        const auto value = m_objective.valueAndGradient(m_theta.data(), m_gradient.data());
        if (!value.isFinite()) {
            m_theta.swap(m_other);
            m_measured = {};
            stopDiverged(m_step + 1);
            break;
        }
        m_measured = {.hasLoss = true, .hasGradient = true, .value = value};
        ++m_step;
        ++m_epoch;
        endEpoch();
    }
    m_hasPrevious = false;
    return made;
}

template <class T>
void TypedRun<T>::advanceMiniBatch()
{
    const auto rows = m_order.rows(m_epoch, m_spec.training.shuffle, m_position, m_batchSize);
    const auto value = m_objective.valueAndGradient(m_theta.data(), rows, m_gradient.data());
    m_measured.hasGradient = false;
    if (!value.isFinite())
        return stepBack();
    m_optimizer->update(m_theta.data(), m_gradient.data(), m_other.data(), m_frozen, value.loss + value.penalty);
    if (!isWithinRange(m_other))
        return stopDiverged(m_step + 1);
    m_theta.swap(m_other);
    m_hasPrevious = true;
    m_previous = {m_epoch, m_position};
    m_measured = {};
    ++m_step;
    m_position += static_cast<std::int64_t>(rows.size());
    if (m_position < samples())
        return;
    m_position = 0;
    ++m_epoch;
    if (!m_history.wantsPoint(m_epoch) && !m_rules.needLoss()) {
        m_stop = m_rules.check(m_epoch, std::numeric_limits<double>::infinity());
        return;
    }
    measureLoss();
    m_measured.value.isFinite() ? endEpoch() : stepBack();
}

/// One iteration of an optimizer that asks for the full batch itself; it is one update and one epoch. An epoch that was
/// begun with mini-batches ends with it.
template <class T>
void TypedRun<T>::iterateFullBatch()
{
    m_other = m_theta;
    m_hasPrevious = false;
    m_measured.hasGradient = false;
    if (!m_fullBatchOptimizer->iterate(m_objective.problem(), m_other.data(), m_frozen)) {
        m_stop = StopReason::NoStepFound;
        return;
    }
    if (!isWithinRange(m_other))
        return stopDiverged(m_step + 1);
    m_theta.swap(m_other);
    m_measured = {};
    measureGradient();
    if (!m_measured.value.isFinite()) {
        m_theta.swap(m_other);
        m_measured = {};
        return stopDiverged(m_step + 1);
    }
    ++m_step;
    ++m_epoch;
    m_position = 0;
    endEpoch();
}

/// At the end of an epoch whose loss is known.
template <class T>
void TypedRun<T>::endEpoch()
{
    const auto loss = static_cast<double>(m_measured.value.loss);
    if (m_history.wantsPoint(m_epoch))
        addPoint();
    else
        m_history.addLoss(loss);
    if (m_measured.value.correct == samples() && m_history.solvedEpoch() < 0 && m_classifies)
        m_history.setSolvedEpoch(m_epoch);
    m_stop = m_rules.check(m_epoch, loss);
}

template <class T>
void TypedRun<T>::addPoint()
{
    const FlushToZero flush;
    std::copy_n(m_theta.begin(), m_weightTraces.size(), m_weightTraces.begin());
    const auto patterns = static_cast<std::int64_t>(m_tracedOutputs.size()) / m_data->train.targets.cols();
    m_objective.outputs(m_theta.data(), m_tracedInputs.data(), patterns, m_tracedOutputs.data());
    const std::size_t width = m_tracedOutputs.size() / static_cast<std::size_t>(patterns > 0 ? patterns : 1);
    for (std::size_t i = 0; i < m_outputTraces.size(); ++i)
        m_outputTraces[i] = m_tracedOutputs[i % width * static_cast<std::size_t>(patterns) + i / width];
    m_history.addPoint(m_epoch, metrics(), m_weightTraces, m_outputTraces);
}

/// @param step  the update that led to what is not finite; θ is what it was before
template <class T>
void TypedRun<T>::stopDiverged(std::int64_t step)
{
    m_stop = StopReason::Diverged;
    m_divergedStep = step;
    m_hasPrevious = false;
    // Its moments were carried away with θ. Going on after a change begins with fresh ones.
    makeFreshOptimizer(m_spec.optimizer);
}

/// The last update gave a θ whose loss is not finite.
template <class T>
void TypedRun<T>::stepBack()
{
    const std::int64_t step = m_step;
    if (m_hasPrevious) {
        m_theta.swap(m_other);
        m_measured = {};
        m_epoch = m_previous.epoch;
        m_position = m_previous.position;
        --m_step;
    }
    stopDiverged(step);
}

template <class T>
void TypedRun<T>::measureLoss()
{
    if (m_measured.hasLoss)
        return;
    const FlushToZero flush;
    m_measured.value = m_objective.value(m_theta.data());
    m_measured.hasLoss = true;
}

template <class T>
void TypedRun<T>::measureGradient()
{
    if (m_measured.hasGradient)
        return;
    const FlushToZero flush;
    m_measured.value = m_objective.valueAndGradient(m_theta.data(), m_gradient.data());
    m_measured.hasLoss = m_measured.hasGradient = true;
}

template <class T>
void TypedRun<T>::measureTest()
{
    if (m_measured.hasTest)
        return;
    const FlushToZero flush;
    m_measured.test = m_objective.testValue(m_theta.data());
    m_measured.hasTest = true;
}

template <class T>
Vector TypedRun<T>::parameters() const
{
    return widened(m_theta);
}

template <class T>
Vector TypedRun<T>::gradient()
{
    measureGradient();
    return widened(m_gradient);
}

template <class T>
Metrics TypedRun<T>::metrics()
{
    measureLoss();
    Metrics metrics;
    metrics.loss = static_cast<double>(m_measured.value.loss);
    metrics.penalty = static_cast<double>(m_measured.value.penalty);
    if (m_classifies) {
        metrics.correct = m_measured.value.correct;
        metrics.accuracy = static_cast<double>(m_measured.value.correct) / static_cast<double>(samples());
    }
    if (m_objective.testSamples() > 0) {
        measureTest();
        metrics.testLoss = static_cast<double>(m_measured.test.loss);
        if (m_classifies)
            metrics.testAccuracy =
                static_cast<double>(m_measured.test.correct) / static_cast<double>(m_objective.testSamples());
    }
    return metrics;
}

template <class T>
Matrix TypedRun<T>::outputs(Eigen::Index count)
{
    count = std::clamp<Eigen::Index>(count, 0, m_data->train.samples());
    const FlushToZero flush;
    const std::vector<T> inputs = firstRows<T>(m_data->train.inputs, count);
    Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> outputs(count, m_data->train.targets.cols());
    if (count > 0)
        m_objective.outputs(m_theta.data(), inputs.data(), count, outputs.data());
    return outputs.template cast<double>();
}

template <class T>
void TypedRun<T>::applyParameters(ConstVectorRef wanted)
{
    std::vector<T> theta(m_theta.size());
    for (std::size_t i = 0; i < theta.size(); ++i)
        theta[i] = static_cast<T>(wanted[static_cast<Eigen::Index>(i)]);
    const std::vector<T> old = std::exchange(m_theta, std::move(theta));
    m_measured = {};
    if (isWithinRange(m_theta)) {
        measureGradient();
        if (m_measured.value.isFinite()) {
            m_hasPrevious = false;
            return;
        }
    }
    m_theta = old;
    m_measured = {};
    throw InputError("parameters", "the loss there must be finite");
}

template <class T>
void TypedRun<T>::applyLoss(const LossSpec &loss)
{
    m_objective.setLoss(loss);
    m_measured = {};
    measureGradient();
    if (m_measured.value.isFinite()) {
        m_hasPrevious = false;
        return;
    }
    m_objective.setLoss(m_spec.loss);
    m_measured = {};
    throw InputError("loss.name", "the loss at these weights must be finite");
}

template <class T>
void TypedRun<T>::applyOptimizer(const OptimizerSpec &optimizer)
{
    if (optimizer.name != m_spec.optimizer.name)
        return makeFreshOptimizer(optimizer);
    m_optimizer ? m_optimizer->setHyperparameters(optimizer) : m_fullBatchOptimizer->setHyperparameters(optimizer);
}

template <class T>
void TypedRun<T>::applyTraining(const TrainingOptions &training)
{
    freeze(training.frozen);
}

template <class T>
void TypedRun<T>::remeasure()
{
    if (m_position != 0)
        return;
    measureLoss();
    endEpoch();
}

template <class T>
std::vector<std::vector<double>> TypedRun<T>::optimizerState() const
{
    return m_optimizer ? m_optimizer->state() : m_fullBatchOptimizer->state();
}

template <class T>
void TypedRun<T>::setOptimizerState(const std::vector<std::vector<double>> &state)
{
    m_optimizer ? m_optimizer->setState(state) : m_fullBatchOptimizer->setState(state);
}

template <class T>
void TypedRun<T>::addTo(RunMoment &moment) const
{
    if (!m_hasPrevious)
        return;
    moment.previousParameters.assign(m_other.begin(), m_other.end());
    moment.previous = {.epoch = m_previous.epoch, .position = m_previous.position};
}

template <class T>
void TypedRun<T>::applyMoment(const RunMoment &moment)
{
    if (moment.settings->loss != m_spec.loss)
        m_objective.setLoss(moment.settings->loss);
    m_theta = converted<T>(moment.state.parameters.data(), moment.state.parameters.size());
    m_hasPrevious = !moment.previousParameters.empty();
    if (m_hasPrevious)
        m_other = converted<T>(moment.previousParameters.data(), moment.previousParameters.size());
    m_previous = {moment.previous.epoch, moment.previous.position};
    m_measured = {};
    freeze(moment.settings->training.frozen);
    makeFreshOptimizer(moment.settings->optimizer);
    setOptimizerState(moment.state.optimizer);
}

template <class T>
void TypedRun<T>::makeFreshOptimizer(const OptimizerSpec &optimizer)
{
    const OptimizerKind *kind = findOptimizer(optimizer.name);
    if (kind != nullptr && kind->fullBatchOnly) {
        m_fullBatchOptimizer = makeFullBatchOptimizer<T>(optimizer, m_theta.size());
        m_optimizer.reset();
    } else {
        m_optimizer = makeOptimizer<T>(optimizer, m_theta.size());
        m_fullBatchOptimizer.reset();
    }
}

template <class T>
void TypedRun<T>::freeze(const std::vector<std::int64_t> &indices)
{
    m_frozen.assign(indices.empty() ? 0 : m_theta.size(), 0);
    for (const std::int64_t index : indices)
        m_frozen[static_cast<std::size_t>(index)] = 1;
}

template class TypedRun<float>;
template class TypedRun<double>;

} // namespace basin
