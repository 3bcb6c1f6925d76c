#include "diagnosis/diagnosis.h"

#include "landscape/escape.h"
#include "network/activation.h"
#include "network/initialiser.h"
#include "training/change_log.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace basin {

namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

std::string layerKey(std::size_t layer, const char *key)
{
    return "network.layers[" + std::to_string(layer) + "]." + key;
}

/// Works out one experiment after the other for one run.
class CureMaker {
public:
    CureMaker(const DiagnosedRun &run, const PointReport &report)
        : m_run(run),
          m_report(report),
          m_objective(run.spec.architecture, run.spec.loss, run.data.train.inputs, run.data.train.targets),
          m_hidden(run.spec.architecture.layers().size() - 1)
    {
    }

    [[nodiscard]] std::optional<Cure> make(CureKind kind) const;

private:
    [[nodiscard]] const RunSpec &spec() const { return m_run.spec; }
    [[nodiscard]] const std::vector<LayerSpec> &layers() const { return spec().architecture.layers(); }

    [[nodiscard]] std::optional<Cure> goOn() const;
    [[nodiscard]] std::optional<Cure> fromNewStart(CureKind kind, Settings settings) const;
    [[nodiscard]] std::optional<Cure> startOfSize(CureKind kind) const;
    [[nodiscard]] std::optional<Cure> kick() const;
    [[nodiscard]] std::optional<Cure> wayOut() const;
    [[nodiscard]] std::optional<Cure> otherOptimizer(CureKind kind) const;
    [[nodiscard]] std::optional<Cure> otherWidth(CureKind kind) const;
    [[nodiscard]] std::optional<Cure> float64() const;
    [[nodiscard]] std::optional<Cure> otherPenalty(CureKind kind) const;
    [[nodiscard]] std::optional<Cure> scaledOption(CureKind kind, const char *key, double factor) const;
    [[nodiscard]] std::optional<Cure> smallerBatch() const;
    [[nodiscard]] std::optional<Cure> fittingActivation() const;
    [[nodiscard]] std::optional<Cure> fittingLoss() const;
    [[nodiscard]] std::optional<Cure> otherHidden() const;

    const DiagnosedRun &m_run;
    const PointReport &m_report;
    const Objective m_objective; ///< in float64
    const std::size_t m_hidden;  ///< layers
};

std::optional<Cure> CureMaker::make(CureKind kind) const
{
    switch (kind) {
    case CureKind::GoOn:
        return goOn();
    case CureKind::OtherSeed:
        return fromNewStart(kind, {{"init.seed", std::to_string(spec().init.seed + 1)}});
    case CureKind::RandomStart:
        return fromNewStart(kind, {{"init.kernel", "glorot_uniform"}});
    case CureKind::LargerStart:
    case CureKind::SmallerStart:
        return startOfSize(kind);
    case CureKind::Kick:
        return kick();
    case CureKind::WayOut:
        return wayOut();
    case CureKind::Irprop:
    case CureKind::OtherOptimizer:
        return otherOptimizer(kind);
    case CureKind::Wider:
    case CureKind::LowerCapacity:
        return otherWidth(kind);
    case CureKind::Standardise:
        if (!m_run.data.scale.isIdentity())
            return {};
        return Cure{.kind = kind, .settings = {{"data.scaling", "standard"}}, .parameters = {}, .restarts = true};
    case CureKind::Float64:
        return float64();
    case CureKind::LowerPenalty:
    case CureKind::HigherPenalty:
        return otherPenalty(kind);
    case CureKind::OtherSplit:
        if (m_run.data.test.samples() == 0)
            return {};
        return Cure{.kind = kind,
                    .settings = {{"data.seed", std::to_string(spec().init.seed + 1)}},
                    .parameters = {},
                    .restarts = true};
    case CureKind::LowerRate:
        return scaledOption(kind, "learning_rate", 0.1);
    case CureKind::HigherRate:
        return scaledOption(kind, "learning_rate", 10.0);
    case CureKind::SmallerEpsilon:
        return scaledOption(kind, "epsilon", 1e-6);
    case CureKind::SmallerBatch:
        return smallerBatch();
    case CureKind::FittingActivation:
        return fittingActivation();
    case CureKind::FittingLoss:
        return fittingLoss();
    case CureKind::OtherHidden:
        return otherHidden();
    case CureKind::RightGradient:
        if (spec().loss.fault == GradientFault::None)
            return {};
        return Cure{.kind = kind, .settings = {{"loss.deliberate_bug", "none"}}, .parameters = {}};
    }
    return {};
}

