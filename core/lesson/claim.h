#pragma once

#include "experiment/fates.h"
#include "experiment/statistics.h"
#include "project/project.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace basin {

/// What is measured at the end of one run. A table row gives each its name in a lesson file (claimQuantities()).
enum class Quantity {
    Loss,             ///< data term over the training part
    TestLoss,         ///< over the held-out part
    Accuracy,         ///< 0 to 1, training part
    TestAccuracy,     ///< held-out part
    ArgmaxAccuracy,   ///< share of the training part whose largest output is where its (first) largest target is
    Epochs,           ///< that it ran until a stop rule held
    SolvedEpoch,      ///< the first at which all samples were on the right side; −1: none
    GradientNorm,     ///< of loss + penalty, Euclidean
    LargestWeight,    ///< max |θ_i|
    SmallestOutput,   ///< least of all outputs over the training part
    LargestOutput,    ///< greatest
    LowestEigenvalue, ///< of the Hessian of loss + penalty
    HighestEigenvalue,
    EscapeFound, ///< 1 where escape() finds a way out from the end, else 0
    EscapeLoss   ///< the loss at the way's end; not a number where there is none
};

struct QuantityName {
    Quantity quantity;
    const char *name; ///< "test_accuracy"
};
[[nodiscard]] const std::vector<QuantityName> &claimQuantities();

/// Which runs are meant: those that meet everything that is set here.
struct RunFilter {
    std::string fate = {}; ///< "solved", "edge", …: fateName(); empty: any
    std::optional<Quantity> quantity = {};
    std::optional<double> atLeast = {};
    std::optional<double> atMost = {};
    friend bool operator==(const RunFilter &, const RunFilter &) = default;
};

/// Where a number of a lesson's text comes from, and how it is written there. "{{name}}" in the text stands for it.
struct Claim {
    enum class Kind {
        Formula, ///< theory: `formula` gives the value
        Value,   ///< `quantity` of one run
        Median,  ///< of `quantity` over those of `runs` runs that `where` lets through
        Share    ///< of `runs` runs that `where` lets through
    };
    enum class Show { Number, Percent, Count, Scientific };

    std::string name;
    Kind kind = Kind::Formula;
    std::string formula = {}; ///< "ln(2)/2"

    std::string step = {};                   ///< whose project is run
    std::vector<Setting> settings = {};      ///< put into it
    std::int64_t runs = 1;                   ///< init.seed, init.seed + 1, …
    std::int64_t quickRuns = 1;              ///< the first so many, where time is short
    std::vector<Setting> quickSettings = {}; ///< there, besides: fewer epochs for a claim that holds for them too
    Quantity quantity = Quantity::Loss;
    RunFilter where = {};

    double value = 0.0;
    double tolerance = 0.0; ///< Formula, Value, Median: |measured − value| may be so large
    Show show = Show::Number;
    int digits = 4; ///< after the decimal point

    /// The value as it stands in the text: "0.3466", "49 %", "30 000", "2.1·10⁻⁵".
    [[nodiscard]] std::string text() const;
};

enum class Effort { Quick, Full };

struct ClaimResult {
    double measured = 0.0;
    std::int64_t runs = 0;
    std::int64_t hits = 0;          ///< Share: how many; Median: how many were let through
    std::optional<Bounds> interval; ///< Share: Wilson's of what was measured
    bool holds = false;
    std::string summary; ///< one line: "9708 of 20000, 0.4854 [0.4785, 0.4923]; claimed 0.4854 [0.4785, 0.4923]"
};

/// Runs what the claim is about. A share holds where its Wilson interval and that of the claimed share (over `runs`
/// runs) overlap; all else where it lies within the tolerance.
/// @param project  of the claim's step @throws InputError where it cannot be trained
[[nodiscard]] ClaimResult measureClaim(const Claim &claim, const Project &project, Effort effort,
                                       const std::stop_token &stop = {});

/// The project that the runs of a claim have. @throws InputError
[[nodiscard]] Project claimProject(const Claim &claim, const Project &project, Effort effort);

/// A number as a lesson's text writes it.
[[nodiscard]] std::string shownNumber(double value, Claim::Show show, int digits);

/// + − * / ^, brackets, ln, exp, sqrt, numbers. @throws InputError ("formula: …")
[[nodiscard]] double evaluateFormula(const std::string &formula);

} // namespace basin
