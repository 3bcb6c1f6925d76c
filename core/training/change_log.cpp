#include "training/change_log.h"

#include <array>
#include <charconv>

namespace basin {

namespace {

std::string text(double value)
{
    return numberText(value);
}
std::string text(bool value)
{
    return value ? "true" : "false";
}
std::string text(std::int64_t value)
{
    return std::to_string(value);
}
std::string text(const std::string &value)
{
    return value;
}

template <class V>
void report(std::string_view key, const V &before, const V &after, const ChangeListener &listener)
{
    if (before != after)
        listener(key, text(before), text(after));
}

std::string conventionName(Convention convention)
{
    return convention == Convention::Keras ? "keras" : "pytorch";
}

std::string optionText(const OptionValue &value)
{
    if (const auto *number = std::get_if<double>(&value))
        return text(*number);
    if (const auto *flag = std::get_if<bool>(&value))
        return text(*flag);
    if (const auto *word = std::get_if<std::string>(&value))
        return *word;
    return {};
}

OptionValue effective(const OptimizerSpec &spec, const OptionSpec &option)
{
    const auto set = spec.options.values().find(option.key);
    return set != spec.options.values().end() ? set->second : option.standard;
}

} // namespace

std::string numberText(double value)
{
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

void reportChanges(const LossSpec &before, const LossSpec &after, const ChangeListener &listener)
{
    report("loss.name", before.name, after.name, listener);
    report("loss.l1", before.l1, after.l1, listener);
    report("loss.l2", before.l2, after.l2, listener);
    report("loss.penalise_bias", before.penaliseBias, after.penaliseBias, listener);
    report("loss.deliberate_bug", gradientFaultName(before.fault), gradientFaultName(after.fault), listener);
}

void reportChanges(const OptimizerSpec &before, const OptimizerSpec &after, const ChangeListener &listener)
{
    report("optimizer.name", before.name, after.name, listener);
    report("optimizer.convention", conventionName(before.convention), conventionName(after.convention), listener);
    const OptimizerKind *oldKind = findOptimizer(before.name);
    const OptimizerKind *newKind = findOptimizer(after.name);
    if (oldKind == nullptr || newKind == nullptr)
        return;
    const std::vector<OptionSpec> &oldOptions = oldKind->options(before.convention);
    for (const OptionSpec &option : newKind->options(after.convention)) {
        if (const OptionSpec *old = findOption(oldOptions, option.key))
            report("optimizer." + option.key, optionText(effective(before, *old)), optionText(effective(after, option)),
                   listener);
    }
}

void reportChanges(const TrainingOptions &before, const TrainingOptions &after, const ChangeListener &listener)
{
    report("training.batch_size", before.batchSize, after.batchSize, listener);
    report("training.shuffle", before.shuffle, after.shuffle, listener);
    report("training.epochs", before.epochs, after.epochs, listener);
    report("training.stop_at_epochs", before.limitEpochs, after.limitEpochs, listener);
    report("training.stop_loss", before.stopLoss, after.stopLoss, listener);
    report("training.solved_loss", before.solvedLoss, after.solvedLoss, listener);
    report("training.stop_patience", before.patience, after.patience, listener);
    if (before.frozen != after.frozen)
        listener("training.frozen", {}, {});
}

} // namespace basin
