#pragma once

#include <QString>

#include <vector>

/// Where things stand on the timeline; numbers only, no painting.
namespace basin::timeline {

/// What happened at an epoch: a knob was turned, all patterns were right.
struct Event {
    double epoch = 0;
    QString label;
    QString detail{}; ///< more of it, for who asks: "learning rate 0.01 → 0.1"
};

/// Where an event's label goes. Labels never overlap one another nor another event's mark in the lower row.
struct PlacedLabel {
    int event = 0; ///< its index
    double left = 0;
    double width = 0;
    int row = 0; ///< 0: just above the line; 1: above that
};

/// The end of the axis for a run that has come to `epoch`: a round number a little further.
[[nodiscard]] double endFor(double epoch);

/// The distance between labelled ticks, a round number, for an axis of this length in epochs and pixels.
[[nodiscard]] double tickStep(double end, double pixels);

/// Places the labels, the newest first; one that fits in neither row is left out.
/// @param marks   the x of each event's mark, ascending
/// @param widths  of each event's label
/// @param left, right  the room for labels
[[nodiscard]] std::vector<PlacedLabel> placeLabels(const std::vector<double> &marks, const std::vector<double> &widths,
                                                   double left, double right);

} // namespace basin::timeline
