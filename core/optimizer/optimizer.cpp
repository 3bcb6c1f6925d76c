#include "optimizer/optimizer.h"

#include "data/error.h"
#include "optimizer/elementwise_optimizer.h"
#include "optimizer/families.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <type_traits>

namespace basin {

namespace {

const std::vector<OptimizerRow> &rows()
{
    static const std::vector<OptimizerRow> all = [] {
        std::vector<OptimizerRow> list;
        for (auto family : {sgdRows, adaptiveRows, adamRows, rpropRows, lbfgsRows, levenbergMarquardtRows})
            for (OptimizerRow &row : family())
                list.push_back(std::move(row));
        return list;
    }();
    return all;
}

const OptimizerRow &checkedRow(const OptimizerSpec &spec, bool fullBatch)
{
    checkOptimizer(spec);
    const OptimizerRow &row =
        *std::find_if(rows().begin(), rows().end(), [&](const OptimizerRow &r) { return r.kind.name == spec.name; });
    if (row.kind.fullBatchOnly != fullBatch)
        throw InputError("optimizer.name", fullBatch ? "must be an optimizer that works on the full batch alone"
                                                     : "\"" + spec.name + "\" works on the full batch alone");
    return row;
}

template <class T>
std::unique_ptr<ElementwiseOptimizer<T>> makeElementwise(const OptimizerSpec &spec, std::size_t size, std::size_t width)
{
    const OptimizerRow &row = checkedRow(spec, false);
    if constexpr (std::is_same_v<T, float>)
        return row.makeFloat(spec, size, width);
    else
        return row.makeDouble(spec, size, width);
}

std::string nameList()
{
    std::string words;
    for (const OptimizerKind &kind : optimizers())
        words += (words.empty() ? "" : ", ") + kind.name;
    return words;
}

} // namespace

double OptimizerSpec::value(std::string_view key) const
{
    const OptimizerKind *kind = findOptimizer(name);
    const OptionSpec *option = kind != nullptr ? findOption(kind->options(convention), key) : nullptr;
    if (option == nullptr)
        throw std::out_of_range(name + " has no option named " + std::string(key));
    const std::vector<OptionSpec> &specs = kind->options(convention);
    return option->type == OptionType::Flag ? (options.flag(key, specs) ? 1.0 : 0.0) : options.number(key, specs);
}

const std::vector<OptimizerKind> &optimizers()
{
    static const std::vector<OptimizerKind> kinds = [] {
        std::vector<OptimizerKind> list;
        for (const OptimizerRow &row : rows())
            list.push_back(row.kind);
        return list;
    }();
    return kinds;
}

const OptimizerKind *findOptimizer(std::string_view name)
{
    const auto found = std::find_if(optimizers().begin(), optimizers().end(),
                                    [&](const OptimizerKind &kind) { return kind.name == name; });
    return found != optimizers().end() ? &*found : nullptr;
}

void checkOptimizer(const OptimizerSpec &spec)
{
    const OptimizerKind *kind = findOptimizer(spec.name);
    if (kind == nullptr)
        throw InputError("optimizer.name", "must be one of " + nameList());
    const std::vector<OptionSpec> &specs = kind->options(spec.convention);
    for (const auto &[key, value] : spec.options.values()) {
        const OptionSpec *option = findOption(specs, key);
        if (option == nullptr)
            throw InputError("optimizer." + key, spec.name + " has no such option");
        if (const auto problem = option->problem(value))
            throw InputError("optimizer." + key, *problem);
    }
    if (findOption(specs, "delta_min") != nullptr && spec.value("delta_min") > spec.value("delta_max"))
        throw InputError("optimizer.delta_min", "must not be above delta_max");
}

void checkHyperparameters(const OptimizerSpec &own, const OptimizerSpec &spec)
{
    checkOptimizer(spec);
    if (spec.name != own.name)
        throw InputError("optimizer.name", "must stay " + own.name + " for this optimizer");
}

void checkState(const std::vector<std::vector<double>> &state, std::size_t counters, std::size_t arrays,
                std::size_t size)
{
    if (state.size() != arrays + 1)
        throw InputError("optimizer state", "must be " + std::to_string(arrays + 1) + " lists of numbers");
    for (std::size_t k = 0; k < state.size(); ++k) {
        const std::size_t expected = k == 0 ? counters : size;
        if (state[k].size() != expected)
            throw InputError("optimizer state[" + std::to_string(k) + "]",
                             "must be " + std::to_string(expected) + " numbers");
    }
}

OptionSpec learningRateOption(double standard)
{
    return numberOption("learning_rate", standard, 0.0, 1e9);
}

OptionSpec momentumOption()
{
    return numberOption("momentum", 0.0, 0.0, 1.0);
}

OptionSpec epsilonOption(double standard)
{
    return numberOption("epsilon", standard, 0.0, 1e9);
}

OptionSpec flagOption(std::string key)
{
    OptionSpec spec;
    spec.key = std::move(key);
    spec.type = OptionType::Flag;
    spec.standard = false;
    return spec;
}

OptionSpec numberOption(std::string key, double standard, double low, double high)
{
    OptionSpec spec;
    spec.key = std::move(key);
    spec.standard = standard;
    spec.low = low;
    spec.high = high;
    return spec;
}

OptionSpec countOption(std::string key, int standard, int high)
{
    OptionSpec spec = numberOption(std::move(key), standard, 1, high);
    spec.type = OptionType::Integer;
    return spec;
}

template <class T>
std::unique_ptr<Optimizer<T>> makeOptimizer(const OptimizerSpec &spec, std::size_t parameterCount)
{
    return makeElementwise<T>(spec, parameterCount, 1);
}

template <class T>
std::unique_ptr<LaneOptimizer<T>> makeLaneOptimizer(const OptimizerSpec &spec, std::size_t parameterCount,
                                                    std::size_t width)
{
    return makeElementwise<T>(spec, parameterCount, width);
}

bool runsInLanes(const OptimizerSpec &spec, std::int64_t updates)
{
    constexpr double most = 1 << 20; // steps whose corrections are kept
    const OptimizerKind *kind = findOptimizer(spec.name);
    if (kind == nullptr || kind->fullBatchOnly)
        return false;
    double steps = 0.0; // until β, β², … has faded beside 1
    for (const char *beta : {"beta_1", "beta_2"}) {
        if (findOption(kind->options(spec.convention), beta) != nullptr)
            steps = std::max(steps, std::log(0x1p-54) / std::log(spec.value(beta)));
    }
    if (findOption(kind->options(spec.convention), "momentum_decay") != nullptr)
        steps = std::max(steps, std::log(0x1p-54) / (spec.value("momentum_decay") * std::log(0.96)));
    return std::min(steps, static_cast<double>(updates)) <= most;
}

template <class T>
std::unique_ptr<FullBatchOptimizer<T>> makeFullBatchOptimizer(const OptimizerSpec &spec, std::size_t parameterCount)
{
    const OptimizerRow &row = checkedRow(spec, true);
    if constexpr (std::is_same_v<T, float>)
        return row.makeFullBatchFloat(spec, parameterCount);
    else
        return row.makeFullBatchDouble(spec, parameterCount);
}

template std::unique_ptr<Optimizer<float>> makeOptimizer(const OptimizerSpec &, std::size_t);
template std::unique_ptr<Optimizer<double>> makeOptimizer(const OptimizerSpec &, std::size_t);
template std::unique_ptr<LaneOptimizer<float>> makeLaneOptimizer(const OptimizerSpec &, std::size_t, std::size_t);
template std::unique_ptr<LaneOptimizer<double>> makeLaneOptimizer(const OptimizerSpec &, std::size_t, std::size_t);
template std::unique_ptr<FullBatchOptimizer<float>> makeFullBatchOptimizer(const OptimizerSpec &, std::size_t);
template std::unique_ptr<FullBatchOptimizer<double>> makeFullBatchOptimizer(const OptimizerSpec &, std::size_t);

} // namespace basin
