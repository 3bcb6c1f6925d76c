#include "landscape/point.h"
#include "landscape/unit_states.h"

#include "network/activation.h"

#include <algorithm>

namespace basin {

std::vector<CornerCode> cornerCodes(const Objective &objective, ConstVectorRef parameters)
{
    const Architecture &architecture = objective.architecture();
    if (objective.inputs().rows() != 4 || objective.inputs().cols() != 2 || architecture.layers().size() != 2 ||
        architecture.isRecurrent())
        return {};
    const Activation &activation = *findActivation(architecture.layers().front().activation);
    const Matrix hidden = unitStates(objective, parameters).values.front();
    std::vector<CornerCode> codes(static_cast<std::size_t>(hidden.cols()));
    for (Eigen::Index unit = 0; unit < hidden.cols(); ++unit) {
        CornerCode &code = codes[static_cast<std::size_t>(unit)];
        for (Eigen::Index s = 0; s < 4; ++s)
            code.isOn[static_cast<std::size_t>(s)] = hidden(s, unit) > activation.centre;
        const auto on = std::ranges::count(code.isOn, true);
        if (on == 1 || on == 3)
            code.isolated = static_cast<int>(std::ranges::find(code.isOn, on == 1) - code.isOn.begin());
    }
    return codes;
}

} // namespace basin
