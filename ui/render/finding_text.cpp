#include "render/finding_text.h"

#include "render/finding_evidence.h"
#include "render/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(FindingText)
};

/// What a rule is called, and what it says. In a sentence %1 stands for the units, samples or inputs concerned; bold
/// stands between asterisks.
struct Row {
    std::string_view id;
    const char *name;
    const char *sentence;
};

#define TEXT(text) QT_TRANSLATE_NOOP("FindingText", text)

constexpr std::array rows{
    Row{"constant_output", TEXT("constant output"),
        TEXT("The network gives **the same answer to everything**: whatever goes in, the output stays in the middle. "
             "It stands on a plateau around a saddle.")},
    Row{"edge_state", TEXT("edge state"),
        TEXT("Two patterns **share one output**, but not the target. This is called an edge state.")},
    Row{"triple_state", TEXT("triple state"),
        TEXT("**Three patterns share one output**, but not the target: only one corner is cut off, and one hidden unit "
             "does nothing for it. This is called a triple state.")},
    Row{"one_pattern_at_half", TEXT("one pattern at ½"),
        TEXT("Three patterns are right and **one stays at ½** though its error still pulls. No right training ends "
             "like that: the gradient of the output's bias is suspect. The gradient check tells.")},
    Row{"base_rate", TEXT("base rate"),
        TEXT("The network **ignores its inputs** and answers with the average of the targets: the base rate.")},
    Row{"duplicate_units", TEXT("twin units"),
        TEXT("%1 are **twins**: equal weights, equal gradients. They stay equal for ever and count as one unit. An "
             "equal start never breaks this symmetry.")},
    Row{"saturated_unit", TEXT("saturated unit"),
        TEXT("%1 says **the same to every sample**: its sum is so large that it stands at the end of its range, where "
             "there is hardly any slope. It is saturated.")},
    Row{"dead_relu", TEXT("dead ReLU"),
        TEXT("%1 is **0 on every sample**. No gradient reaches its weights, so it never wakes up: a dead ReLU.")},
    Row{"vanishing_gradient", TEXT("vanishing gradient"),
        TEXT("The error reaches the last layer and **is lost on its way back**: the first layer hardly moves. The "
             "gradient vanishes.")},
    Row{"unscaled_inputs", TEXT("inputs not scaled"),
        TEXT("%1 has numbers that are **far too large**. One step that is right for a small input is much too long "
             "here: the inputs are not scaled.")},
    Row{"penalty_balance", TEXT("penalty holds it"),
        TEXT("The penalty pulls the weights to 0 **as hard as the error pulls them away**. Here the two balance: a "
             "true local minimum, made by the penalty.")},
    Row{"bit_labels_softmax", TEXT("several ones under softmax"),
        TEXT("A target has **several ones**, but softmax shares out a single one. The loss cannot come near 0; one "
             "sigmoid for each bit can.")},
    Row{"label_activation_mismatch", TEXT("targets out of reach"),
        TEXT("Some targets lie **outside what the last layer can say**. No weights can reach them: labels and "
             "activation do not match.")},
    Row{"learning_rate_high", TEXT("learning rate too high"),
        TEXT("The steps are **longer than the valley is wide**: the loss jumps up and down instead of sinking. The "
             "learning rate is too high.")},
    Row{"learning_rate_low", TEXT("learning rate too low"),
        TEXT("It learns, but **with very small steps**: on double-logarithmic axes the loss is a straight line that "
             "still falls. The learning rate is low.")},
    Row{"precision_stall", TEXT("rounded away"),
        TEXT("The steps are **smaller than the last digit of a 32-bit number**: nothing changes any more, although "
             "there is a slope. In 64 bit the run goes on.")},
    Row{"epsilon_dominated", TEXT("ε rules the steps"),
        TEXT("The gradient is so small that **ε in the optimizer's formula** rules the length of the steps: they "
             "shrink with the gradient.")},
    Row{"accuracy_plateau", TEXT("accuracy stands still"),
        TEXT("The loss falls, but **no further sample changes its side**: the share of right answers tells nothing "
             "here. Look at the outputs of each pattern.")},
    Row{"uneven_inputs", TEXT("inputs of uneven size"),
        TEXT("%1 vary by **very different amounts**. A step that is right for one is much too short, or much too long, "
             "for another: the inputs are not scaled alike.")},
    Row{"test_inputs_differ", TEXT("test part differs"),
        TEXT("The test part **does not look like the training part**: what is learnt on one cannot hold on the "
             "other.")},
    Row{"test_gap", TEXT("worse on the test part"),
        TEXT("What was learnt **does not hold for new samples**: the test part is clearly worse than the training "
             "part. This is called overfitting.")},
    Row{"classes_imbalanced", TEXT("classes unequal"),
        TEXT("One class has **by far the most samples**. Answering it always is right most of the time, and hides "
             "that the other is not learnt.")},
    Row{"batch_larger_than_data", TEXT("batch larger than the data"),
        TEXT("The batch is **larger than the data**: each epoch is a single update, whatever number stands there.")},
    Row{"label_loss_mismatch", TEXT("loss does not fit"),
        TEXT("A cross-entropy is for **probabilities**, and these outputs or targets are none: labels, last layer and "
             "loss do not belong together.")},
};

