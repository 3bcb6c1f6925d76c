#pragma once

#include "optimizer/elementwise_optimizer.h"
#include "optimizer/optimizer.h"

#include <Eigen/Core>

namespace basin {

template <class T>
using FlatVector = Eigen::Matrix<T, Eigen::Dynamic, 1>;

/// Sets what belongs to frozen parameters to zero.
template <class T>
void clearFrozen(FlatVector<T> &vector, std::span<const std::uint8_t> frozen)
{
    for (std::size_t i = 0; i < frozen.size(); ++i)
        if (frozen[i] != 0)
            vector[static_cast<Eigen::Index>(i)] = T(0);
}

} // namespace basin
