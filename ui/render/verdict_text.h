#pragma once

#include "landscape/point.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <vector>

namespace basin {

/// What the verdict on a point says to a reader, translated: the panel, the chip and the command line use the same
/// words.
struct VerdictText {
    QString strong{}; ///< what it rests on, to be set in bold: "Not stationary."
    QString text{};   ///< one to three sentences after it
    struct Fact {
        QString name; ///< "Loss 0.347999"
        QString note; ///< "0.41 % above the level 0.346574"
    };
    QList<Fact> evidence{}; ///< the numbers it rests on

    [[nodiscard]] QString plain() const;
    [[nodiscard]] QString html() const;
};

/// @param patterns  what the samples are called ("0, 1"); may be shorter than the data
/// @param isTested  whether the degenerate test was made: else a point without falling directions is called just that
[[nodiscard]] VerdictText verdictText(const PointReport &report, const Objective &objective,
                                      const QStringList &patterns, bool isTested = true);

/// "Patterns 0, 1 and 1, 1 share the output ½, but not the target." Empty where none do.
[[nodiscard]] QString mergedSentence(const PointReport &report, const QStringList &patterns);

/// "h₁ cuts off corner 0, 0, h₂ corner 1, 0: neighbours." Empty without codes.
[[nodiscard]] QString cornerText(const std::vector<CornerCode> &codes, const Objective &objective,
                                 const QStringList &patterns);

} // namespace basin
