#include "landscape/data_symmetry.h"

#include "network/activation.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <set>

namespace basin {

namespace {

constexpr int fullySearched = 3;    ///< inputs: 3! · 2³ maps of them
constexpr int fullySearchedOut = 2; ///< targets
constexpr int mostInputs = 8;       ///< that change places at all

/// Columns of numbers as ranks in one list of values, so that equal is equal whatever the rounding.
class RankedColumns {
public:
    RankedColumns(const Matrix &values, const std::vector<double> &sums) : m_ranks(values.rows(), values.cols())
    {
        m_values.assign(values.data(), values.data() + values.size());
        std::ranges::sort(m_values);
        m_tolerance = 1e-9 * std::max(std::abs(m_values.front()), std::abs(m_values.back()));
        const auto last = std::ranges::unique(m_values, [this](double a, double b) { return b - a <= m_tolerance; });
        m_values.erase(last.begin(), last.end());
        m_mirrored = m_ranks;
        for (Eigen::Index c = 0; c < values.cols(); ++c) {
            const double sum = sums[static_cast<std::size_t>(c)];
            for (Eigen::Index s = 0; s < values.rows(); ++s) {
                m_ranks(s, c) = rank(values(s, c));
                m_mirrored(s, c) = rank(sum - values(s, c));
            }
        }
    }

    /// −1 where the mirrored value is no value of the data.
    [[nodiscard]] int at(Eigen::Index sample, int column, bool mirrored) const
    {
        return mirrored ? m_mirrored(sample, column) : m_ranks(sample, column);
    }

private:
    [[nodiscard]] int rank(double value) const
    {
        const auto above = std::ranges::upper_bound(m_values, value + m_tolerance);
        if (above == m_values.begin() || std::abs(*std::prev(above) - value) > 2.0 * m_tolerance)
            return -1;
        return static_cast<int>(above - m_values.begin()) - 1;
    }

    Eigen::MatrixXi m_ranks, m_mirrored;
    std::vector<double> m_values;
    double m_tolerance = 0.0;
};

ColumnMap identityMap(int columns)
{
    ColumnMap map{std::vector<int>(static_cast<std::size_t>(columns)),
                  std::vector<bool>(static_cast<std::size_t>(columns))};
    std::iota(map.source.begin(), map.source.end(), 0);
    return map;
}

ColumnMap composed(const ColumnMap &outer, const ColumnMap &inner)
{
    ColumnMap map = outer;
    for (std::size_t j = 0; j < map.source.size(); ++j) {
        const auto from = static_cast<std::size_t>(outer.source[j]);
        map.source[j] = inner.source[from];
        map.mirrored[j] = outer.mirrored[j] != inner.mirrored[from];
    }
    return map;
}

/// Every order of the columns with every choice of mirrored ones, the identity first.
std::vector<ColumnMap> allMaps(int columns)
{
    std::vector<ColumnMap> maps;
    ColumnMap map = identityMap(columns);
    do {
        for (unsigned mask = 0; mask < (1U << static_cast<unsigned>(columns)); ++mask) {
            for (std::size_t j = 0; j < map.mirrored.size(); ++j)
                map.mirrored[j] = ((mask >> j) & 1U) != 0;
            maps.push_back(map);
        }
    } while (std::ranges::next_permutation(map.source).found);
    return maps;
}

/// Exchanges of two of the first columns and mirrorings of one.
std::vector<ColumnMap> simpleMaps(int columns, int first)
{
    std::vector<ColumnMap> maps{identityMap(columns)};
    for (int i = 0; i < first; ++i) {
        ColumnMap mirror = identityMap(columns);
        mirror.mirrored[static_cast<std::size_t>(i)] = true;
        maps.push_back(mirror);
        for (int j = 0; j < i; ++j) {
            ColumnMap exchange = identityMap(columns);
            std::swap(exchange.source[static_cast<std::size_t>(i)], exchange.source[static_cast<std::size_t>(j)]);
            maps.push_back(exchange);
        }
    }
    return maps;
}

std::vector<double> rangeSums(const Matrix &values)
{
    std::vector<double> sums;
    for (Eigen::Index c = 0; c < values.cols(); ++c)
        sums.push_back(values.col(c).minCoeff() + values.col(c).maxCoeff());
    return sums;
}

/// What y and its mirror image sum up to, or nothing where the loss tells the sides apart.
std::optional<std::vector<double>> outputSums(const Objective &objective)
{
    const LossId loss = findLoss(objective.lossSpec().name)->id;
    const ActivationId last = findActivation(objective.architecture().layers().back().activation)->id;
    const auto columns = static_cast<std::size_t>(objective.targets().cols());
    if (loss == LossId::CategoricalCrossentropy)
        return std::nullopt;
    if (last == ActivationId::Sigmoid)
        return std::vector<double>(columns, 1.0);
    if (loss == LossId::BinaryCrossentropy)
        return std::nullopt;
    if (last == ActivationId::Tanh || last == ActivationId::Sin)
        return std::vector<double>(columns, 0.0);
    if (last == ActivationId::Linear)
        return rangeSums(objective.targets());
    return std::nullopt;
}

/// The samples, and whether a map leaves them what they are.
class Samples {
public:
    Samples(const Objective &objective, const DataSymmetries &sums)
        : m_inputs(objective.inputs(), sums.inputSums),
          m_targets(objective.targets(), sums.targetSums),
          m_count(objective.samples())
    {
        const DataSymmetry same{identityMap(objective.architecture().inputCount()),
                                identityMap(objective.architecture().outputCount())};
        m_own = fingerprint(same).value_or(0);
    }