const Row *rowOf(std::string_view id)
{
    const auto *row = std::ranges::find(rows, id, &Row::id);
    return row == rows.end() ? nullptr : row;
}

QString translated(const char *text)
{
    return QCoreApplication::translate("FindingText", text);
}

/// "**a**" → bold or plain.
QString marked(const QString &text, bool isHtml)
{
    const QStringList parts = text.split(QStringLiteral("**"));
    QString result;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const QString part = isHtml ? parts[i].toHtmlEscaped() : parts[i];
        result += isHtml && i % 2 == 1 ? QStringLiteral("<span style=\"font-weight:500\">%1</span>").arg(part) : part;
    }
    return result;
}

/// "within 0.4 % of ½ ln 2"
QString levelNote(double loss, double level)
{
    struct Named {
        double value;
        const char *text;
    };
    const double entropyOfThird = std::log(3.0) - 2.0 / 3.0 * std::log(2.0);
    const std::array known{Named{std::log(2.0) / 2, "½ ln 2"},
                           Named{0.75 * entropyOfThird, "¾ H(⅓)"},
                           Named{std::log(2.0), "ln 2"},
                           Named{0.125, "⅛"},
                           Named{1.0 / 6, "⅙"},
                           Named{0.25, "¼"}};
    QString name = numbers::fixed(level, 4);
    for (const Named &candidate : known)
        if (std::abs(candidate.value - level) < 1e-9)
            name = QString::fromUtf8(candidate.text);
    const double off = 100.0 * std::abs(loss - level) / level;
    if (off < 0.005)
        return Text::tr("exactly %1").arg(name);
    return Text::tr("within %1 % of %2").arg(numbers::fixed(off, off < 0.095 ? 2 : 1), name);
}

const Evidence *find(const Finding &finding, std::string_view name)
{
    const auto found = std::ranges::find(finding.evidence, name, &Evidence::name);
    return found == finding.evidence.end() || found->values.empty() ? nullptr : &*found;
}

bool isMergedState(std::string_view id)
{
    return id == "edge_state" || id == "triple_state" || id == "constant_output";
}