std::optional<Cure> CureMaker::goOn() const
{
    const std::int64_t epochs = std::max<std::int64_t>({m_run.epoch, spec().training.epochs, 100});
    return Cure{.kind = CureKind::GoOn,
                .settings = {{"training.epochs", std::to_string(10 * std::min(epochs, std::int64_t{1} << 48))}},
                .parameters = {}};
}

/// A start typed in by hand would be the same again.
std::optional<Cure> CureMaker::fromNewStart(CureKind kind, Settings settings) const
{
    const bool isScheme = kind != CureKind::OtherSeed;
    for (std::size_t l = 0; isScheme && l < layers().size(); ++l) {
        if (layers()[l].kernelInit)
            settings.emplace_back(layerKey(l, "init.kernel"), settings.front().second);
    }
    if (!spec().init.parameters.empty())
        settings.emplace_back("init.parameters", "[]");
    return Cure{.kind = kind, .settings = std::move(settings), .parameters = {}, .restarts = true};
}

/// Glorot's where the start lies on its other side, else a uniform one of twice or a third of its present size.
std::optional<Cure> CureMaker::startOfSize(CureKind kind) const
{
    const bool isLarger = kind == CureKind::LargerStart;
    InitialisationSpec standard;
    standard.seed = spec().init.seed;
    const double glorot = startParameters(spec().architecture, standard).norm();
    const Vector start = startParameters(spec().architecture, spec().init);
    if (isLarger ? start.norm() < 0.7 * glorot : start.norm() > 1.5 * glorot)
        return fromNewStart(kind, {{"init.kernel", "glorot_uniform"}});
    const double size = start.cwiseAbs().maxCoeff() * (isLarger ? 2.0 : 1.0 / 3.0);
    const std::string limit = numberText(size > 0.0 ? size : 1.0);
    return fromNewStart(kind, {{"init.kernel", R"({"name":"uniform","low":-)" + limit + R"(,"high":)" + limit + "}"}});
}

/// As far along the most negative curvature, either way, as lowers the loss most.
std::optional<Cure> CureMaker::kick() const
{
    if (m_report.eigenvalues.size() == 0 || m_report.eigenvalues[0] >= 0.0 || !m_run.parameters.allFinite())
        return {};
    const Vector direction = m_report.eigenvectors.col(0);
    const auto valueAt = [this](const Vector &theta) { return m_objective.loss(theta) + m_objective.penalty(theta); };
    double lowest = valueAt(m_run.parameters);
    std::optional<Vector> best;
    for (const double size : {0.1, -0.1, 0.3, -0.3, 1.0, -1.0, 3.0, -3.0}) {
        const Vector there = m_run.parameters + size * direction;
        if (const double value = valueAt(there); value < lowest) {
            lowest = value;
            best = there;
        }
    }
    if (!best)
        return {};
    return Cure{.kind = CureKind::Kick, .settings = {}, .parameters = std::move(best)};
}

std::optional<Cure> CureMaker::wayOut() const
{
    if (!m_run.parameters.allFinite() || m_objective.size() > maximumSpectrum)
        return {};
    const Escape escape = findEscape(m_objective, m_run.parameters);
    if (!escape.found)
        return {};
    return Cure{.kind = CureKind::WayOut, .settings = {}, .parameters = escape.segments.back()};
}

