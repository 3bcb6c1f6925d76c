#include "network/confusion.h"

#include <limits>

namespace basin {

namespace {

double share(Eigen::Index part, Eigen::Index whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole)
                     : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

double Confusion::accuracy() const
{
    return share(counts.trace(), samples());
}

double Confusion::accuracyOf(Eigen::Index label) const
{
    return share(counts(label, label), counts.row(label).sum());
}

Confusion confusionOf(const Matrix &outputs, const Matrix &targets, const TargetSides &sides)
{
    Confusion confusion;
    const bool isOneHot = sides.kind == TargetSides::Kind::OneHot;
    if (!isOneHot && (sides.kind != TargetSides::Kind::Threshold || targets.cols() != 1))
        return confusion;
    const Eigen::Index classes = isOneHot ? targets.cols() : 2;
    const auto classOf = [&](const auto &row) {
        if (!isOneHot)
            return Eigen::Index{row[0] > sides.threshold ? 1 : 0};
        Eigen::Index largest = 0;
        row.maxCoeff(&largest);
        return largest;
    };
    confusion.counts.setZero(classes, classes);
    for (Eigen::Index s = 0; s < targets.rows(); ++s)
        ++confusion.counts(classOf(targets.row(s)), classOf(outputs.row(s)));
    return confusion;
}

} // namespace basin
