#pragma once

#include "data/dataset.h"
#include "network/architecture.h"

#include <array>

namespace basin {

/// What a recurrent first layer does with one sample, step by step; each matrix is steps × units.
struct LstmTrace {
    std::array<Matrix, 4> gates; ///< values of i, f, the candidate g = tanh(z_c), o
    Matrix cell;                 ///< c_t
    Matrix hidden;               ///< h_t
};

/// In float64. @param input  one sample, architecture.inputCount() values, scaled
/// @throws InputError where the network has no recurrent layer or the sizes do not fit
[[nodiscard]] LstmTrace lstmTrace(const Architecture &architecture, ConstVectorRef parameters, const Vector &input);

} // namespace basin
