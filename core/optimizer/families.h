#pragma once

#include "optimizer/optimizer.h"

namespace basin {

template <class T>
class ElementwiseOptimizer;

/// A row of the table of optimizers: what it is, and how it is made. Each family's file gives its rows; exactly one of
/// the two kinds of makers is set.
struct OptimizerRow {
    template <class T>
    using Maker = std::unique_ptr<ElementwiseOptimizer<T>> (*)(const OptimizerSpec &, std::size_t size,
                                                               std::size_t width);
    template <class T>
    using FullBatchMaker = std::unique_ptr<FullBatchOptimizer<T>> (*)(const OptimizerSpec &, std::size_t);

    OptimizerKind kind;
    Maker<float> makeFloat = nullptr;
    Maker<double> makeDouble = nullptr;
    FullBatchMaker<float> makeFullBatchFloat = nullptr;
    FullBatchMaker<double> makeFullBatchDouble = nullptr;
};

[[nodiscard]] std::vector<OptimizerRow> sgdRows();
[[nodiscard]] std::vector<OptimizerRow> adaptiveRows();
[[nodiscard]] std::vector<OptimizerRow> adamRows();
[[nodiscard]] std::vector<OptimizerRow> rpropRows();
[[nodiscard]] std::vector<OptimizerRow> lbfgsRows();
[[nodiscard]] std::vector<OptimizerRow> levenbergMarquardtRows();

/// Hyperparameters as the rows spell them.
[[nodiscard]] OptionSpec learningRateOption(double standard);
[[nodiscard]] OptionSpec momentumOption();
[[nodiscard]] OptionSpec epsilonOption(double standard);
[[nodiscard]] OptionSpec flagOption(std::string key);
[[nodiscard]] OptionSpec numberOption(std::string key, double standard, double low, double high);
[[nodiscard]] OptionSpec countOption(std::string key, int standard, int high); ///< 1 or more

} // namespace basin
