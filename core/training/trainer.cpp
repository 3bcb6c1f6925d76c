#include "training/trainer.h"

#include "training/run_moment.h"
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

template <class Value, class Make>
void Trainer::recorded(const Value &value, const Make &make)
{
    if (!m_listener)
        return make();
    RecordedChange change{.place = m_run->runPlace(), .stop = m_run->stopReason(), .change = value};
    const std::int64_t before = m_run->changes();
    make();
    if (m_run->changes() != before)
        m_listener(change);
}

void Trainer::goOn()
{
    recorded(GoOn{}, [this] { m_run->goOn(); });
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
    recorded(ParameterChange{index, value}, [&] { m_run->setParameter(index, value); });
}

void Trainer::setParameters(ConstVectorRef parameters)
{
    recorded(std::vector<double>(parameters.begin(), parameters.end()), [&] { m_run->setParameters(parameters); });
}

void Trainer::setLoss(const LossSpec &loss)
{
    recorded(loss, [&] { m_run->setLoss(loss); });
}

void Trainer::setOptimizer(const OptimizerSpec &optimizer)
{
    recorded(optimizer, [&] { m_run->setOptimizer(optimizer); });
}

void Trainer::setTraining(const TrainingOptions &training)
{
    recorded(training, [&] { m_run->setTraining(training); });
}

std::shared_ptr<const RunSettings> Trainer::settings() const
{
    return m_run->settings();
}

RunPlace Trainer::runPlace() const
{
    return m_run->runPlace();
}

RunMoment Trainer::moment() const
{
    return m_run->moment();
}

void Trainer::restore(const RunMoment &moment, History history)
{
    m_run->restore(moment, std::move(history));
}

void Trainer::repeat(const RecordedChange &change)
{
    struct Repeat {
        TrainingRun &run;
        void operator()(const GoOn &) const { run.goOn(); }
        void operator()(const ParameterChange &parameter) const { run.setParameter(parameter.index, parameter.value); }
        void operator()(const std::vector<double> &parameters) const
        {
            run.setParameters(
                Eigen::Map<const Vector>(parameters.data(), static_cast<Eigen::Index>(parameters.size())));
        }
        void operator()(const LossSpec &loss) const { run.setLoss(loss); }
        void operator()(const OptimizerSpec &optimizer) const { run.setOptimizer(optimizer); }
        void operator()(const TrainingOptions &training) const { run.setTraining(training); }
    };
    std::visit(Repeat{*m_run}, change.change);
}

void Trainer::setChangeListener(std::function<void(const RecordedChange &)> listener)
{
    m_listener = std::move(listener);
}

} // namespace basin
