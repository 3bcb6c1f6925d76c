#include "render/input_plane.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace basin {

namespace {

struct Range {
    double low;
    double high;
};

/// All values of an input with a margin: half the range around the few corners of a gate, else a tenth.
Range shownRange(const PreparedData &data, int input)
{
    const auto column = data.raw.inputs.col(input);
    if (column.size() == 0)
        return {0.0, 1.0};
    const double low = column.minCoeff();
    const double high = column.maxCoeff();
    std::set<double> values;
    for (Eigen::Index i = 0; i < column.size() && values.size() <= 4; ++i)
        values.insert(column[i]);
    const double range = high > low ? high - low : 1.0;
    const double margin = range * (values.size() <= 4 ? 0.5 : 0.1);
    return {low - margin, high + margin};
}

} // namespace

std::vector<double> inputMeans(const PreparedData &data)
{
    std::vector<double> means(static_cast<std::size_t>(data.raw.inputs.cols()), 0.0);
    for (std::size_t f = 0; f < means.size(); ++f) {
        double sum = 0.0;
        for (const Eigen::Index row : data.trainRows)
            sum += data.raw.inputs(row, static_cast<Eigen::Index>(f));
        means[f] = data.trainRows.empty() ? 0.0 : sum / static_cast<double>(data.trainRows.size());
    }
    return means;
}

InputPlane standardPlane(const PreparedData &data, int horizontal, int vertical, const std::vector<double> &held)
{
    const int inputs = static_cast<int>(data.raw.inputs.cols());
    InputPlane plane;
    plane.horizontal = std::clamp(horizontal, 0, std::max(0, inputs - 1));
    plane.vertical = inputs < 2 ? plane.horizontal : std::clamp(vertical, 0, inputs - 1);
    plane.held = static_cast<int>(held.size()) == inputs ? held : inputMeans(data);
    const Range across = shownRange(data, plane.horizontal);
    plane.left = across.low;
    plane.right = across.high;
    if (!plane.isLine()) {
        const Range up = shownRange(data, plane.vertical);
        plane.bottom = up.low;
        plane.top = up.high;
    }
    return plane;
}

std::vector<float> gridInputs(const InputPlane &plane, const FeatureScale &scale, int width, int height)
{
    const std::size_t cells = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    const auto scaled = [&](int feature, double raw) {
        return static_cast<float>((raw - scale.offset[feature]) / scale.scale[feature]);
    };
    std::vector<float> inputs(cells * plane.held.size());
    for (std::size_t f = 0; f < plane.held.size(); ++f) {
        const int feature = static_cast<int>(f);
        float *values = inputs.data() + f * cells;
        if (feature == plane.horizontal) {
            for (int x = 0; x < width; ++x)
                values[x] = scaled(feature, plane.left + (plane.right - plane.left) * (x + 0.5) / width);
            for (int y = 1; y < height; ++y)
                std::copy_n(values, width, values + static_cast<std::size_t>(y) * static_cast<std::size_t>(width));
        } else if (feature == plane.vertical) {
            for (int y = 0; y < height; ++y) {
                const float value = scaled(feature, plane.top + (plane.bottom - plane.top) * (y + 0.5) / height);
                std::fill_n(values + static_cast<std::size_t>(y) * static_cast<std::size_t>(width), width, value);
            }
        } else {
            std::fill_n(values, cells, scaled(feature, plane.held[f]));
        }
    }
    return inputs;
}

} // namespace basin
