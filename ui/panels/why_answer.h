#pragma once

#include "controls/column_table.h"
#include "model/point_model.h"
#include "render/finding_text.h"

#include <string>

namespace basin {

/// What the Why panel says of a point.
struct WhyAnswer {
    QString title{}; ///< "Why is it stuck?"
    QString html{};
    QString plain{};
    QString also{}; ///< "Consistent with: edge state, twin units"
    QList<VerdictText::Fact> evidence{};
    QString note{}; ///< what the point is not
    bool isWell = false;
};
/// @param snapshot  of the run; may be null
[[nodiscard]] WhyAnswer whyAnswer(const PointInspection &point, const FindingSubject &subject, const Snapshot *snapshot,
                                  bool isRunning);
[[nodiscard]] WhyAnswer noAnswer(); ///< before anything is known

/// The finding that the answer is about; empty where all is well.
[[nodiscard]] std::string headline(const std::vector<Finding> &findings, bool isStuck);
/// Whether patterns share an output there.
[[nodiscard]] bool isMergedState(std::string_view id);
/// What else was found, each in a sentence with its numbers.
[[nodiscard]] QString otherFindings(const PointInspection &point, const FindingSubject &subject, bool isStuck);
/// Pattern, target, output, a bar of it, loss.
[[nodiscard]] QList<ColumnTable::Column> whyColumns(const PointInspection &point);

} // namespace basin
