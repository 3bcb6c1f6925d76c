#include "controls/timeline_layout.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace basin::timeline {

namespace {

constexpr double markGap = 11;   // from a mark's centre to its label
constexpr double markRadius = 8; // a label keeps off other marks by this
constexpr double labelGap = 8;   // between two labels
constexpr double tickPitch = 300;

double roundStep(double rough, bool allowQuarter)
{
    const double decade = std::pow(10.0, std::floor(std::log10(rough)));
    const double lead = rough / decade;
    if (lead < 1.4)
        return decade;
    if (lead < (allowQuarter ? 2.2 : 3.2))
        return 2 * decade;
    if (allowQuarter && lead < 3.5)
        return 2.5 * decade;
    return lead < 7.5 ? 5 * decade : 10 * decade;
}

struct Span {
    double left;
    double right;
};

bool isFree(const std::vector<Span> &taken, const Span &wanted)
{
    return std::none_of(taken.begin(), taken.end(), [&](const Span &span) {
        return wanted.left < span.right + labelGap && span.left < wanted.right + labelGap;
    });
}

/// True if a mark other than `own` lies in the span. `marks` ascend.
bool hitsMark(const std::vector<double> &marks, std::size_t own, const Span &wanted)
{
    auto mark = std::lower_bound(marks.begin(), marks.end(), wanted.left - markRadius);
    if (mark - marks.begin() == static_cast<std::ptrdiff_t>(own))
        ++mark;
    return mark != marks.end() && *mark < wanted.right + markRadius;
}

} // namespace

double endFor(double epoch)
{
    if (epoch <= 0)
        return 100;
    const double step = std::max(1.0, roundStep(epoch / 6, true));
    const double end = std::ceil(epoch / step) * step;
    // Always some groove left of the end, so that "now" is seen to be a place on the way.
    return end - epoch < 0.02 * end ? end + step : end;
}

double tickStep(double end, double pixels)
{
    const double count = std::max(1.0, pixels / tickPitch);
    return std::max(1.0, roundStep(end / count, false));
}

std::vector<PlacedLabel> placeLabels(const std::vector<double> &marks, const std::vector<double> &widths, double left,
                                     double right)
{
    std::vector<PlacedLabel> result;
    std::vector<Span> taken[2];
    const auto tryRow = [&](std::size_t i, int row) -> std::optional<double> {
        for (const double start : {marks[i] + markGap, marks[i] - markGap - widths[i]}) {
            const Span span{start, start + widths[i]};
            if (span.left < left || span.right > right || !isFree(taken[row], span))
                continue;
            if (row == 0 && hitsMark(marks, i, span))
                continue;
            return start;
        }
        return std::nullopt;
    };
    for (std::size_t i = marks.size(); i-- > 0;) {
        for (const int row : {0, 1}) {
            if (const auto start = tryRow(i, row)) {
                taken[row].push_back({*start, *start + widths[i]});
                result.push_back({static_cast<int>(i), *start, widths[i], row});
                break;
            }
        }
    }
    std::reverse(result.begin(), result.end());
    return result;
}

} // namespace basin::timeline
