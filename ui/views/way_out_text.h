#pragma once

#include "model/escape_model.h"
#include "render/chart_figure.h"

#include <QCoreApplication>
#include <QString>

namespace basin {

/// The way out in words and as a chart.
class WayOutText {
    Q_DECLARE_TR_FUNCTIONS(basin::WayOutText)

public:
    /// "1 sharpen h₁"
    [[nodiscard]] static QString stageName(const WayOut &wayOut, std::size_t stage);
    /// What happens along a stage, in a sentence.
    [[nodiscard]] static QString stageSentence(const WayOut &wayOut, std::size_t stage);
    /// "falls at each of 9 003 samples; sampled, not proved"
    [[nodiscard]] static QString honesty(const WayOut &wayOut);
    /// Why nothing was found, and what helps all the same.
    [[nodiscard]] static QString whyNot(const WayOut &wayOut);

    /// Loss along the path with its stages; `position` is marked unless negative.
    [[nodiscard]] static ChartFigure chart(const WayOut &wayOut, double position, const Theme &theme);
    /// The curve that is nothing but the dot.
    [[nodiscard]] static CurveSpec dot(const WayOut &wayOut, double position, const Theme &theme);
};

} // namespace basin
