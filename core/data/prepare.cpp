#include "data/data_spec.h"
#include "data/error.h"
#include "random/random_stream.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace basin {

namespace {

using Index = Eigen::Index;

/// Fills trainRows and testRows.
void split(PreparedData &data, const DataSpec &spec)
{
    const Index samples = data.raw.samples();
    const auto wanted = static_cast<Index>(std::llround(spec.testFraction * static_cast<double>(samples)));
    const Index held = std::clamp<Index>(wanted, 0, samples - 1);
    std::vector<std::uint32_t> order(static_cast<std::size_t>(samples));
    std::iota(order.begin(), order.end(), 0U);
    if (held > 0) {
        RandomStream stream(spec.seed, Purpose::Split);
        shuffle(order, stream);
    }
    data.testRows.assign(order.begin(), order.begin() + held);
    data.trainRows.assign(order.begin() + held, order.end());
    std::sort(data.testRows.begin(), data.testRows.end());
    std::sort(data.trainRows.begin(), data.trainRows.end());
}

Dataset part(const Dataset &raw, const std::vector<Index> &rows)
{
    Dataset result;
    result.inputs = raw.inputs(rows, Eigen::all);
    result.targets = raw.targets(rows, Eigen::all);
    result.inputNames = raw.inputNames;
    result.targetNames = raw.targetNames;
    result.classification = raw.classification;
    result.classNames = raw.classNames;
    result.lowTarget = raw.lowTarget;
    result.highTarget = raw.highTarget;
    return result;
}

} // namespace

void checkDataSpec(const DataSpec &spec)
{
    const DataSource *source = findDataSource(spec.source);
    if (source == nullptr) {
        std::string names;
        for (const DataSource &each : dataSources())
            names += (names.empty() ? "" : ", ") + each.name;
        throw InputError("data.source", "must be one of " + names);
    }
    checkOptions(spec.options, source->options, "data.options", source->name);
    if (!(spec.testFraction >= 0.0 && spec.testFraction < 1.0))
        throw InputError("data.test_fraction", "must be a number from 0 to below 1");
    if (spec.steps < 1)
        throw InputError("data.steps", "must be a whole number, 1 or more");
}

PreparedData prepareData(const DataSpec &spec, const std::filesystem::path &folder)
{
    checkDataSpec(spec);
    PreparedData data;
    data.raw = findDataSource(spec.source)->make(spec, folder);
    const Index features = data.raw.inputs.cols();
    if (features % spec.steps != 0)
        throw InputError("data.steps", "must divide the number of inputs, " + std::to_string(features) + ", is " +
                                           std::to_string(spec.steps));
    split(data, spec);
    data.train = part(data.raw, data.trainRows);
    data.test = part(data.raw, data.testRows);
    data.scale = FeatureScale::fit(spec.scaling, data.train.inputs);
    if (!data.scale.isIdentity()) {
        data.train.inputs = data.scale.scaled(data.train.inputs);
        data.test.inputs = data.scale.scaled(data.test.inputs);
        if (!data.train.inputs.allFinite() || !data.test.inputs.allFinite())
            throw InputError("data.scaling", "the inputs are too large to be scaled");
    }
    return data;
}

} // namespace basin
