#include "training/trainer.h"

#include "training/training_run.h"
#include "training/typed_run.h"

namespace basin {

std::string_view outcomeName(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Solved:
        return "solved";
    case Outcome::Stuck:
        return "stuck";
    case Outcome::Diverged:
        return "diverged";
    case Outcome::Undecided:
        break;
    }
    return "undecided";
}

std::unique_ptr<TrainingRun> makeRun(RunSpec spec, std::shared_ptr<const PreparedData> data, const RunState *state)
{
    if (spec.training.precision == Precision::Float32)
        return std::make_unique<TypedRun<float>>(std::move(spec), std::move(data), state);
    return std::make_unique<TypedRun<double>>(std::move(spec), std::move(data), state);
}

Trainer::Trainer(RunSpec spec, std::shared_ptr<const PreparedData> data, const RunState *state)
    : m_run(makeRun(std::move(spec), std::move(data), state))
{
}

Trainer::~Trainer() = default;
Trainer::Trainer(Trainer &&) noexcept = default;
Trainer &Trainer::operator=(Trainer &&) noexcept = default;

StopReason Trainer::advance(std::int64_t updates)
{
    return m_run->advance(updates);
}

StopReason Trainer::advanceEpochs(std::int64_t epochs)
{
    return m_run->advance(m_run->updatesFor(epochs));
}

void Trainer::goOn()
{
    m_run->goOn();
}

std::int64_t Trainer::epoch() const
{
    return m_run->epoch();
}

std::int64_t Trainer::step() const
{
    return m_run->step();
}

std::int64_t Trainer::samplesUsed() const
{
    return m_run->samplesUsed();
}

std::int64_t Trainer::updatesPerEpoch() const
{
    return m_run->updatesPerEpoch();
}

std::int64_t Trainer::updatesFor(std::int64_t epochs) const
{
    return m_run->updatesFor(epochs);
}

const RunSpec &Trainer::spec() const
{
    return m_run->spec();
}

const PreparedData &Trainer::data() const
{
    return m_run->data();
}

const History &Trainer::history() const
{
    return m_run->history();
}

Vector Trainer::parameters() const
{
    return m_run->parameters();
}

Vector Trainer::gradient() const
{
    return m_run->gradient();
}

Metrics Trainer::metrics() const
{
    return m_run->metrics();
}

Matrix Trainer::outputs() const
{
    return m_run->outputs(m_run->data().train.samples());
}

Matrix Trainer::outputs(Eigen::Index samples) const
{
    return m_run->outputs(samples);
}

RunState Trainer::state() const
{
    return m_run->state();
}

RunState Trainer::place() const
{
    return m_run->place();
}

StopReason Trainer::stopReason() const
{
    return m_run->stopReason();
}

std::int64_t Trainer::divergedStep() const
{
    return m_run->divergedStep();
}

Outcome Trainer::outcome() const
{
    return m_run->outcome();
}

void Trainer::setParameter(Eigen::Index index, double value)
{
    m_run->setParameter(index, value);
}

void Trainer::setParameters(ConstVectorRef parameters)
{
    m_run->setParameters(parameters);
}

void Trainer::setLoss(const LossSpec &loss)
{
    m_run->setLoss(loss);
}

void Trainer::setOptimizer(const OptimizerSpec &optimizer)
{
    m_run->setOptimizer(optimizer);
}

void Trainer::setTraining(const TrainingOptions &training)
{
    m_run->setTraining(training);
}

} // namespace basin
