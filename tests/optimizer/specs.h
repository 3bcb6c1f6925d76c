#pragma once

#include "optimizer/optimizer_spec.h"

namespace basin::testing {

inline constexpr Convention keras = Convention::Keras;
inline constexpr Convention pytorch = Convention::PyTorch;

struct Setting {
    const char *key;
    OptionValue value;
};

inline OptimizerSpec makeSpec(const std::string &name, Convention convention, const std::vector<Setting> &settings = {})
{
    OptimizerSpec spec{.name = name, .convention = convention, .options = {}};
    for (const Setting &setting : settings)
        spec.options.set(setting.key, setting.value);
    return spec;
}

} // namespace basin::testing