    [[nodiscard]] bool isMappedOntoItself(const DataSymmetry &map) const { return fingerprint(map) == m_own; }

private:
    /// A number that depends on the rows but not on their order; nothing where a value falls outside the data's.
    [[nodiscard]] std::optional<std::uint64_t> fingerprint(const DataSymmetry &map) const
    {
        std::uint64_t sum = 0;
        for (Eigen::Index s = 0; s < m_count; ++s) {
            std::uint64_t row = 0;
            if (!addRow(m_inputs, map.inputs, s, row) || !addRow(m_targets, map.targets, s, row))
                return std::nullopt;
            sum += row;
        }
        return sum;
    }

    static bool addRow(const RankedColumns &columns, const ColumnMap &map, Eigen::Index sample, std::uint64_t &hash)
    {
        for (std::size_t j = 0; j < map.source.size(); ++j) {
            const int rank = columns.at(sample, map.source[j], map.mirrored[j]);
            if (rank < 0)
                return false;
            // The finaliser of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): a bijection that mixes all 64 bits.
            hash += 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(rank);
            hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9ULL;
            hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebULL;
            hash ^= hash >> 31U;
        }
        return true;
    }

    RankedColumns m_inputs, m_targets;
    Eigen::Index m_count;
    std::uint64_t m_own = 0;
};

/// The group that some of its elements make; nothing above `maximum`.
std::optional<std::vector<DataSymmetry>> closure(const DataSymmetry &identity,
                                                 const std::vector<DataSymmetry> &generators, std::size_t maximum)
{
    std::vector<DataSymmetry> group{identity};
    std::set<DataSymmetry> known{identity};
    for (std::size_t done = 0; done < group.size(); ++done) {
        for (const DataSymmetry &generator : generators) {
            DataSymmetry next{composed(generator.inputs, group[done].inputs),
                              composed(generator.targets, group[done].targets)};
            if (!known.insert(next).second)
                continue;
            if (group.size() == maximum)
                return std::nullopt;
            group.push_back(std::move(next));
        }
    }
    return group;
}

bool mirrorsOffCentre(const ColumnMap &map, const std::vector<double> &sums)
{
    for (std::size_t j = 0; j < map.mirrored.size(); ++j) {
        if (map.mirrored[j] && sums[static_cast<std::size_t>(map.source[j])] != 0.0)
            return true;
    }
    return false;
}

bool mirrorsAny(const ColumnMap &map)
{
    return std::ranges::find(map.mirrored, true) != map.mirrored.end();
}

} // namespace

DataSymmetries dataSymmetries(const Objective &objective, bool keepsOffsets, std::size_t maximum)
{
    const int inputs = objective.architecture().inputCount();
    const int outputs = objective.architecture().outputCount();
    const auto sums = outputSums(objective);
    DataSymmetries result;
    result.inputSums = rangeSums(objective.inputs());
    result.targetSums = sums.value_or(std::vector<double>(static_cast<std::size_t>(outputs), 0.0));
    const bool isLinear = objective.architecture().layers().back().activation == "linear";

    const Samples samples(objective, result);
    const std::vector<ColumnMap> targetMaps =
        outputs <= fullySearchedOut ? allMaps(outputs) : std::vector<ColumnMap>{identityMap(outputs)};
    const auto symmetriesAmong = [&](const std::vector<ColumnMap> &inputMaps) {
        std::vector<DataSymmetry> found;
        for (const ColumnMap &in : inputMaps) {
            if (!keepsOffsets && mirrorsOffCentre(in, result.inputSums))
                continue;
            for (const ColumnMap &out : targetMaps) {
                if (mirrorsAny(out) &&
                    (!sums || (!keepsOffsets && isLinear && mirrorsOffCentre(out, result.targetSums))))
                    continue;
                if (samples.isMappedOntoItself({in, out}))
                    found.push_back({in, out});
            }
        }
        return found;
    };

    const DataSymmetry identity{identityMap(inputs), identityMap(outputs)};
    for (int first = std::min(inputs, mostInputs);; --first) {
        const auto generators = symmetriesAmong(inputs <= fullySearched ? allMaps(inputs) : simpleMaps(inputs, first));
        if (auto group = closure(identity, generators, maximum)) {
            result.elements = std::move(*group);
            result.isComplete = inputs <= fullySearched || first == inputs;
            return result;
        }
    }
}

} // namespace basin
