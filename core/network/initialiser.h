#pragma once

#include "data/dataset.h"
#include "network/architecture.h"

#include <cstdint>
#include <vector>

namespace basin {

/// One scheme for start weights. Keras' formulas: limits and deviations from fan_in and fan_out, the normal ones
/// truncated at two deviations (and corrected) as Keras' VarianceScaling.
struct Initialiser {
    std::string name;
    std::vector<OptionSpec> options; ///< value; low, high; mean, stddev
};

[[nodiscard]] const std::vector<Initialiser> &initialisers();
[[nodiscard]] const Initialiser *findInitialiser(std::string_view name);

/// What the user chose under `init` of a project.
struct InitialisationSpec {
    InitSpec kernel{.name = "glorot_uniform", .options = {}};
    InitSpec recurrent{.name = "orthogonal", .options = {}}; ///< an lstm's recurrent kernel
    InitSpec bias{.name = "zeros", .options = {}};
    std::uint64_t seed = 1;
    std::vector<double> parameters; ///< θ typed in by hand; when not empty it is the start, and the schemes are unused
    friend bool operator==(const InitialisationSpec &, const InitialisationSpec &) = default;
};

/// θ at the start. Depends on nothing but its arguments. A kernel's fans are its rows and columns (of an lstm: inputs
/// of a step and 4 · units), as Keras takes them.
[[nodiscard]] Vector startParameters(const Architecture &architecture, const InitialisationSpec &spec);

} // namespace basin
