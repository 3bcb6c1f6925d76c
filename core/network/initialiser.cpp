#include "network/initialiser.h"

#include "data/error.h"
#include "random/random_stream.h"

#include <Eigen/QR>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

/// A tensor to be filled: a kernel inputs × units, or a bias of `units`, whose fans Keras takes both as `units`.
struct Tensor {
    Eigen::Index rows;
    Eigen::Index columns;
    double fanIn;
    double fanOut;
    double *values;
    [[nodiscard]] Eigen::Index size() const { return rows * columns; }
};

double truncatedNormal(RandomStream &stream, double deviation)
{
    double value = stream.normal();
    while (std::abs(value) > 2.0)
        value = stream.normal();
    return value * deviation;
}

void fillUniform(const Tensor &tensor, RandomStream &stream, double low, double high)
{
    std::generate_n(tensor.values, tensor.size(), [&] { return stream.uniform(low, high); });
}

/// Uniform or truncated normal with variance 1 / fan, as Keras' VarianceScaling.
void fillScaled(const Tensor &tensor, RandomStream &stream, double scale, double fan, bool isUniform)
{
    const double variance = scale / std::max(1.0, fan);
    if (isUniform) {
        const double limit = std::sqrt(3.0 * variance);
        fillUniform(tensor, stream, -limit, limit);
        return;
    }
    constexpr double deviationOfTruncated = 0.87962566103423978; // of a standard normal cut off at ±2
    std::generate_n(tensor.values, tensor.size(),
                    [&] { return truncatedNormal(stream, std::sqrt(variance) / deviationOfTruncated); });
}

/// The Q of a random normal matrix, its signs made unique by the diagonal of R.
void fillOrthogonal(const Tensor &tensor, RandomStream &stream)
{
    const Eigen::Index longer = std::max(tensor.rows, tensor.columns);
    const Eigen::Index shorter = std::min(tensor.rows, tensor.columns);
    Matrix random(longer, shorter);
    for (double &value : random.reshaped())
        value = stream.normal();
    const Eigen::HouseholderQR<Matrix> qr(random);
    Matrix q = qr.householderQ() * Matrix::Identity(longer, shorter);
    for (Eigen::Index c = 0; c < shorter; ++c) {
        if (qr.matrixQR()(c, c) < 0.0)
            q.col(c) = -q.col(c);
    }
    for (Eigen::Index r = 0; r < tensor.rows; ++r) {
        for (Eigen::Index c = 0; c < tensor.columns; ++c)
            tensor.values[r * tensor.columns + c] = tensor.rows >= tensor.columns ? q(r, c) : q(c, r);
    }
}

using Fill = void (*)(const Tensor &, RandomStream &, const Options &, const std::vector<OptionSpec> &);

void zeros(const Tensor &tensor, RandomStream &, const Options &, const std::vector<OptionSpec> &)
{
    std::fill_n(tensor.values, tensor.size(), 0.0);
}

void constant(const Tensor &tensor, RandomStream &, const Options &options, const std::vector<OptionSpec> &specs)
{
    std::fill_n(tensor.values, tensor.size(), options.number("value", specs));
}

void uniform(const Tensor &tensor, RandomStream &stream, const Options &options, const std::vector<OptionSpec> &specs)
{
    fillUniform(tensor, stream, options.number("low", specs), options.number("high", specs));
}

void normal(const Tensor &tensor, RandomStream &stream, const Options &options, const std::vector<OptionSpec> &specs)
{
    const double mean = options.number("mean", specs);
    const double deviation = options.number("stddev", specs);
    std::generate_n(tensor.values, tensor.size(), [&] { return mean + deviation * stream.normal(); });
}

/// glorot: scale 1, mean of the fans; he: 2, fan in; lecun: 1, fan in.
template <int Scale, bool IsMean, bool IsUniform>
void scaled(const Tensor &tensor, RandomStream &stream, const Options &, const std::vector<OptionSpec> &)
{
    fillScaled(tensor, stream, Scale, IsMean ? 0.5 * (tensor.fanIn + tensor.fanOut) : tensor.fanIn, IsUniform);
}

void orthogonal(const Tensor &tensor, RandomStream &stream, const Options &, const std::vector<OptionSpec> &)
{
    fillOrthogonal(tensor, stream);
}

