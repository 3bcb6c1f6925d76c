#include "render/finding_evidence.h"

#include "render/number_text.h"
#include "render/run_figures.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(FindingText)
};

#define TEXT(text) QT_TRANSLATE_NOOP("FindingText", text)

struct Label {
    std::string_view name;
    const char *text;
    EvidenceKind kind = EvidenceKind::Number;
};

constexpr std::array labels{
    Label{"loss", TEXT("Loss"), EvidenceKind::Exact},
    Label{"level", TEXT("Level that theory knows"), EvidenceKind::Exact},
    Label{"outputs", TEXT("Outputs"), EvidenceKind::Outputs},
    Label{"mean_outputs", TEXT("Mean output"), EvidenceKind::Outputs},
    Label{"merged_samples", TEXT("Patterns with one output"), EvidenceKind::Samples},
    Label{"isolated_corners", TEXT("Corners cut off"), EvidenceKind::Samples},
    Label{"accuracy", TEXT("Right"), EvidenceKind::Share},
    Label{"gradient_norm", TEXT("Gradient")},
    Label{"output_bias_gradient", TEXT("Gradient of the output's bias")},
    Label{"units", TEXT("Units"), EvidenceKind::Units},
    Label{"smallest_input", TEXT("Smallest sum into it, over all samples")},
    Label{"share", TEXT("Share of the hidden units"), EvidenceKind::Share},
    Label{"first_layer", TEXT("Gradient in the first layer")},
    Label{"last_layer", TEXT("Gradient in the last layer")},
    Label{"ratio", TEXT("Ratio of the two")},
    Label{"inputs", TEXT("Inputs"), EvidenceKind::Inputs},
    Label{"mean", TEXT("Mean")},
    Label{"deviation", TEXT("Standard deviation")},
    Label{"penalty", TEXT("Penalty")},
    Label{"data_gradient", TEXT("Pull of the error")},
    Label{"penalty_gradient", TEXT("Pull of the penalty")},
    Label{"targets_sum_largest", TEXT("Ones in one target, at most"), EvidenceKind::Count},
    Label{"classes", TEXT("Outputs"), EvidenceKind::Count},
    Label{"loss_floor", TEXT("Lowest loss possible"), EvidenceKind::Exact},
    Label{"loss_of_even_outputs", TEXT("Loss of even outputs"), EvidenceKind::Exact},
    Label{"lowest_target", TEXT("Lowest target")},
    Label{"highest_target", TEXT("Highest target")},
    Label{"lowest_output", TEXT("Lowest output possible")},
    Label{"highest_output", TEXT("Highest output possible")},
    Label{"batch_size", TEXT("Batch size"), EvidenceKind::Count},
    Label{"dead_outputs", TEXT("Dead outputs"), EvidenceKind::Count},
    Label{"deviation_ratio", TEXT("Deviation there ÷ in the training part")},
    Label{"epoch", TEXT("At epoch"), EvidenceKind::Count},
    Label{"epochs_flat", TEXT("Epochs without a change"), EvidenceKind::Count},
    Label{"epochs_in_float64", TEXT("Epochs tried in 64 bit"), EvidenceKind::Count},
    Label{"epochs_to_a_tenth", TEXT("Epochs until a tenth of this loss"), EvidenceKind::Count},
    Label{"epochs_unchanged", TEXT("Epochs with the same loss"), EvidenceKind::Count},
    Label{"epsilon", TEXT("ε")},
    Label{"gradient_float32", TEXT("Gradient in 32 bit")},
    Label{"gradient_float64", TEXT("Gradient in 64 bit")},
    Label{"largest_first_input", TEXT("Largest sum into a unit at the start")},
    Label{"largest_gradient", TEXT("Largest part of the gradient")},
    Label{"last_bit", TEXT("Last digit of the largest weight")},
    Label{"learning_rate", TEXT("Learning rate")},
    Label{"log_log_slope", TEXT("Slope on double-logarithmic axes")},
    Label{"loss_before", TEXT("Loss before"), EvidenceKind::Exact},
    Label{"loss_change_in_float64", TEXT("Change of the loss in 64 bit")},
    Label{"loss_highest", TEXT("Highest loss"), EvidenceKind::Exact},
    Label{"majority_share", TEXT("Share of the largest class"), EvidenceKind::Share},
    Label{"margin", TEXT("Probabilities are clipped at")},
    Label{"mean_difference", TEXT("Means differ, in deviations")},
    Label{"moved_in_float64", TEXT("Way made in 64 bit")},
    Label{"r_squared", TEXT("How straight that line is (R²)")},
    Label{"rate_times_curvature", TEXT("Rate × largest curvature (2 is the limit)")},
    Label{"relative_swing", TEXT("Size of the swings"), EvidenceKind::Share},
    Label{"samples", TEXT("Samples"), EvidenceKind::Count},
    Label{"samples_of_classes", TEXT("Samples of each class"), EvidenceKind::Count},
    Label{"share_clipped", TEXT("Outputs that are clipped"), EvidenceKind::Share},
    Label{"share_of_the_only_output", TEXT("Softmax of a single output")},
    Label{"share_of_turns", TEXT("Points where the loss turns round"), EvidenceKind::Share},
    Label{"step_share", TEXT("Length of a step, of its full length"), EvidenceKind::Share},
    Label{"targets_sum_highest", TEXT("Largest sum of a target")},
    Label{"targets_sum_lowest", TEXT("Smallest sum of a target")},
    Label{"test_accuracy", TEXT("Right on the test part"), EvidenceKind::Share},
    Label{"test_loss", TEXT("Loss on the test part"), EvidenceKind::Exact},
    Label{"test_samples", TEXT("Samples of the test part"), EvidenceKind::Count},
    Label{"training_loss", TEXT("Loss on the training part"), EvidenceKind::Exact},
    Label{"training_samples", TEXT("Samples of the training part"), EvidenceKind::Count},
    Label{"decay_per_epoch", TEXT("Fall of the slope in one epoch")},
    Label{"epochs_to_leave", TEXT("Epochs until it has left"), EvidenceKind::Count},
    Label{"largest_input", TEXT("Largest sum into it")},
    Label{"r_squared_of_decay", TEXT("How even that fall is (R²)")},
    Label{"share_saturated", TEXT("Share of the samples at the end of its range"), EvidenceKind::Share},
    Label{"whole_layer", TEXT("The whole layer is dead"), EvidenceKind::Truth},
    Label{"wrong_samples", TEXT("On their wrong side"), EvidenceKind::Samples},
};

