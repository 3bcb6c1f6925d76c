#include "data/error.h"
#include "data/generators.h"
#include "random/random_stream.h"

#include <unordered_map>

namespace basin::generators {

namespace {

using Index = Eigen::Index;

/// The first `count` of a random permutation of 0 … range − 1: Fisher and Yates, where only what moved is remembered.
std::vector<std::uint64_t> differentNumbers(std::uint64_t range, Index count, RandomStream &stream)
{
    std::unordered_map<std::uint64_t, std::uint64_t> moved;
    const auto at = [&](std::uint64_t place) {
        const auto found = moved.find(place);
        return found != moved.end() ? found->second : place;
    };
    std::vector<std::uint64_t> numbers;
    numbers.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
        const std::uint64_t place = i + stream.below(range - i);
        numbers.push_back(at(place));
        moved[place] = at(i);
    }
    return numbers;
}

/// The bits of `number`, the most significant of `count` first.
void putBits(std::uint64_t number, Index count, Matrix &matrix, Index row)
{
    for (Index bit = 0; bit < count; ++bit)
        matrix(row, bit) = static_cast<double>((number >> static_cast<unsigned>(count - 1 - bit)) & 1U);
}

std::vector<std::string> numbered(const std::string &stem, Index count)
{
    if (count == 1)
        return {stem};
    std::vector<std::string> names;
    for (Index i = 1; i <= count; ++i)
        names.push_back(stem + std::to_string(i));
    return names;
}

} // namespace

Dataset modulo(const DataSpec &spec, const std::filesystem::path &)
{
    const std::vector<OptionSpec> &options = findDataSource("modulo")->options;
    const auto integer = [&](const char *key) { return static_cast<Index>(spec.options.number(key, options)); };
    const Index bits = integer("bits");
    const Index modulus = integer("modulus");
    const Index samples = integer("samples");
    const bool isOneHot = spec.options.text("encoding", options) == "one_hot";
    const std::uint64_t range = std::uint64_t{1} << static_cast<unsigned>(bits);
    const std::string ofBits = std::to_string(bits) + (bits == 1 ? " bit" : " bits");
    if (static_cast<std::uint64_t>(samples) > range)
        throw InputError("data.options.samples",
                         "must be at most " + std::to_string(range) + ", the numbers of " + ofBits);
    if (static_cast<std::uint64_t>(modulus) > range)
        throw InputError("data.options.modulus", "must be at most " + std::to_string(range) + " for " + ofBits);
    const Index columns = !isOneHot ? bits : modulus == 2 ? 1 : modulus;
    if (samples > maximumDataValues / (bits + columns))
        throw InputError("data.options.samples",
                         "must be at most " + std::to_string(maximumDataValues / (bits + columns)) + " here");

    RandomStream stream(spec.seed, Purpose::Samples);
    const std::vector<std::uint64_t> numbers = differentNumbers(range, samples, stream);
    Dataset data;
    data.inputs.resize(samples, bits);
    data.targets.setZero(samples, columns);
    data.inputNames = numbered("x", bits);
    data.targetNames = numbered("y", columns);
    for (Index sample = 0; sample < samples; ++sample) {
        const std::uint64_t number = numbers[static_cast<std::size_t>(sample)];
        const std::uint64_t remainder = number % static_cast<std::uint64_t>(modulus);
        putBits(number, bits, data.inputs, sample);
        if (!isOneHot)
            putBits(remainder, bits, data.targets, sample);
        else if (modulus == 2)
            data.targets(sample, 0) = static_cast<double>(remainder);
        else
            data.targets(sample, static_cast<Index>(remainder)) = 1.0;
    }
    if (isOneHot) {
        for (Index remainder = 0; remainder < modulus; ++remainder)
            data.classNames.push_back(std::to_string(remainder));
        if (modulus > 2)
            data.targetNames = data.classNames;
    }
    return data;
}

} // namespace basin::generators