struct Scheme {
    Initialiser kind;
    Fill fill;
};

OptionSpec numberOption(std::string key, double standard, double low = std::numeric_limits<double>::lowest())
{
    OptionSpec spec;
    spec.key = std::move(key);
    spec.standard = standard;
    spec.low = low;
    return spec;
}

const std::vector<Scheme> &schemes()
{
    static const std::vector<Scheme> table{
        {{"zeros", {}}, zeros},
        {{"constant", {numberOption("value", 0.0)}}, constant},
        {{"uniform", {numberOption("low", -0.05), numberOption("high", 0.05)}}, uniform},
        {{"normal", {numberOption("mean", 0.0), numberOption("stddev", 0.05, 0.0)}}, normal},
        {{"glorot_uniform", {}}, scaled<1, true, true>},
        {{"glorot_normal", {}}, scaled<1, true, false>},
        {{"he_uniform", {}}, scaled<2, false, true>},
        {{"he_normal", {}}, scaled<2, false, false>},
        {{"lecun_uniform", {}}, scaled<1, false, true>},
        {{"lecun_normal", {}}, scaled<1, false, false>},
        {{"orthogonal", {}}, orthogonal},
    };
    return table;
}

void fill(const Tensor &tensor, const InitSpec &spec, RandomStream stream, const std::string &where)
{
    const auto &all = schemes();
    const auto scheme = std::ranges::find(all, spec.name, [](const Scheme &row) { return row.kind.name; });
    if (scheme == all.end())
        throw InputError(where + ".name", "unknown initialiser \"" + spec.name + "\"");
    scheme->fill(tensor, stream, spec.options, scheme->kind.options);
}

} // namespace

const std::vector<Initialiser> &initialisers()
{
    static const std::vector<Initialiser> table = [] {
        std::vector<Initialiser> kinds;
        for (const Scheme &scheme : schemes())
            kinds.push_back(scheme.kind);
        return kinds;
    }();
    return table;
}

const Initialiser *findInitialiser(std::string_view name)
{
    const auto &all = initialisers();
    const auto found = std::ranges::find(all, name, &Initialiser::name);
    return found == all.end() ? nullptr : &*found;
}

namespace {

constexpr std::uint64_t recurrentStream = 1U << 16U; // beyond those of kernels and biases

} // namespace

Vector startParameters(const Architecture &architecture, const InitialisationSpec &spec)
{
    if (!spec.parameters.empty()) {
        if (static_cast<Eigen::Index>(spec.parameters.size()) != architecture.parameterCount())
            throw InputError("init.parameters",
                             "must be " + std::to_string(architecture.parameterCount()) + " numbers");
        return Eigen::Map<const Vector>(spec.parameters.data(), architecture.parameterCount());
    }
    Vector theta(architecture.parameterCount());
    for (std::size_t l = 0; l < architecture.layers().size(); ++l) {
        const LayerSpec &layer = architecture.layers()[l];
        const LayerLayout &at = architecture.layout(l);
        const std::string where = "network.layers[" + std::to_string(l) + "]";
        // A stream for each tensor: another scheme or size of one leaves the others as they are.
        const auto columns = static_cast<double>(at.columns());
        fill({at.inputs, at.columns(), double(at.inputs), columns, theta.data() + at.kernel},
             layer.kernelInit.value_or(spec.kernel), {spec.seed, Purpose::Weights, 2 * l},
             layer.kernelInit ? where + ".init.kernel" : "init.kernel");
        fill({1, at.columns(), columns, columns, theta.data() + at.bias}, layer.biasInit.value_or(spec.bias),
             {spec.seed, Purpose::Weights, 2 * l + 1}, layer.biasInit ? where + ".init.bias" : "init.bias");
        if (at.kind != LayerKind::Lstm)
            continue;
        fill({at.units, at.columns(), double(at.units), columns, theta.data() + at.recurrent},
             layer.recurrentInit.value_or(spec.recurrent), {spec.seed, Purpose::Weights, recurrentStream + l},
             layer.recurrentInit ? where + ".init.recurrent" : "init.recurrent");
        if (layer.unitForgetBias)
            theta.segment(at.bias + at.units, at.units).setOnes();
    }
    return theta;
}

} // namespace basin
