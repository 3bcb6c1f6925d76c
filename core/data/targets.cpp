#include "data/targets.h"

namespace basin {

void describeTargets(Dataset &data)
{
    const auto values = data.targets.array();
    const bool zeroOne = (values == 0.0 || values == 1.0).all();
    const bool signs = (values == -1.0 || values == 1.0).all() && (values == -1.0).any() && (values == 1.0).any();
    data.classification = zeroOne || signs;
    data.lowTarget = signs ? -1.0 : 0.0;
    data.highTarget = 1.0;
    data.classNames.clear();
    if (!data.classification)
        return;
    if (data.targets.cols() == 1)
        data.classNames = {signs ? "-1" : "0", "1"};
    else if (zeroOne && (data.targets.rowwise().sum().array() == 1.0).all())
        data.classNames = data.targetNames;
}

} // namespace basin
