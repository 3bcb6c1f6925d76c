#include "data/generators.h"

#include "data/error.h"
#include "random/random_stream.h"

#include <cmath>
#include <numbers>

namespace basin::generators {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double reach = 5.0; ///< half the side of the square most sources fill

using Index = Eigen::Index;

/// The options of a generated source and its two streams.
class Recipe {
public:
    explicit Recipe(const DataSpec &spec)
        : m_spec(spec),
          m_options(findDataSource(spec.source)->options),
          m_position(spec.seed, Purpose::Samples),
          m_noise(spec.seed, Purpose::Noise)
    {
    }

    [[nodiscard]] double number(std::string_view key) const { return m_spec.options.number(key, m_options); }
    [[nodiscard]] Index count(std::string_view key) const { return static_cast<Index>(number(key)); }
    [[nodiscard]] std::string text(std::string_view key) const { return m_spec.options.text(key, m_options); }

    /// Evenly spread over [low, high).
    [[nodiscard]] double draw(double low, double high) { return m_position.uniform(low, high); }

    /// Drawn sample by sample, so that more samples leave the first ones where they were.
    void addNoise(Matrix &values)
    {
        const double deviation = number("noise");
        if (deviation == 0.0)
            return;
        for (Index row = 0; row < values.rows(); ++row)
            for (Index column = 0; column < values.cols(); ++column)
                values(row, column) += deviation * m_noise.normal();
    }

private:
    const DataSpec &m_spec;
    const std::vector<OptionSpec> &m_options;
    RandomStream m_position;
    RandomStream m_noise;
};

Dataset blank(Index samples, Index inputs, bool classification)
{
    Dataset data;
    data.inputs.setZero(samples, inputs);
    data.targets.setZero(samples, 1);
    if (inputs == 1)
        data.inputNames = {"x"};
    else
        for (Index input = 1; input <= inputs; ++input)
            data.inputNames.push_back("x" + std::to_string(input));
    data.targetNames = {"y"};
    data.classification = classification;
    if (classification)
        data.classNames = {"0", "1"};
    return data;
}

/// Classes by turns: one column for two of them, one-hot above.
void setClasses(Dataset &data, Index classes)
{
    const Index columns = classes == 2 ? 1 : classes;
    data.targets.setZero(data.samples(), columns);
    for (Index sample = 0; sample < data.samples(); ++sample)
        if (columns > 1)
            data.targets(sample, sample % classes) = 1.0;
        else
            data.targets(sample, 0) = static_cast<double>(sample % classes);
    data.classNames.clear();
    for (Index each = 0; each < classes; ++each)
        data.classNames.push_back(std::to_string(each));
    if (columns > 1)
        data.targetNames = data.classNames;
}

/// Evenly from `low` to `high`, both included.
double evenly(Index position, Index count, double low, double high)
{
    return count > 1 ? low + (high - low) * static_cast<double>(position) / static_cast<double>(count - 1) : low;
}

/// How many of `samples` fall to `part` where `parts` take turns.
Index share(Index samples, Index part, Index parts)
{
    return samples / parts + (part < samples % parts ? 1 : 0);
}

bool gateAnswer(const std::string &name, bool first, bool second)
{
    if (name == "xor" || name == "xnor")
        return (first != second) == (name == "xor");
    if (name == "and" || name == "nand")
        return (first && second) == (name == "and");
    return (first || second) == (name == "or");
}

Dataset randomSquare(Recipe &recipe)
{
    Dataset data = blank(recipe.count("samples"), 2, false);
    for (Index sample = 0; sample < data.samples(); ++sample)
        for (Index input = 0; input < 2; ++input)
            data.inputs(sample, input) = recipe.draw(-reach, reach);
    return data;
}

} // namespace

Dataset gate(const DataSpec &spec, const std::filesystem::path &)
{
    const Recipe recipe(spec);
    Dataset data = blank(4 * recipe.count("copies"), 2, true);
    data.lowTarget = recipe.number("target_low");
    data.highTarget = recipe.number("target_high");
    if (data.lowTarget == data.highTarget)
        throw InputError("data.options.target_high", "must differ from target_low");
    const std::string name = recipe.text("gate");
    const double low = recipe.number("low");
    const double high = recipe.number("high");
    for (Index sample = 0; sample < data.samples(); ++sample) {
        const bool first = (sample & 2) != 0;
        const bool second = (sample & 1) != 0;
        data.inputs(sample, 0) = first ? high : low;
        data.inputs(sample, 1) = second ? high : low;
        data.targets(sample, 0) = gateAnswer(name, first, second) ? data.highTarget : data.lowTarget;
    }
    return data;
}

Dataset twoBoundaries(const DataSpec &spec, const std::filesystem::path &)
{
    Recipe recipe(spec);
    Dataset data = blank(recipe.count("samples"), 1, true);
    constexpr double starts[] = {0.0, 11.0, 21.0};
    constexpr double ends[] = {10.0, 20.0, 30.0};
    Index sample = 0;
    for (Index run = 0; run < 3; ++run) {
        const Index count = share(data.samples(), run, 3);
        for (Index i = 0; i < count; ++i, ++sample) {
            data.inputs(sample, 0) = evenly(i, count, starts[run], ends[run]);
            data.targets(sample, 0) = run == 1 ? 1.0 : 0.0;
        }
    }
    recipe.addNoise(data.inputs);
    return data;
}

