#include "network/lstm_trace.h"

#include "data/error.h"
#include "network/activation.h"

namespace basin {

LstmTrace lstmTrace(const Architecture &architecture, ConstVectorRef parameters, const Vector &input)
{
    if (!architecture.isRecurrent())
        throw InputError("network.layers", "must begin with an lstm");
    if (input.size() != architecture.inputCount() || parameters.size() != architecture.parameterCount())
        throw InputError("inputs", "must be " + std::to_string(architecture.inputCount()) + " numbers");
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const LayerLayout &at = architecture.layout(0);
    const Eigen::Index units = at.units;
    const Eigen::Map<const RowMajor> kernel(parameters.data() + at.kernel, at.inputs, at.columns());
    const Eigen::Map<const RowMajor> recurrent(parameters.data() + at.recurrent, units, at.columns());
    const auto bias = parameters.segment(at.bias, at.columns());
    const auto sigmoid = findActivation("sigmoid")->value;
    const auto tanh = findActivation("tanh")->value;
    constexpr std::size_t candidate = 2;

    LstmTrace trace;
    for (Matrix *matrix :
         {&trace.gates[0], &trace.gates[1], &trace.gates[2], &trace.gates[3], &trace.cell, &trace.hidden})
        matrix->resize(architecture.stepCount(), units);
    Vector cell = Vector::Zero(units);
    Vector hidden = Vector::Zero(units);
    for (Eigen::Index t = 0; t < architecture.stepCount(); ++t) {
        const Vector z =
            kernel.transpose() * input.segment(t * at.inputs, at.inputs) + recurrent.transpose() * hidden + bias;
        for (std::size_t gate = 0; gate < 4; ++gate)
            trace.gates[gate].row(t) = z.segment(static_cast<Eigen::Index>(gate) * units, units)
                                           .unaryExpr(gate == candidate ? tanh : sigmoid)
                                           .transpose();
        const auto row = [&](std::size_t gate) { return trace.gates[gate].row(t).transpose(); };
        cell = row(1).cwiseProduct(cell) + row(0).cwiseProduct(row(candidate));
        hidden = row(3).cwiseProduct(cell.unaryExpr(tanh));
        trace.cell.row(t) = cell.transpose();
        trace.hidden.row(t) = hidden.transpose();
    }
    return trace;
}

} // namespace basin
