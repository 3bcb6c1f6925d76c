#include "landscape/symmetry.h"

#include "data/error.h"
#include "landscape/affine_map.h"
#include "landscape/data_symmetry.h"
#include "network/activation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace basin {

namespace {

/// How a hidden unit can be turned without a change of what the network computes.
enum class Turn {
    None,
    Sign,  ///< φ(−z) = −φ(z)
    Mirror ///< φ(−z) = 1 − φ(z)
};

Turn turnOf(ActivationId activation)
{
    switch (activation) {
    case ActivationId::Tanh:
    case ActivationId::Sin:
    case ActivationId::Linear:
        return Turn::Sign;
    case ActivationId::Sigmoid:
        return Turn::Mirror;
    default:
        return Turn::None;
    }
}

/// A penalty that counts biases is changed by all that adds to one; kernels are only moved and signed.
bool keepsAdditions(const LossSpec &loss)
{
    return !loss.penaliseBias || (loss.l1 == 0.0 && loss.l2 == 0.0);
}

/// Units of a hidden layer change places, some of them turned: unit j of the image is unit source[j].
AffineMap unitMap(const Architecture &net, std::size_t layer, Turn turn, const std::vector<int> &source,
                  unsigned turned)
{
    AffineMap map = AffineMap::identity(net.parameterCount());
    const LayerLayout &in = net.layout(layer);
    const LayerLayout &out = net.layout(layer + 1);
    const auto place = [&map](Eigen::Index to, Eigen::Index from, double sign) {
        map.source[static_cast<std::size_t>(to)] = from;
        map.sign[static_cast<std::size_t>(to)] = sign;
    };
    for (int j = 0; j < static_cast<int>(source.size()); ++j) {
        const int from = source[static_cast<std::size_t>(j)];
        const bool isTurned = ((turned >> static_cast<unsigned>(j)) & 1U) != 0;
        const double sign = isTurned ? -1.0 : 1.0;
        for (int i = 0; i < in.inputs; ++i)
            place(in.kernel + i * in.units + j, in.kernel + i * in.units + from, sign);
        place(in.bias + j, in.bias + from, sign);
        for (int k = 0; k < out.units; ++k) {
            const Eigen::Index outgoing = out.kernel + from * out.units + k;
            place(out.kernel + j * out.units + k, outgoing, sign);
            if (isTurned && turn == Turn::Mirror)
                map.sums.push_back({out.bias + k, outgoing, 1.0});
        }
    }
    return map;
}

/// θ′ with f(θ′, g x) = h f(θ, x), where g maps the inputs and h the outputs.
AffineMap dataMap(const Architecture &net, const DataSymmetries &data, const DataSymmetry &element)
{
    AffineMap inputs = AffineMap::identity(net.parameterCount());
    const LayerLayout &first = net.layout(0);
    for (int i = 0; i < first.inputs; ++i) {
        const int from = element.inputs.source[static_cast<std::size_t>(i)];
        const bool isMirrored = element.inputs.mirrored[static_cast<std::size_t>(i)];
        const double sum = data.inputSums[static_cast<std::size_t>(from)];
        for (int j = 0; j < first.units; ++j) {
            const auto to = static_cast<std::size_t>(first.kernel + i * first.units + j);
            inputs.source[to] = first.kernel + from * first.units + j;
            inputs.sign[to] = isMirrored ? -1.0 : 1.0;
            if (isMirrored && sum != 0.0)
                inputs.sums.push_back({first.bias + j, inputs.source[to], sum});
        }
    }
    AffineMap outputs = AffineMap::identity(net.parameterCount());
    const LayerLayout &last = net.layout(net.layers().size() - 1);
    const bool isLinear = net.layers().back().activation == "linear";
    for (int k = 0; k < last.units; ++k) {
        const int from = element.targets.source[static_cast<std::size_t>(k)];
        const bool isMirrored = element.targets.mirrored[static_cast<std::size_t>(k)];
        const auto place = [&](Eigen::Index row) {
            outputs.source[static_cast<std::size_t>(row + k)] = row + from;
            outputs.sign[static_cast<std::size_t>(row + k)] = isMirrored ? -1.0 : 1.0;
        };
        for (int i = 0; i < last.inputs; ++i)
            place(last.kernel + i * last.units);
        place(last.bias);
        // Of y = z the mirror image is sum − z; σ and the odd activations need no constant.
        const double sum = data.targetSums[static_cast<std::size_t>(from)];
        if (isMirrored && isLinear && sum != 0.0)
            outputs.offsets.push_back({last.bias + k, sum});
    }
    return AffineMap::composed(outputs, inputs);
}

/// All orders and turns of the first `moved` units of a layer, the identity first.
std::vector<AffineMap> unitMaps(const Architecture &net, std::size_t layer, Turn turn, int moved)
{
    std::vector<AffineMap> maps;
    std::vector<int> source(static_cast<std::size_t>(net.layout(layer).units));
    std::iota(source.begin(), source.end(), 0);
    do {
        for (unsigned turned = 0; turned < (turn == Turn::None ? 1U : 1U << static_cast<unsigned>(moved)); ++turned)
            maps.push_back(unitMap(net, layer, turn, source, turned));
    } while (std::next_permutation(source.begin(), source.begin() + moved));
    return maps;
}

/// As many units of a layer as can move in every way while the number of elements stays within `room`.
int movableUnits(int units, Turn turn, std::size_t room)
{
    std::size_t count = 1;
    for (int moved = 1; moved <= units; ++moved) {
        count *= static_cast<std::size_t>(moved) * (turn == Turn::None ? 1U : 2U);
        if (count > room)
            return moved - 1;
    }
    return units;
}

void checkSize(const std::vector<AffineMap> &elements, ConstVectorRef parameters)
{
    if (static_cast<std::size_t>(parameters.size()) != elements.front().source.size())
        throw InputError("parameters", "must be " + std::to_string(elements.front().source.size()) + " numbers");
}

} // namespace