/// A hidden unit by its place among all hidden units.
QString hiddenName(const FindingSubject &subject, int place)
{
    const Architecture &architecture = subject.run.spec.architecture;
    int layer = 0;
    while (layer + 1 < static_cast<int>(architecture.layers().size()) &&
           place >= architecture.layers()[static_cast<std::size_t>(layer)].units)
        place -= architecture.layers()[static_cast<std::size_t>(layer++)].units;
    return unitName(architecture, *subject.run.data, layer, place);
}

} // namespace

QString listed(const QStringList &names)
{
    constexpr qsizetype most = 6;
    if (names.size() < 2)
        return names.join(QString());
    if (names.size() > most)
        return Text::tr("%1 and %n more", nullptr, static_cast<int>(names.size() - most))
            .arg(names.mid(0, most).join(QStringLiteral(", ")));
    return Text::tr("%1 and %2").arg(names.mid(0, names.size() - 1).join(QStringLiteral(", ")), names.last());
}

QString evidenceValue(double value, EvidenceKind kind, const FindingSubject &subject)
{
    const double most = std::numeric_limits<int>::max();
    const int place = std::isfinite(value) ? static_cast<int>(std::lround(std::clamp(value, -most, most))) : 0;
    switch (kind) {
    case EvidenceKind::Number: {
        const double size = std::abs(value);
        return size != 0.0 && (size < 0.001 || size >= 100'000.0) ? numbers::scientific(value, 1)
                                                                  : numbers::compact(value, 4);
    }
    case EvidenceKind::Exact:
        return numbers::fixed(value, 4);
    case EvidenceKind::Share:
        return Text::tr("%1 %").arg(numbers::compact(100.0 * value, 3));
    case EvidenceKind::Count:
        return std::abs(value) < 1e15 ? numbers::count(std::llround(value)) : numbers::scientific(value, 0);
    case EvidenceKind::Truth:
        return place != 0 ? Text::tr("yes") : Text::tr("no");
    case EvidenceKind::Units:
        return hiddenName(subject, place);
    case EvidenceKind::Samples:
        return place < subject.patterns.size() ? subject.patterns[place] : Text::tr("no. %1").arg(place + 1);
    case EvidenceKind::Inputs:
        return inputName(*subject.run.data, place);
    case EvidenceKind::Outputs:
        return numbers::fixed(value, 3);
    }
    return {};
}

VerdictText::Fact evidenceFact(const Evidence &evidence, const FindingSubject &subject)
{
    const auto *label = std::ranges::find(labels, std::string_view(evidence.name), &Label::name);
    const EvidenceKind kind = label == labels.end() ? EvidenceKind::Number : label->kind;
    QStringList values;
    for (const double value : evidence.values)
        values << evidenceValue(value, kind, subject);
    const bool isKnown = label != labels.end();
    return {isKnown ? QCoreApplication::translate("FindingText", label->text)
                    : QString::fromStdString(evidence.name).replace(QLatin1Char('_'), QLatin1Char(' ')),
            kind == EvidenceKind::Samples ? values.join(QStringLiteral("; ")) : listed(values)};
}

} // namespace basin
