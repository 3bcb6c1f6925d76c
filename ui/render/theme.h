#pragma once

#include <QColor>

class QPalette;

namespace basin {

/// Every colour of the window and of the pictures, by what it is for. Two sets: light and dark.
struct Theme {
    bool isDark = false;

    QColor bg;      ///< menu, toolbar, tab row, side panels, timeline
    QColor surface; ///< centre, plots
    QColor line;    ///< 1 px separators between areas
    QColor field, fieldLine;
    QColor hover; ///< hover, and the bed of a segmented control
    QColor track; ///< slider and timeline grooves
    QColor text;  ///< values
    QColor text2; ///< labels
    QColor text3; ///< captions and ticks
    QColor accent, onAccent, accentWeak;
    QColor grid, axis;
    QColor ink, pinned; ///< the live curve and contour; an earlier run

    QColor chipOk, chipOkText;
    QColor chipWarn, chipWarnText;
    QColor chipError, chipErrorText;
    QColor chipNeutral, chipNeutralText;

    QColor signedNegative, signedMiddle, signedPositive; ///< class, weight, activation, output
    QColor error;                                        ///< the line of a field that is wrong

    QColor outcomeSolved, outcomeEdge, outcomeTriple, outcomeConstant, outcomeUndecided, outcomeDiverged;
    QColor solvedQuick, solvedSlow; ///< a fate map's solved runs lie between them
    QColor levelLow, levelHigh;     ///< levels of the loss that have no name lie between them

    [[nodiscard]] static const Theme &light();
    [[nodiscard]] static const Theme &dark();

    /// What the window shows; light until setCurrent() says otherwise. GUI thread only.
    [[nodiscard]] static const Theme &current();
    static void setCurrent(const Theme &theme);

    /// Light or dark as the system's palette is. Qt 6.4 has no QStyleHints::colorScheme().
    [[nodiscard]] static const Theme &matching(const QPalette &palette);
};

} // namespace basin
