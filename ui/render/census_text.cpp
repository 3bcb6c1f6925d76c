#include "render/census_text.h"

#include "render/fate_names.h"
#include "render/names.h"
#include "render/number_text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <array>
#include <cmath>
#include <numbers>

namespace basin {

namespace {

constexpr int lossDecimals = 4;

QString tr(const char *text)
{
    return QCoreApplication::translate("CensusText", text);
}

/// Levels that are a short formula.
struct Formula {
    double value;
    const char *text;
};
constexpr std::array formulas{Formula{std::numbers::ln2 / 2, "½ ln 2"}, Formula{std::numbers::ln2, "ln 2"}};

QString lossText(double loss)
{
    const bool isUnusual = loss != 0.0 && (std::abs(loss) < 1e-3 || std::abs(loss) >= 1e3);
    return isUnusual ? numbers::scientific(loss, 1) : numbers::fixed(loss, lossDecimals);
}

QString layerKey(std::size_t layer, const char *key)
{
    return QStringLiteral("network.layers[%1].%2").arg(layer).arg(QLatin1String(key));
}

QString shortList(const std::vector<double> &values)
{
    QStringList texts;
    for (const double value : values)
        texts << numbers::exact(value);
    return texts.join(QStringLiteral(", "));
}

/// 1 to 5 times and down to a tenth of a number, to one digit.
QString around(double value)
{
    std::vector<double> values;
    for (const double factor : {0.1, 0.3, 1.0, 3.0, 10.0})
        values.push_back(std::stod(QString::number(value * factor, 'g', 2).toStdString()));
    return shortList(values);
}

QString shortName(const Fate &fate)
{
    switch (fate.kind) {
    case FateKind::Solved:
        return tr("solved");
    case FateKind::Edge:
        return tr("edge");
    case FateKind::Triple:
        return tr("triple");
    case FateKind::Constant:
        return tr("constant");
    case FateKind::OtherLevel:
        return tr("stuck");
    case FateKind::Undecided:
        return tr("undecided");
    case FateKind::Diverged:
        return tr("diverged");
    }
    return {};
}

} // namespace

QString fateLevel(const Fate &fate)
{
    switch (fate.kind) {
    case FateKind::Solved:
        return tr("loss → 0");
    case FateKind::Edge:
    case FateKind::Triple:
    case FateKind::Constant:
        break;
    default:
        return fateNote(fate);
    }
    const QString number = numbers::fixed(fate.level, lossDecimals);
    for (const Formula &formula : formulas)
        if (std::abs(fate.level - formula.value) < 1e-9)
            return QStringLiteral("%1 = %2").arg(QString::fromUtf8(formula.text), number);
    return number;
}

QString fateLabel(const Fate &fate)
{
    switch (fate.kind) {
    case FateKind::Edge:
    case FateKind::Triple:
    case FateKind::Constant:
        return QStringLiteral("%1 %2").arg(shortName(fate), lossText(fate.level));
    case FateKind::OtherLevel:
        return lossText(fate.loss);
    case FateKind::Solved:
    case FateKind::Undecided:
    case FateKind::Diverged:
        break;
    }
    return shortName(fate);
}

QString runTitle(const RunRow &row, const Fate *fate)
{
    const QString name = fate ? shortName(*fate) : QString();
    if (std::isnan(row.loss))
        return tr("Seed %1: %2").arg(numbers::count(static_cast<qint64>(row.seed)), name);
    return tr("Seed %1: %2, loss %3").arg(numbers::count(static_cast<qint64>(row.seed)), name, lossText(row.loss));
}

QString variedTitle(const std::string &key)
{
    const QString path = QString::fromStdString(key);
    static const QRegularExpression layer(QStringLiteral(R"(^network\.layers\[(\d+)\]\.(units|activation)$)"));
    if (const auto match = layer.match(path); match.hasMatch()) {
        const QString number = QString::number(match.captured(1).toInt() + 1);
        return match.captured(2) == QLatin1String("units") ? tr("Units of layer %1").arg(number)
                                                           : tr("Activation of layer %1").arg(number);
    }
    static const std::array<std::pair<const char *, const char *>, 12> titles{{
        {"optimizer.learning_rate", QT_TRANSLATE_NOOP("CensusText", "Learning rate")},
        {"optimizer.name", QT_TRANSLATE_NOOP("CensusText", "Optimizer")},
        {"training.batch_size", QT_TRANSLATE_NOOP("CensusText", "Batch size")},
        {"training.epochs", QT_TRANSLATE_NOOP("CensusText", "Epochs")},
        {"training.precision", QT_TRANSLATE_NOOP("CensusText", "Precision")},
        {"init.kernel.name", QT_TRANSLATE_NOOP("CensusText", "Start weights")},
        {"init.kernel", QT_TRANSLATE_NOOP("CensusText", "Start weights")},
        {"loss.name", QT_TRANSLATE_NOOP("CensusText", "Loss")},
        {"loss.l1", QT_TRANSLATE_NOOP("CensusText", "L1 penalty")},
        {"loss.l2", QT_TRANSLATE_NOOP("CensusText", "L2 penalty")},
        {"data.scaling", QT_TRANSLATE_NOOP("CensusText", "Scaling of inputs")},
        {"data.seed", QT_TRANSLATE_NOOP("CensusText", "Seed of the data")},
    }};
    for (const auto &[known, title] : titles)
        if (key == known)
            return tr(title);
    if (key.starts_with("optimizer."))
        return optionTitle(std::string_view(key).substr(10));
    return path;
}

QString variedValueTitle(const std::string &key, const std::string &value)
{
    if (key == "optimizer.name")
        return optimizerTitle(value);
    if (key == "loss.name")
        return lossTitle(value);
    if (key == "init.kernel.name" || key == "init.bias.name")
        return initialiserTitle(value);
    if (key.ends_with(".activation"))
        return activationTitle(value);
    if (key == "training.precision")
        return value == "float32" ? tr("32 bit") : tr("64 bit");
    if (key == "training.batch_size" && value == "0")
        return tr("all patterns");
    const QString text = QString::fromStdString(value);
    if (const auto number = numbers::parse(text))
        return numbers::compact(*number, 4);
    return text;
}

QList<VariedKey> variedKeys(const Project &project)
{
    QList<VariedKey> keys;
    const auto add = [&](const QString &key, const QString &suggestion) {
        keys.append({key.toStdString(), variedTitle(key.toStdString()), suggestion});
    };
    const OptimizerKind *optimizer = findOptimizer(project.optimizer.name);
    if (optimizer && findOption(optimizer->options(project.optimizer.convention), "learning_rate"))
        add(QStringLiteral("optimizer.learning_rate"), around(project.optimizer.value("learning_rate")));
    add(QStringLiteral("optimizer.name"), QStringLiteral("sgd, rmsprop, adam, irprop_minus"));
    const std::size_t last = project.layers.empty() ? 0 : project.layers.size() - 1; // the window begins without any
    for (std::size_t layer = 0; layer < last; ++layer)
        add(layerKey(layer, "units"), QStringLiteral("2, 3, 4, 6, 8"));
    for (std::size_t layer = 0; layer < last; ++layer)
        add(layerKey(layer, "activation"), QStringLiteral("sigmoid, tanh, relu"));
    add(QStringLiteral("training.batch_size"), QStringLiteral("0, 1, 2"));
    add(QStringLiteral("init.kernel.name"), QStringLiteral("glorot_uniform, he_normal, lecun_normal"));
    add(QStringLiteral("loss.name"), QStringLiteral("binary_crossentropy, mean_squared_error"));
    add(QStringLiteral("loss.l2"), QStringLiteral("0, 1e-5, 1e-4, 1e-3, 1e-2"));
    add(QStringLiteral("training.precision"), QStringLiteral("float32, float64"));
    add(QStringLiteral("training.epochs"),
        shortList({static_cast<double>(project.training.epochs) / 4, static_cast<double>(project.training.epochs),
                   static_cast<double>(project.training.epochs) * 4}));
    return keys;
}

} // namespace basin
