#pragma once

#include "diagnosis/diagnosis.h"
#include "landscape/point.h"
#include "project/project.h"
#include "render/verdict_text.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <string>
#include <string_view>
#include <vector>

namespace basin {

/// Where a finding was made: what its numbers mean.
struct FindingSubject {
    const PreparedRun &run;
    const PointReport &report;
    const std::vector<CornerCode> &codes; ///< of the hidden units; may be empty
    QStringList patterns;                 ///< what the first samples are called
};

/// What a finding says to a reader, translated: first in words that a pupil knows, then the term.
struct FindingText {
    QString name{};  ///< the term in a word or two: "edge state"
    QString html{};  ///< one or two sentences; what they rest on is set in bold
    QString plain{}; ///< the same without marks
    QList<VerdictText::Fact> evidence{};
};

/// Ids of the findings that may be the reason, first the headline: all that are as grave as the first one. Where
/// nothing grave was found though the loss hardly falls (`isStuck`), the state that the network has come close to.
[[nodiscard]] std::vector<std::string> reasonsAmong(const std::vector<Finding> &findings, bool isStuck);
/// The term alone: "edge state". An id that has none of its own is shown with spaces.
[[nodiscard]] QString findingName(std::string_view id);
[[nodiscard]] FindingText findingText(const Finding &finding, const FindingSubject &subject);
/// One number of the evidence as a label and its value; units, samples and inputs by their names.
[[nodiscard]] VerdictText::Fact evidenceFact(const Evidence &evidence, const FindingSubject &subject);

} // namespace basin