std::optional<Cure> CureMaker::otherOptimizer(CureKind kind) const
{
    const bool isIrprop = kind == CureKind::Irprop;
    const std::string name = isIrprop ? "irprop_minus" : "adam";
    if (spec().optimizer.name == name)
        return {};
    Settings settings{{"optimizer.name", name}, {"optimizer.learning_rate", isIrprop ? "0.1" : "0.01"}};
    if (isIrprop && spec().training.batchSize != 0)
        settings.emplace_back("training.batch_size", "0"); // signs of single samples' slopes tell nothing
    return Cure{.kind = kind, .settings = std::move(settings), .parameters = {}};
}

std::optional<Cure> CureMaker::otherWidth(CureKind kind) const
{
    Settings settings;
    if (!spec().init.parameters.empty())
        settings.emplace_back("init.parameters", "[]");
    const std::size_t before = settings.size();
    for (std::size_t l = 0; l < m_hidden; ++l) {
        const int units = layers()[l].units;
        const int other = kind == CureKind::Wider ? std::min(units + 1, maximumUnits) : std::max(units / 2, 1);
        if (other != units)
            settings.emplace_back(layerKey(l, "units"), std::to_string(other));
    }
    if (settings.size() == before)
        return {};
    return Cure{.kind = kind, .settings = std::move(settings), .parameters = {}, .restarts = true};
}

std::optional<Cure> CureMaker::float64() const
{
    if (spec().training.precision == Precision::Float64)
        return {};
    return Cure{.kind = CureKind::Float64, .settings = {{"training.precision", "float64"}}, .parameters = {}};
}

std::optional<Cure> CureMaker::otherPenalty(CureKind kind) const
{
    const bool isLower = kind == CureKind::LowerPenalty;
    const LossSpec &loss = spec().loss;
    Settings settings;
    for (const auto &[key, value] : {std::pair{"loss.l1", loss.l1}, std::pair{"loss.l2", loss.l2}}) {
        if (value > 0.0)
            settings.emplace_back(key, numberText(isLower ? value / 100.0 : value * 10.0));
    }
    if (settings.empty() && !isLower)
        settings.emplace_back("loss.l2", "0.001");
    if (settings.empty())
        return {};
    return Cure{.kind = kind, .settings = std::move(settings), .parameters = {}};
}

std::optional<Cure> CureMaker::scaledOption(CureKind kind, const char *key, double factor) const
{
    const OptimizerKind *optimizer = findOptimizer(spec().optimizer.name);
    if (optimizer == nullptr || findOption(optimizer->options(spec().optimizer.convention), key) == nullptr)
        return {};
    const double value = spec().optimizer.value(key);
    if (!(value > 0.0))
        return {};
    return Cure{.kind = kind,
                .settings = {{std::string("optimizer.") + key, numberText(value * factor)}},
                .parameters = {},
                .restarts = kind == CureKind::LowerRate};
}

std::optional<Cure> CureMaker::smallerBatch() const
{
    const Eigen::Index samples = m_run.data.train.samples();
    const OptimizerKind *optimizer = findOptimizer(spec().optimizer.name);
    const auto batch = std::clamp<Eigen::Index>(samples / 8, 1, 32);
    const bool isSmaller = spec().training.batchSize == 0 || batch < spec().training.batchSize;
    if (samples < 2 || !isSmaller || optimizer == nullptr || optimizer->fullBatchOnly)
        return {};
    return Cure{
        .kind = CureKind::SmallerBatch, .settings = {{"training.batch_size", std::to_string(batch)}}, .parameters = {}};
}

