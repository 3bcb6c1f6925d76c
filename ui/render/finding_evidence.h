#pragma once

#include "render/finding_text.h"

namespace basin {

/// What a number of the evidence is.
enum class EvidenceKind { Number, Exact, Share, Count, Truth, Units, Samples, Inputs, Outputs };

/// A number as it is shown: units, samples and inputs by their names.
[[nodiscard]] QString evidenceValue(double value, EvidenceKind kind, const FindingSubject &subject);
/// "a, b and c", of many the first ones.
[[nodiscard]] QString listed(const QStringList &names);

} // namespace basin