SymmetryGroup::SymmetryGroup(const Objective &objective)
{
    const Architecture &net = objective.architecture();
    const bool additions = keepsAdditions(objective.lossSpec());
    std::vector<AffineMap> elements;
    if (net.isRecurrent()) {
        // The units of an lstm could change places and sign, its inputs likewise: not listed.
        m_isComplete = false;
        elements.push_back(AffineMap::identity(net.parameterCount()));
    } else {
        const DataSymmetries data = dataSymmetries(objective, additions, maximumListed);
        m_isComplete = data.isComplete;
        for (const DataSymmetry &element : data.elements)
            elements.push_back(dataMap(net, data, element));
    }
    for (std::size_t layer = net.isRecurrent() ? 1 : 0; layer + 1 < net.layers().size(); ++layer) {
        Turn turn = turnOf(findActivation(net.layers()[layer].activation)->id);
        if (turn == Turn::Mirror && !additions)
            turn = Turn::None;
        const int units = net.layout(layer).units;
        const int moved = movableUnits(units, turn, maximumListed / elements.size());
        m_isComplete = m_isComplete && moved == units;
        std::vector<AffineMap> products;
        for (const AffineMap &map : unitMaps(net, layer, turn, moved)) {
            for (const AffineMap &element : elements)
                products.push_back(AffineMap::composed(map, element));
        }
        elements = std::move(products);
    }
    m_elements = std::make_shared<const std::vector<AffineMap>>(std::move(elements));
}

std::size_t SymmetryGroup::size() const
{
    return m_elements->size();
}

Vector SymmetryGroup::apply(std::size_t element, ConstVectorRef parameters) const
{
    checkSize(*m_elements, parameters);
    Vector image;
    (*m_elements)[element].apply(parameters, image);
    return image;
}

std::vector<Vector> SymmetryGroup::images(ConstVectorRef parameters, double tolerance) const
{
    // Equal images have nearly equal weighted sums, so that only neighbours in the order of these need be compared.
    struct Image {
        double sum;
        std::size_t element;
        Vector parameters;
    };
    std::vector<Image> all;
    for (std::size_t k = 0; k < size(); ++k) {
        Vector image = apply(k, parameters);
        double sum = 0.0;
        for (Eigen::Index i = 0; i < image.size(); ++i)
            sum += image[i] * std::cos(static_cast<double>(i));
        all.push_back({sum, k, std::move(image)});
    }
    std::ranges::stable_sort(all, {}, &Image::sum);
    const double reach = tolerance * static_cast<double>(parameters.size());
    std::vector<Image> different;
    for (Image &image : all) {
        const auto isSame = [&](const Image &other) {
            return ((other.parameters - image.parameters).array().abs() <= tolerance).all();
        };
        bool isNew = true;
        for (auto known = different.rbegin(); known != different.rend() && image.sum - known->sum <= reach; ++known) {
            if (isSame(*known)) {
                known->element = std::min(known->element, image.element);
                isNew = false;
                break;
            }
        }
        if (isNew)
            different.push_back(std::move(image));
    }
    std::ranges::sort(different, {}, &Image::element);
    std::vector<Vector> result;
    for (Image &image : different)
        result.push_back(image.element == 0 ? Vector(parameters) : std::move(image.parameters));
    return result;
}

Vector SymmetryGroup::nearestImage(ConstVectorRef parameters, ConstVectorRef target) const
{
    checkSize(*m_elements, parameters);
    checkSize(*m_elements, target);
    Vector best = parameters;
    double shortest = (best - target).squaredNorm();
    Vector image;
    for (const AffineMap &element : *m_elements) {
        element.apply(parameters, image);
        const double squared = (image - target).squaredNorm();
        if (squared < shortest) {
            shortest = squared;
            std::swap(best, image);
        }
    }
    return best;
}

double SymmetryGroup::distance(ConstVectorRef first, ConstVectorRef second) const
{
    return (nearestImage(first, second) - second).norm();
}

Vector SymmetryGroup::canonical(ConstVectorRef parameters) const
{
    constexpr double equal = 1e-9;
    std::vector<Vector> left = images(parameters, 0.0);
    for (Eigen::Index i = 0; i < parameters.size() && left.size() > 1; ++i) {
        double largest = left.front()[i];
        for (const Vector &image : left)
            largest = std::max(largest, image[i]);
        std::erase_if(left, [&](const Vector &image) { return image[i] < largest - equal; });
    }
    return left.front();
}

} // namespace basin
