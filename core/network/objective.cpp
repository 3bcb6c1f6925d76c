#include "network/objective.h"

#include "data/error.h"
#include "network/activation.h"
#include "network/lane_objective.h"
#include "network/objective_data.h"
#include "network/shallow_second_order.h"

#include <limits>

namespace basin {

namespace {

template <class T>
using MatrixOf = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

void checkShapes(const Architecture &architecture, const Matrix &inputs, const Matrix &targets)
{
    if (inputs.rows() != targets.rows() || inputs.rows() == 0)
        throw InputError("data", "must have one or more samples, with a target for each");
    if (inputs.cols() != architecture.inputCount())
        throw InputError("network", "has " + std::to_string(architecture.inputCount()) + " inputs, the data " +
                                        std::to_string(inputs.cols()));
    if (targets.cols() != architecture.outputCount())
        throw InputError("network.layers", "the last layer must have " + std::to_string(targets.cols()) +
                                               " units, one for each target column");
}

/// Lanes that are parameter vectors against lanes that are samples: the bits are the same, the way that fills more of
/// them is quicker. Very large θ would not stay in the cache lane by lane.
bool isWorthLanes(Eigen::Index parameters, Eigen::Index samples, Eigen::Index count)
{
    constexpr Eigen::Index largest = 1000;
    constexpr Eigen::Index lanes = 8;
    const Eigen::Index perSample = (count + lanes - 1) / lanes * samples;
    const Eigen::Index perVector = samples <= 4 ? count : count * ((samples + lanes - 1) / lanes);
    return parameters <= largest && perSample <= perVector;
}

} // namespace

Matrix Objective::Data::layerOutputs(ConstVectorRef parameters, const Matrix &points, int layer) const
{
    if (points.cols() != architecture.inputCount())
        throw InputError("inputs", "must have " + std::to_string(architecture.inputCount()) + " columns");
    return inPrecision(parameters, points.rows(),
                       [&](auto &kernel, const auto &theta, const auto & /*samples*/) -> Matrix {
                           using T = typename std::decay_t<decltype(theta)>::Scalar;
                           const MatrixOf<T> in = points.cast<T>();
                           const int units = layer < 0 ? architecture.outputCount() : architecture.layout(layer).units;
                           MatrixOf<T> out(points.rows(), units);
                           kernel.outputs(theta.data(), in.data(), in.rows(), out.data(), layer);
                           return out.template cast<double>();
                       });
}

double Objective::Data::value(ConstVectorRef parameters) const
{
    return inPrecision(parameters, inputs.rows(), [](auto &kernel, const auto &theta, const auto &samples) {
        return static_cast<double>(kernel.loss(theta.data(), samples).loss + kernel.penalty(theta.data()));
    });
}

void Objective::Data::checkForHessian(ConstVectorRef parameters) const
{
    checkSize(parameters.size());
    if (parameters.size() > maximumHessianSize)
        throw InputError("network.layers", "a Hessian is for " + std::to_string(maximumHessianSize) +
                                               " parameters at most, this network has " +
                                               std::to_string(parameters.size()));
}

Matrix Objective::Data::secondOrder(ConstVectorRef parameters, Matrix (*work)(SecondOrder &)) const
{
    checkForHessian(parameters);
    const LossId id = findLoss(loss.name)->id;
    const Eigen::Index samples = inputs.rows();
    const Eigen::Index together = architecture.isRecurrent() ? std::min<Eigen::Index>(samples, 512) : samples;
    Matrix sum;
    for (Eigen::Index first = 0; first < samples; first += together) {
        const Eigen::Index count = std::min(together, samples - first);
        SecondOrder part(architecture, id, inputs.middleRows(first, count), targets.middleRows(first, count),
                         parameters);
        Matrix matrix = work(part);
        if (count == samples)
            return matrix;
        matrix *= lossScale(id, samples, 1) / lossScale(id, count, 1);
        sum = first == 0 ? matrix : Matrix(sum + matrix);
    }
    return sum;
}

void Objective::Data::checkSize(Eigen::Index size) const
{
    if (size != architecture.parameterCount())
        throw InputError("parameters", "must be " + std::to_string(architecture.parameterCount()) + " numbers");
}

void Objective::Data::addPenaltyCurvature(Matrix &matrix) const
{
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        if (loss.penaliseBias || !architecture.isBias(i))
            matrix(i, i) += 2.0 * loss.l2;
    }
}

Objective::Objective(Architecture architecture, LossSpec loss, Matrix inputs, Matrix targets, Precision precision,
                     std::optional<TargetSides> sides)
{
    checkShapes(architecture, inputs, targets);
    const DenseKernel<double> check(architecture, loss, 1); // throws where the loss does not fit
    auto data = std::make_shared<Data>();
    if (precision == Precision::Float32)
        data->samples32 = {inputs, targets, sides.value_or(targetSides(targets))};
    else
        data->samples64 = {inputs, targets, sides.value_or(targetSides(targets))};
    data->architecture = std::move(architecture);
    data->loss = std::move(loss);
    data->inputs = std::move(inputs);
    data->targets = std::move(targets);
    data->precision = precision;
    m_data = std::move(data);
}

const Architecture &Objective::architecture() const
{
    return m_data->architecture;
}

const LossSpec &Objective::lossSpec() const
{
    return m_data->loss;
}