/// Loss against its level, who shares an output, the slope that is left, and how large the weights have grown.
QList<VerdictText::Fact> stateFacts(const Finding &finding, const FindingSubject &subject)
{
    QList<VerdictText::Fact> facts;
    const Evidence *loss = find(finding, "loss"), *level = find(finding, "level");
    if (loss && level)
        facts.append({Text::tr("Loss %1").arg(numbers::fixed(loss->values[0], 4)),
                      levelNote(loss->values[0], level->values[0])});
    const Matrix &outputs = subject.report.outputs;
    if (const Evidence *merged = find(finding, "merged_samples"); merged && outputs.cols() == 1) {
        double sum = 0.0;
        QStringList targets;
        int count = 0;
        for (const double sample : merged->values) {
            const auto row = static_cast<Eigen::Index>(std::lround(sample));
            if (row >= outputs.rows())
                continue;
            sum += outputs(row, 0);
            ++count;
            const QString target = numbers::compact(subject.run.data->train.targets(row, 0), 3);
            if (!targets.contains(target))
                targets << target;
        }
        if (count > 0)
            facts.append({Text::tr("%n output(s) near %1", nullptr, count).arg(numbers::fixed(sum / count, 3)),
                          Text::tr("targets %1").arg(listed(targets))});
    }
    facts.append(
        {Text::tr("Gradient %1").arg(numbers::scientific(subject.report.gradientNorm, 1)),
         subject.report.verdict == Verdict::Saddle ? Text::tr("none but for rounding") : Text::tr("small, not zero")});
    facts.append({Text::tr("Largest weight %1").arg(numbers::compact(subject.report.largestParameter, 3)),
                  subject.report.verdict == Verdict::AtInfinity ? Text::tr("grows without end") : QString()});
    return facts;
}

QStringList namesConcerned(const Finding &finding, const FindingSubject &subject)
{
    QStringList names;
    for (const auto &[name, kind] :
         {std::pair{"units", EvidenceKind::Units}, std::pair{"inputs", EvidenceKind::Inputs}}) {
        if (const Evidence *found = find(finding, name))
            for (const double value : found->values)
                names << evidenceValue(value, kind, subject);
    }
    return names;
}

/// The hidden units' corners are the reason where they are known.
QString edgeSentence(const FindingSubject &subject)
{
    const auto &codes = subject.codes;
    const Matrix &inputs = subject.run.data->train.inputs;
    const bool areTwo = codes.size() == 2 && codes[0].isolated >= 0 && codes[1].isolated >= 0;
    const auto steps =
        areTwo ? (inputs.row(codes[0].isolated).array() != inputs.row(codes[1].isolated).array()).count() : 0;
    const QString merged = mergedSentence(subject.report, subject.patterns);
    if (steps != 1 || merged.isEmpty())
        return {};
    return Text::tr("The hidden units cut off **neighbouring** corners.") + QLatin1Char(' ') + merged;
}

} // namespace

std::vector<std::string> reasonsAmong(const std::vector<Finding> &findings, bool isStuck)
{
    constexpr std::array<std::string_view, 8> states{"constant_output", "edge_state",        "triple_state",
                                                     "base_rate",       "duplicate_units",   "saturated_unit",
                                                     "dead_relu",       "vanishing_gradient"};
    std::vector<std::string> ids;
    const bool isGrave = !findings.empty() && findings.front().severity != Severity::Note;
    for (const Finding &finding : findings) {
        if (isGrave ? finding.severity == findings.front().severity
                    : isStuck && std::ranges::count(states, finding.id) > 0)
            ids.push_back(finding.id);
    }
    return ids;
}

QString findingName(std::string_view id)
{
    const Row *row = rowOf(id);
    if (row)
        return translated(row->name);
    return QString::fromUtf8(id.data(), static_cast<qsizetype>(id.size())).replace(QLatin1Char('_'), QLatin1Char(' '));
}

FindingText findingText(const Finding &finding, const FindingSubject &subject)
{
    FindingText text{.name = findingName(finding.id)};
    QString sentence = finding.id == "edge_state" ? edgeSentence(subject) : QString();
    if (sentence.isEmpty()) {
        if (const Row *row = rowOf(finding.id))
            sentence = translated(row->sentence);
        if (sentence.contains(QStringLiteral("%1"))) {
            const QStringList names = namesConcerned(finding, subject);
            sentence = sentence.arg(names.isEmpty() ? Text::tr("A unit") : listed(names));
        }
    }
    text.html = marked(sentence, true);
    text.plain = marked(sentence, false);
    if (isMergedState(finding.id)) {
        text.evidence = stateFacts(finding, subject);
    } else {
        for (const Evidence &evidence : finding.evidence)
            text.evidence.append(evidenceFact(evidence, subject));
    }
    return text;
}

} // namespace basin
