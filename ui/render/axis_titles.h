#pragma once

#include "render/ticks.h"

#include <QList>
#include <QString>

namespace basin {

/// "loss (mean cross-entropy), log scale" as "loss, log scale".
[[nodiscard]] QString withoutBrackets(const QString &title);

/// A title that does not fit loses what it has in brackets first.
[[nodiscard]] QString fittingTitle(const QString &title, double room);

/// Of the labels, in their own font.
[[nodiscard]] double widestLabel(const QList<Tick> &ticks);

/// How far left of a plot the middle of an upright title stands clear of these labels; `usual` where that is enough.
[[nodiscard]] double clearTitleDistance(const QList<Tick> &ticks, double usual);

} // namespace basin