Eigen::Index Objective::samples() const
{
    return m_data->inputs.rows();
}

const Matrix &Objective::inputs() const
{
    return m_data->inputs;
}

const Matrix &Objective::targets() const
{
    return m_data->targets;
}

Precision Objective::precision() const
{
    return m_data->precision;
}

Objective Objective::inFloat64() const
{
    if (precision() == Precision::Float64)
        return *this;
    return {architecture(), lossSpec(), inputs(), targets(), Precision::Float64, sides()};
}

Objective Objective::withoutFault() const
{
    if (lossSpec().fault == GradientFault::None)
        return *this;
    LossSpec right = lossSpec();
    right.fault = GradientFault::None;
    return {architecture(), right, inputs(), targets(), precision(), sides()};
}

const TargetSides &Objective::sides() const
{
    return m_data->precision == Precision::Float32 ? m_data->samples32.sides() : m_data->samples64.sides();
}

Eigen::Index Objective::size() const
{
    return m_data->architecture.parameterCount();
}

double Objective::loss(ConstVectorRef parameters) const
{
    return m_data->inPrecision(parameters, samples(), [](auto &kernel, const auto &theta, const auto &samples) {
        return static_cast<double>(kernel.loss(theta.data(), samples).loss);
    });
}

double Objective::penalty(ConstVectorRef parameters) const
{
    return m_data->inPrecision(parameters, samples(), [](auto &kernel, const auto &theta, const auto & /*samples*/) {
        return static_cast<double>(kernel.penalty(theta.data()));
    });
}

Vector Objective::gradient(ConstVectorRef parameters) const
{
    Vector result;
    valueAndGradient(parameters, result);
    return result;
}

double Objective::valueAndGradient(ConstVectorRef parameters, Vector &gradient) const
{
    return m_data->inPrecision(parameters, samples(), [&](auto &kernel, const auto &theta, const auto &samples) {
        std::decay_t<decltype(theta)> slope(theta.size());
        const auto result = kernel.lossAndGradient(theta.data(), samples, slope.data());
        const auto penalty = kernel.addPenalty(theta.data(), slope.data());
        gradient = slope.template cast<double>();
        return static_cast<double>(result.loss + penalty);
    });
}

Vector Objective::values(ConstMatrixRef parameters) const
{
    m_data->checkSize(parameters.rows());
    Vector result(parameters.cols());
    if (architecture().isRecurrent() || !isWorthLanes(size(), samples(), parameters.cols())) {
        for (Eigen::Index k = 0; k < parameters.cols(); ++k)
            result[k] = m_data->value(parameters.col(k));
        return result;
    }
    LaneObjective lanes(*this);
    // turned over in pieces that stay in the cache
    const Eigen::Index piece = std::min<Eigen::Index>(parameters.cols(), 8 * lanes.blockSize());
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> turned(size(), piece);
    for (Eigen::Index first = 0; first < parameters.cols(); first += piece) {
        const Eigen::Index count = std::min(piece, parameters.cols() - first);
        turned.leftCols(count) = parameters.middleCols(first, count);
        lanes.values(turned.data(), count, piece, result.data() + first);
    }
    return result;
}

Matrix Objective::hessian(ConstVectorRef parameters) const
{
    const LossId loss = findLoss(m_data->loss.name)->id;
    Matrix result;
    if (ShallowSecondOrder::fits(m_data->architecture, loss)) {
        m_data->checkForHessian(parameters);
        ShallowSecondOrder shallow(m_data->architecture, loss, m_data->inputs, m_data->targets);
        shallow.evaluate(parameters);
        result = shallow.hessian();
    } else {
        result = m_data->secondOrder(parameters, [](SecondOrder &part) { return part.hessian(); });
    }
    m_data->addPenaltyCurvature(result);
    return result;
}

Matrix Objective::gaussNewton(ConstVectorRef parameters) const
{
    Matrix result = m_data->secondOrder(parameters, [](SecondOrder &part) { return part.gaussNewton(); });
    m_data->addPenaltyCurvature(result);
    return result;
}

Matrix Objective::outputs(ConstVectorRef parameters) const
{
    return m_data->layerOutputs(parameters, m_data->inputs, -1);
}

Matrix Objective::outputs(ConstVectorRef parameters, const Matrix &inputs) const
{
    return m_data->layerOutputs(parameters, inputs, -1);
}

Matrix Objective::activations(ConstVectorRef parameters, const Matrix &inputs) const
{
    Matrix result(inputs.rows(), m_data->architecture.unitCount());
    Eigen::Index column = 0;
    for (std::size_t l = 0; l < m_data->architecture.layers().size(); ++l) {
        const Eigen::Index units = m_data->architecture.layout(l).units;
        result.middleCols(column, units) = m_data->layerOutputs(parameters, inputs, static_cast<int>(l));
        column += units;
    }
    return result;
}

double Objective::accuracy(ConstVectorRef parameters) const
{
    return m_data->inPrecision(parameters, samples(), [this](auto &kernel, const auto &theta, const auto &samples) {
        if (samples.sides().kind == TargetSides::Kind::None)
            return std::numeric_limits<double>::quiet_NaN();
        const auto correct = kernel.loss(theta.data(), samples).correct;
        return static_cast<double>(correct) / static_cast<double>(this->samples());
    });
}

} // namespace basin