/// A last layer whose range holds the targets, with the loss that belongs to it.
std::optional<Cure> CureMaker::fittingActivation() const
{
    const Matrix &targets = m_run.data.train.targets;
    const double low = targets.minCoeff();
    const double high = targets.maxCoeff();
    const auto areTwoValues = [&](double a, double b) {
        return ((targets.array() == a) || (targets.array() == b)).all();
    };
    std::string activation = "linear";
    if (areTwoValues(0.0, 1.0))
        activation = targets.cols() > 1 && (targets.rowwise().sum().array() == 1.0).all() ? "softmax" : "sigmoid";
    else if (areTwoValues(-1.0, 1.0))
        activation = "tanh";
    else if (low >= 0.0 && high <= 1.0)
        activation = "sigmoid";
    const std::string loss = standardLoss(activation);
    if (activation == layers().back().activation && loss == spec().loss.name)
        return {};
    // A squared error goes with every layer in between.
    Settings settings{{"loss.name", "mean_squared_error"}, {layerKey(m_hidden, "activation"), activation}};
    if (loss != settings.front().second)
        settings.emplace_back("loss.name", loss);
    return Cure{
        .kind = CureKind::FittingActivation, .settings = std::move(settings), .parameters = {}, .restarts = true};
}

std::optional<Cure> CureMaker::fittingLoss() const
{
    const std::string loss = standardLoss(layers().back().activation);
    const Matrix &targets = m_run.data.train.targets;
    const bool areProbabilities = targets.minCoeff() >= 0.0 && targets.maxCoeff() <= 1.0;
    if (loss == spec().loss.name || (loss != "mean_squared_error" && !areProbabilities) ||
        lossProblem(findLoss(loss)->id, layers().back().activation, layers().back().units))
        return {};
    return Cure{.kind = CureKind::FittingLoss, .settings = {{"loss.name", loss}}, .parameters = {}};
}

std::optional<Cure> CureMaker::otherHidden() const
{
    Settings settings;
    for (std::size_t l = 0; l < m_hidden; ++l) {
        const std::string &activation = layers()[l].activation;
        const bool isSquashing = activation == "relu" || activation == "sigmoid" || activation == "tanh";
        if (layers()[l].kind == LayerKind::Dense && isSquashing)
            settings.emplace_back(layerKey(l, "activation"), "leaky_relu");
    }
    if (settings.empty())
        return {};
    return Cure{.kind = CureKind::OtherHidden, .settings = std::move(settings), .parameters = m_run.parameters};
}

} // namespace

const char *cureName(CureKind kind)
{
    switch (kind) {
    case CureKind::GoOn:
        return "go_on";
    case CureKind::OtherSeed:
        return "other_seed";
    case CureKind::RandomStart:
        return "random_start";
    case CureKind::LargerStart:
        return "larger_start";
    case CureKind::SmallerStart:
        return "smaller_start";
    case CureKind::Kick:
        return "kick";
    case CureKind::WayOut:
        return "way_out";
    case CureKind::Irprop:
        return "irprop";
    case CureKind::OtherOptimizer:
        return "other_optimizer";
    case CureKind::Wider:
        return "wider";
    case CureKind::Standardise:
        return "standardise";
    case CureKind::Float64:
        return "float64";
    case CureKind::LowerPenalty:
        return "lower_penalty";
    case CureKind::LowerRate:
        return "lower_rate";
    case CureKind::HigherRate:
        return "higher_rate";
    case CureKind::SmallerEpsilon:
        return "smaller_epsilon";
    case CureKind::SmallerBatch:
        return "smaller_batch";
    case CureKind::FittingActivation:
        return "fitting_activation";
    case CureKind::FittingLoss:
        return "fitting_loss";
    case CureKind::LowerCapacity:
        return "lower_capacity";
    case CureKind::HigherPenalty:
        return "higher_penalty";
    case CureKind::OtherSplit:
        return "other_split";
    case CureKind::OtherHidden:
        return "other_hidden";
    case CureKind::RightGradient:
        return "right_gradient";
    }
    return "";
}

std::vector<Cure> curesFor(const DiagnosedRun &run, const PointReport &report, const std::vector<Finding> &findings)
{
    const CureMaker maker(run, report);
    std::vector<CureKind> asked;
    std::vector<Cure> cures;
    for (const Finding &finding : findings) {
        for (const CureKind kind : finding.cures) {
            if (std::ranges::find(asked, kind) != asked.end())
                continue;
            asked.push_back(kind);
            if (auto cure = maker.make(kind))
                cures.push_back(std::move(*cure));
        }
    }
    return cures;
}

} // namespace basin
