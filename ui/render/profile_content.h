#pragma once

#include "landscape/plane.h"
#include "landscape/point.h"
#include "landscape/symmetry.h"
#include "render/chart_figure.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace basin {

/// Along which line the loss is cut.
struct ProfileChoice {
    enum class Kind {
        Weight,      ///< number `index` of θ; x is its value
        Eigenvector, ///< number `index`, from the lowest; x is a length
        Descent,     ///< straight against the gradient; x is a length
        Start,       ///< to where the run began; x is 0 now and 1 there
        Pinned,      ///< to the end of pinned run `index`
        Solution     ///< to the nearest known solution
    };
    Kind kind = Kind::Weight;
    int index = 0;
    friend bool operator==(const ProfileChoice &, const ProfileChoice &) = default;
};

struct ProfileRequest {
    ProfileChoice choice{};
    double zoom = 1.0; ///< 2: half the range
    Vector now{};
    PointReport report{};           ///< at `now`
    std::optional<Vector> target{}; ///< of Start and Pinned: where the line leads
    QString targetName{};
    std::shared_ptr<const SymmetryGroup> symmetries{}; ///< null: lines to other runs are not aligned
    int points = 241;
};

/// A cut through the surface: loss + penalty along a line through the present point.
struct ProfileContent {
    ProfileChoice choice{};
    std::vector<double> x{};
    std::vector<double> loss{};
    /// Taylor's polynomial of second order around the present point; empty without a spectrum
    /// and on lines to another point.
    std::vector<double> model{};
    double nowX = 0.0;
    double nowLoss = 0.0; ///< loss + penalty
    std::optional<double> targetX{};
    QString targetName{};
    QString xTitle{};
    QString lossTitle{};
    QString problem{}; ///< why there is no such line (one sentence), else empty
};

/// Any thread.
[[nodiscard]] ProfileContent profileContent(const Objective &objective, const ProfileRequest &request);

[[nodiscard]] ChartFigure profileFigure(const ProfileContent &content, bool isLog, const Theme &theme);
/// x, loss, model
[[nodiscard]] QByteArray profileCsv(const ProfileContent &content);

} // namespace basin
