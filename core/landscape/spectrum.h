#pragma once

#include "data/dataset.h"

namespace basin {

/// Eigenvalues (ascending) and eigenvectors (columns, of length 1) of a symmetric matrix, whose lower half is read.
/// The one place that compiles Eigen's solver, which takes longer to compile than any file that asks for it.
class Spectrum {
public:
    enum class Want { Values, ValuesAndVectors };

    Spectrum() = default;
    explicit Spectrum(ConstMatrixRef symmetric, Want want = Want::ValuesAndVectors);

    [[nodiscard]] bool isFound() const { return m_isFound; } ///< false where the iteration did not converge
    [[nodiscard]] const Vector &values() const { return m_values; }
    [[nodiscard]] const Matrix &vectors() const { return m_vectors; } ///< empty where only the values were wanted

private:
    bool m_isFound = false;
    Vector m_values;
    Matrix m_vectors;
};

} // namespace basin
