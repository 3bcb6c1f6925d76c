#include "render/names.h"

#include "render/number_text.h"

#include "data/generators.h"
#include "project/project.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHash>

#include <array>
#include <utility>

namespace basin {

namespace {

#define TEXT(text) QT_TRANSLATE_NOOP("Names", text)

struct Word {
    std::string_view name;
    const char *title;
};

QString translated(const char *text)
{
    return QCoreApplication::translate("Names", text);
}

template <std::size_t N>
QString titleIn(const std::array<Word, N> &words, std::string_view name)
{
    for (const Word &word : words) {
        if (word.name == name)
            return translated(word.title);
    }
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

constexpr std::array optimizerWords{
    Word{"sgd", TEXT("SGD")},
    Word{"adagrad", TEXT("Adagrad")},
    Word{"rmsprop", TEXT("RMSProp")},
    Word{"adam", TEXT("Adam")},
    Word{"adamw", TEXT("AdamW")},
    Word{"nadam", TEXT("Nadam")},
    Word{"amsgrad", TEXT("AMSGrad")},
    Word{"rprop_plus", TEXT("RProp+")},
    Word{"rprop_minus", TEXT("RProp−")},
    Word{"irprop_plus", TEXT("iRProp+")},
    Word{"irprop_minus", TEXT("iRProp−")},
    Word{"lbfgs", TEXT("L-BFGS")},
    Word{"levenberg_marquardt", TEXT("Levenberg–Marquardt")},
};

constexpr std::array lossWords{
    Word{"mean_squared_error", TEXT("Squared error")},        Word{"half_squared_error", TEXT("½ squared error")},
    Word{"sum_squared_error", TEXT("½ Σ squares")},           Word{"binary_crossentropy", TEXT("Cross-entropy")},
    Word{"categorical_crossentropy", TEXT("Categorical CE")},
};

constexpr std::array lossAxisWords{
    Word{"mean_squared_error", TEXT("loss (mean squared error)")},
    Word{"half_squared_error", TEXT("loss (½ Σ squares, mean over samples)")},
    Word{"sum_squared_error", TEXT("loss (½ Σ squares)")},
    Word{"binary_crossentropy", TEXT("loss (mean cross-entropy)")},
    Word{"categorical_crossentropy", TEXT("loss (mean cross-entropy)")},
};

constexpr std::array activationWords{
    Word{"linear", TEXT("linear")},
    Word{"sigmoid", TEXT("sigmoid")},
    Word{"tanh", TEXT("tanh")},
    Word{"relu", TEXT("ReLU")},
    Word{"leaky_relu", TEXT("leaky ReLU")},
    Word{"elu", TEXT("ELU")},
    Word{"softplus", TEXT("softplus")},
    Word{"sin", TEXT("sin")},
    Word{"step", TEXT("step (not trainable)")},
    Word{"softmax", TEXT("softmax")},
};

constexpr std::array initialiserWords{
    Word{"zeros", TEXT("Zeros")},
    Word{"constant", TEXT("Constant")},
    Word{"uniform", TEXT("Uniform")},
    Word{"normal", TEXT("Normal")},
    Word{"glorot_uniform", TEXT("Glorot uniform")},
    Word{"glorot_normal", TEXT("Glorot normal")},
    Word{"he_uniform", TEXT("He uniform")},
    Word{"he_normal", TEXT("He normal")},
    Word{"lecun_uniform", TEXT("LeCun uniform")},
    Word{"lecun_normal", TEXT("LeCun normal")},
    Word{"orthogonal", TEXT("Orthogonal")},
};

constexpr std::array sourceWords{
    Word{"gate", TEXT("Logic gate")},
    Word{"two_boundaries", TEXT("Two boundaries, one input")},
    Word{"quadrants", TEXT("Quadrants")},
    Word{"circle", TEXT("Circle")},
    Word{"gauss", TEXT("Two clouds")},
    Word{"spiral", TEXT("Spiral")},
    Word{"moons", TEXT("Moons")},
    Word{"sine", TEXT("Sine curve")},
    Word{"plane", TEXT("Plane")},
    Word{"bumps", TEXT("Bumps")},
    Word{"csv", TEXT("CSV file")},
    Word{"inline", TEXT("Own points")},
    Word{"modulo", TEXT("Remainders of numbers")},
};

constexpr std::array faultWords{
    Word{"none", TEXT("None")},
    Word{"output_delta_without_derivative", TEXT("Output delta without σ′")},
    Word{"penalty_gradient_only", TEXT("Penalty's gradient only")},
    Word{"forgotten_bias", TEXT("Forgotten bias")},
    Word{"gradient_not_averaged", TEXT("Gradient not averaged")},
};

constexpr std::array gateWords{
    Word{"xor", TEXT("XOR")}, Word{"xnor", TEXT("XNOR")}, Word{"and", TEXT("AND")},
    Word{"or", TEXT("OR")},   Word{"nand", TEXT("NAND")}, Word{"nor", TEXT("NOR")},
};

constexpr std::array optionWords{
    Word{"learning_rate", TEXT("Learning rate")},
    Word{"momentum", TEXT("Momentum")},
    Word{"nesterov", TEXT("Nesterov")},
    Word{"rho", TEXT("Decay ρ")},
    Word{"centered", TEXT("Centred")},
    Word{"beta_1", TEXT("β₁")},
    Word{"beta_2", TEXT("β₂")},
    Word{"epsilon", TEXT("ε")},
    Word{"weight_decay", TEXT("Weight decay")},
    Word{"momentum_decay", TEXT("Mom. decay")},
    Word{"initial_accumulator_value", TEXT("First sum")},
    Word{"eta_plus", TEXT("η⁺")},
    Word{"eta_minus", TEXT("η⁻")},
    Word{"delta_min", TEXT("Smallest step")},
    Word{"delta_max", TEXT("Largest step")},
    Word{"gate", TEXT("Gate")},
    Word{"low", TEXT("Low")},
    Word{"high", TEXT("High")},
    Word{"target_low", TEXT("Target low")},
    Word{"target_high", TEXT("Target high")},
    Word{"copies", TEXT("Copies")},
    Word{"samples", TEXT("Samples")},
    Word{"noise", TEXT("Noise")},
    Word{"classes", TEXT("Classes")},
    Word{"bits", TEXT("Bits")},
    Word{"modulus", TEXT("Modulus")},
    Word{"encoding", TEXT("Answer")},
    Word{"value", TEXT("Value")},
    Word{"mean", TEXT("Mean")},
    Word{"stddev", TEXT("Deviation")},
    Word{"delimiter", TEXT("Delimiter")},
    Word{"decimal", TEXT("Decimal mark")},
};

constexpr std::array exampleWords{
    Word{"xor-learns", TEXT("XOR that learns")},
    Word{"xor-sticks", TEXT("XOR that sticks")},
    Word{"circle", TEXT("Circle")},
    Word{"spiral", TEXT("Spiral")},
    Word{"two-boundaries", TEXT("Two boundaries in one dimension")},
    Word{"iris", TEXT("Iris, three species")},
};

constexpr std::array eventWords{
    Word{"optimizer.name", TEXT("optimizer")},
    Word{"optimizer.learning_rate", TEXT("learning rate")},
    Word{"optimizer.convention", TEXT("convention")},
    Word{"loss.name", TEXT("loss")},
    Word{"loss.l1", TEXT("L1")},
    Word{"loss.l2", TEXT("L2")},
    Word{"loss.penalise_bias", TEXT("penalty on biases")},
    Word{"loss.deliberate_bug", TEXT("deliberate bug")},
    Word{"training.batch_size", TEXT("batch")},
    Word{"training.shuffle", TEXT("shuffle")},
    Word{"training.epochs", TEXT("epoch limit")},
    Word{"training.stop_at_epochs", TEXT("epoch limit")},
    Word{"training.stop_loss", TEXT("stop loss")},
    Word{"training.stop_patience", TEXT("patience")},
    Word{"training.solved_loss", TEXT("solved loss")},
    Word{"training.frozen", TEXT("frozen weights")},
    Word{"parameters", TEXT("weights edited")},
};

QString valueText(const std::string &value)
{
    const QString text = QString::fromStdString(value);
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    return isNumber ? numbers::compact(number, 3) : text;
}

} // namespace

QString optimizerTitle(std::string_view name)
{
    return titleIn(optimizerWords, name);
}

QString lossTitle(std::string_view name)
{
    return titleIn(lossWords, name);
}

QString lossAxisTitle(std::string_view name)
{
    return titleIn(lossAxisWords, name);
}

QString lossAxisTitle(const LossSpec &loss)
{
    const QString title = lossAxisTitle(loss.name);
    return loss.l1 > 0.0 || loss.l2 > 0.0 ? translated(TEXT("%1 + penalty")).arg(title) : title;
}

QString layerTitle(const LayerSpec &layer)
{
    return layer.kind == LayerKind::Lstm ? QStringLiteral("LSTM") : activationTitle(layer.activation);
}

QString activationTitle(std::string_view name)
{
    return titleIn(activationWords, name);
}

QString initialiserTitle(std::string_view name)
{
    return titleIn(initialiserWords, name);
}

QString sourceTitle(std::string_view name)
{
    return titleIn(sourceWords, name);
}

QString gateTitle(std::string_view name)
{
    return titleIn(gateWords, name);
}

QString dataTitle(const Project &project)
{
    const auto path = project.data.options.values().find("path");
    if (project.data.source == "csv" && path != project.data.options.values().end())
        return QFileInfo(QString::fromStdString(std::get<std::string>(path->second))).fileName();
    if (project.data.source == "gate")
        return QCoreApplication::translate("Names", "Logic gate %1")
            .arg(gateTitle(project.data.options.text("gate", findDataSource("gate")->options)));
    return project.data.source == "inline" ? QCoreApplication::translate("Names", "Your own points")
                                           : sourceTitle(project.data.source);
}

QString gradientFaultTitle(GradientFault fault)
{
    return titleIn(faultWords, gradientFaultName(fault));
}

QString optionTitle(std::string_view key)
{
    return titleIn(optionWords, key);
}

QString exampleTitle(std::string_view name)
{
    return titleIn(exampleWords, name);
}

QString eventTitle(const HistoryEvent &event)
{
    const std::string_view key = event.key;
    constexpr std::string_view optimizer = "optimizer.";
    constexpr std::string_view parameter = "parameter.";
    if (key.starts_with(parameter))
        return QString::fromStdString(event.key.substr(parameter.size()));
    const QString title = titleIn(eventWords, key);
    if (title == QString::fromStdString(event.key) && key.starts_with(optimizer))
        return optionTitle(key.substr(optimizer.size()));
    return title;
}

QString eventText(const HistoryEvent &event)
{
    if (event.from.empty() && event.to.empty())
        return eventTitle(event);
    const bool isFault = event.key == "loss.deliberate_bug";
    const auto text = [&](const std::string &value) { return isFault ? titleIn(faultWords, value) : valueText(value); };
    return QStringLiteral("%1 %2 → %3").arg(eventTitle(event), text(event.from), text(event.to));
}

} // namespace basin
