#include "render/cure_text.h"

#include "render/names.h"
#include "render/number_text.h"

#include <QCoreApplication>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(CureText)
};

/// The value that the cure gives a key; empty where it leaves it alone.
QString setting(const Cure &cure, std::string_view key)
{
    for (const auto &[path, value] : cure.settings)
        if (path == key)
            return QString::fromStdString(value);
    return {};
}

QString numberOf(const QString &text)
{
    bool isNumber = false;
    const double value = text.toDouble(&isNumber);
    return isNumber ? numbers::compact(value, 3) : text;
}

QString widerTitle(const Cure &cure, const Project &project)
{
    if (project.layers.size() != 2)
        return Text::tr("One unit more in each hidden layer");
    const int units = setting(cure, "network.layers[0].units").toInt();
    switch (units) {
    case 2:
        return Text::tr("Two hidden units");
    case 3:
        return Text::tr("Three hidden units");
    case 4:
        return Text::tr("Four hidden units");
    default:
        return Text::tr("%n hidden unit(s)", nullptr, units);
    }
}

QString rateTitle(const Cure &cure)
{
    return Text::tr("Learning rate %1").arg(numberOf(setting(cure, "optimizer.learning_rate")));
}

} // namespace

QString cureTitle(const Cure &cure, const Project &project)
{
    switch (cure.kind) {
    case CureKind::GoOn:
        return Text::tr("Ten times as many epochs");
    case CureKind::OtherSeed:
        return Text::tr("New weights, same settings");
    case CureKind::RandomStart:
        return Text::tr("A random start");
    case CureKind::LargerStart:
        return Text::tr("Larger start weights");
    case CureKind::SmallerStart:
        return Text::tr("Smaller start weights");
    case CureKind::Kick:
        return Text::tr("A push off the saddle");
    case CureKind::WayOut:
        return Text::tr("Go on from the end of the way out");
    case CureKind::Irprop:
        return Text::tr("iRProp−, the slope's sign alone");
    case CureKind::OtherOptimizer: {
        const QString name = setting(cure, "optimizer.name");
        return name.isEmpty() ? Text::tr("Another optimizer") : optimizerTitle(name.toStdString());
    }
    case CureKind::Wider:
        return widerTitle(cure, project);
    case CureKind::Standardise:
        return Text::tr("Standardise the inputs");
    case CureKind::Float64:
        return Text::tr("64-bit numbers");
    case CureKind::LowerPenalty:
        return Text::tr("A hundredth of the penalty");
    case CureKind::LowerRate:
    case CureKind::HigherRate:
        return rateTitle(cure);
    case CureKind::SmallerEpsilon:
        return Text::tr("A smaller ε");
    case CureKind::SmallerBatch: {
        const QString size = setting(cure, "training.batch_size");
        return size.isEmpty() ? Text::tr("Smaller batches") : Text::tr("Batches of %1").arg(size);
    }
    case CureKind::FittingActivation:
        return Text::tr("A last layer that reaches the targets");
    case CureKind::FittingLoss:
        return Text::tr("The loss that fits the last layer");
    case CureKind::LowerCapacity:
        return Text::tr("Half the hidden units");
    case CureKind::HigherPenalty:
        return Text::tr("More penalty on large weights");
    case CureKind::OtherSplit:
        return Text::tr("Other samples held out");
    case CureKind::OtherHidden:
        return Text::tr("Leaky ReLU in the hidden layer");
    case CureKind::RightGradient:
        return Text::tr("Without the deliberate bug");
    }
    return {};
}

QString cureTip(const Cure &cure)
{
    const QString where = cure.restarts     ? Text::tr("It begins anew, beside the run as it is.")
                          : cure.parameters ? Text::tr("It goes on from there, beside the run as it is.")
                                            : Text::tr("It goes on from the present weights, beside the run as it is.");
    switch (cure.kind) {
    case CureKind::Kick:
        return Text::tr("One step along the direction in which the surface bends down most.") + QLatin1Char(' ') +
               where;
    case CureKind::WayOut:
        return Text::tr("The weights at the end of a path along which the loss falls.") + QLatin1Char(' ') + where;
    default:
        return where;
    }
}

} // namespace basin