Dataset quadrants(const DataSpec &spec, const std::filesystem::path &)
{
    Recipe recipe(spec);
    Dataset data = blank(recipe.count("samples"), 2, true);
    constexpr double gap = 0.3; // half the width of the empty cross: without it the line between the classes is a guess
    for (Index sample = 0; sample < data.samples(); ++sample) {
        const Index turn = sample % 4;
        const double sign1 = turn < 2 ? 1.0 : -1.0;
        const double sign2 = turn == 0 || turn == 3 ? 1.0 : -1.0;
        data.inputs(sample, 0) = sign1 * recipe.draw(gap, reach);
        data.inputs(sample, 1) = sign2 * recipe.draw(gap, reach);
    }
    setClasses(data, 2);
    recipe.addNoise(data.inputs);
    return data;
}

Dataset circle(const DataSpec &spec, const std::filesystem::path &)
{
    Recipe recipe(spec);
    Dataset data = blank(recipe.count("samples"), 2, true);
    setClasses(data, 2);
    for (Index sample = 0; sample < data.samples(); ++sample) {
        const bool inner = data.targets(sample, 0) == 1.0;
        const double radius = recipe.draw(inner ? 0.0 : 0.7 * reach, inner ? 0.5 * reach : reach);
        const double angle = recipe.draw(0.0, 2.0 * pi);
        data.inputs.row(sample) << radius * std::cos(angle), radius * std::sin(angle);
    }
    recipe.addNoise(data.inputs);
    return data;
}

Dataset gauss(const DataSpec &spec, const std::filesystem::path &)
{
    Recipe recipe(spec);
    Dataset data = blank(recipe.count("samples"), 2, true);
    const Index classes = recipe.count("classes");
    setClasses(data, classes);
    const double radius = std::sqrt(8.0);
    for (Index sample = 0; sample < data.samples(); ++sample) {
        const double turn = static_cast<double>(sample % classes) / static_cast<double>(classes);
        const double angle = 1.25 * pi + 2.0 * pi * turn;
        data.inputs.row(sample) << radius * std::cos(angle), radius * std::sin(angle);
    }
    recipe.addNoise(data.inputs);
    return data;
}

Dataset spiral(const DataSpec &spec, const std::filesystem::path &)
{
    Recipe recipe(spec);
    Dataset data = blank(recipe.count("samples"), 2, true);
    const Index classes = recipe.count("classes");
    setClasses(data, classes);
    for (Index sample = 0; sample < data.samples(); ++sample) {
        const Index arm = sample % classes;
        // The arms begin a little off the centre: there they would all have the same point.
        const double along = evenly(sample / classes, share(data.samples(), arm, classes), 0.05, 1.0);
        const double turn = 1.75 * along + static_cast<double>(arm) / static_cast<double>(classes);
        data.inputs.row(sample) << reach * along * std::sin(2.0 * pi * turn), reach * along * std::cos(2.0 * pi * turn);
    }
    recipe.addNoise(data.inputs);
    return data;
}

Dataset moons(const DataSpec &spec, const std::filesystem::path &)
{
    Recipe recipe(spec);
    Dataset data = blank(recipe.count("samples"), 2, true);
    setClasses(data, 2);
    for (Index sample = 0; sample < data.samples(); ++sample) {
        const Index moon = sample % 2;
        const double angle = evenly(sample / 2, share(data.samples(), moon, 2), 0.0, pi);
        if (moon == 0)
            data.inputs.row(sample) << std::cos(angle), std::sin(angle);
        else
            data.inputs.row(sample) << 1.0 - std::cos(angle), 0.5 - std::sin(angle);
    }
    recipe.addNoise(data.inputs);
    return data;
}

Dataset sine(const DataSpec &spec, const std::filesystem::path &)
{
    Recipe recipe(spec);
    Dataset data = blank(recipe.count("samples"), 1, false);
    for (Index sample = 0; sample < data.samples(); ++sample)
        data.inputs(sample, 0) = evenly(sample, data.samples(), -reach, reach);
    data.targets = data.inputs.array().sin();
    recipe.addNoise(data.targets);
    return data;
}

Dataset plane(const DataSpec &spec, const std::filesystem::path &)
{
    Recipe recipe(spec);
    Dataset data = randomSquare(recipe);
    data.targets = data.inputs.rowwise().sum() / (2.0 * reach);
    recipe.addNoise(data.targets);
    return data;
}

Dataset bumps(const DataSpec &spec, const std::filesystem::path &)
{
    Recipe recipe(spec);
    Dataset data = randomSquare(recipe);
    for (int bump = 0; bump < 6; ++bump) {
        const double centre1 = 3.5 * (bump % 3 - 1);
        const double centre2 = bump < 3 ? 2.5 : -2.5;
        const double sign = bump % 2 == 0 ? 1.0 : -1.0;
        const auto squaredDistance =
            (data.inputs.col(0).array() - centre1).square() + (data.inputs.col(1).array() - centre2).square();
        data.targets.col(0).array() += sign * (-0.5 * squaredDistance).exp();
    }
    recipe.addNoise(data.targets);
    return data;
}

} // namespace basin::generators
