#include "training/run_moment.h"

namespace basin {

namespace {

/// What an allocation costs besides what is asked for.
constexpr std::size_t allocation = 16;

template <class T>
std::size_t bytesOf(const std::vector<T> &list)
{
    return list.capacity() == 0 ? 0 : list.capacity() * sizeof(T) + allocation;
}

std::size_t bytesOf(const Options &options)
{
    constexpr std::size_t node = 160; // of a map: key, value and its links
    return options.values().size() * node;
}

std::size_t bytesOf(const RunChange &change)
{
    if (const auto *parameters = std::get_if<std::vector<double>>(&change))
        return bytesOf(*parameters);
    if (const auto *optimizer = std::get_if<OptimizerSpec>(&change))
        return bytesOf(optimizer->options);
    if (const auto *training = std::get_if<TrainingOptions>(&change))
        return bytesOf(training->frozen);
    return 0;
}

} // namespace

std::int64_t RunMoment::bytes() const
{
    std::size_t bytes = sizeof *this + allocation;
    bytes += bytesOf(state.parameters) + bytesOf(state.optimizer) + bytesOf(previousParameters);
    for (const std::vector<double> &list : state.optimizer)
        bytes += bytesOf(list);
    bytes += bytesOf(history.weights) + bytesOf(history.outputs);
    return static_cast<std::int64_t>(bytes);
}

std::int64_t RecordedChange::bytes() const
{
    return static_cast<std::int64_t>(sizeof *this + bytesOf(change));
}

} // namespace basin
