#include "landscape/spectrum.h"

#include <Eigen/Eigenvalues>

namespace basin {

Spectrum::Spectrum(ConstMatrixRef symmetric, Want want)
{
    const bool withVectors = want == Want::ValuesAndVectors;
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(symmetric, withVectors ? Eigen::ComputeEigenvectors
                                                                              : Eigen::EigenvaluesOnly);
    m_isFound = solver.info() == Eigen::Success;
    m_values = solver.eigenvalues();
    if (withVectors)
        m_vectors = solver.eigenvectors();
}

} // namespace basin
