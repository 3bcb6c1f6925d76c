#include "landscape/affine_map.h"

#include <algorithm>
#include <numeric>

namespace basin {

namespace {

/// Adds up what goes the same way, and drops what cancels.
void merge(std::vector<AffineMap::Sum> &sums)
{
    std::ranges::sort(sums, [](const auto &a, const auto &b) { return a.to != b.to ? a.to < b.to : a.from < b.from; });
    std::vector<AffineMap::Sum> merged;
    for (const AffineMap::Sum &sum : sums) {
        if (!merged.empty() && merged.back().to == sum.to && merged.back().from == sum.from)
            merged.back().factor += sum.factor;
        else
            merged.push_back(sum);
    }
    std::erase_if(merged, [](const AffineMap::Sum &sum) { return sum.factor == 0.0; });
    sums = std::move(merged);
}

void merge(std::vector<AffineMap::Offset> &offsets)
{
    std::ranges::sort(offsets, {}, &AffineMap::Offset::to);
    std::vector<AffineMap::Offset> merged;
    for (const AffineMap::Offset &offset : offsets) {
        if (!merged.empty() && merged.back().to == offset.to)
            merged.back().value += offset.value;
        else
            merged.push_back(offset);
    }
    std::erase_if(merged, [](const AffineMap::Offset &offset) { return offset.value == 0.0; });
    offsets = std::move(merged);
}

} // namespace

AffineMap AffineMap::identity(Eigen::Index size)
{
    AffineMap map;
    map.source.resize(static_cast<std::size_t>(size));
    std::iota(map.source.begin(), map.source.end(), Eigen::Index{0});
    map.sign.assign(static_cast<std::size_t>(size), 1.0);
    return map;
}

void AffineMap::apply(ConstVectorRef parameters, Vector &image) const
{
    image.resize(parameters.size());
    for (std::size_t i = 0; i < source.size(); ++i)
        image[static_cast<Eigen::Index>(i)] = sign[i] * parameters[source[i]];
    for (const Sum &sum : sums)
        image[sum.to] += sum.factor * parameters[sum.from];
    for (const Offset &offset : offsets)
        image[offset.to] += offset.value;
}

AffineMap AffineMap::composed(const AffineMap &outer, const AffineMap &inner)
{
    const std::size_t size = outer.source.size();
    AffineMap map;
    map.source.resize(size);
    map.sign.resize(size);
    // What the outer map does to parameter `from` of the inner image, done to all that this parameter is made of.
    const auto carry = [&](Eigen::Index to, Eigen::Index from, double factor) {
        for (const Sum &sum : inner.sums) {
            if (sum.to == from)
                map.sums.push_back({to, sum.from, factor * sum.factor});
        }
        for (const Offset &offset : inner.offsets) {
            if (offset.to == from)
                map.offsets.push_back({to, factor * offset.value});
        }
    };
    const bool innerAdds = !inner.sums.empty() || !inner.offsets.empty();
    for (std::size_t i = 0; i < size; ++i) {
        const auto from = static_cast<std::size_t>(outer.source[i]);
        map.source[i] = inner.source[from];
        map.sign[i] = outer.sign[i] * inner.sign[from];
        if (innerAdds)
            carry(static_cast<Eigen::Index>(i), outer.source[i], outer.sign[i]);
    }
    for (const Sum &sum : outer.sums) {
        const auto from = static_cast<std::size_t>(sum.from);
        map.sums.push_back({sum.to, inner.source[from], sum.factor * inner.sign[from]});
        carry(sum.to, sum.from, sum.factor);
    }
    map.offsets.insert(map.offsets.end(), outer.offsets.begin(), outer.offsets.end());
    merge(map.sums);
    merge(map.offsets);
    return map;
}

} // namespace basin
