#include "landscape/point.h"

#include <benchmark/benchmark.h>
#include <Eigen/Eigenvalues>

using namespace basin;

namespace {

/// An edge state of 2-2-1 on XOR: no test can be left out there, and the long step downhill is walked as well.
struct EdgeState {
    EdgeState()
    {
        theta << 20, 20, 20, -20, -30, -10, -20, 20, 0.1;
        theta *= 0.3;
    }

    Objective objective{Architecture(2, {{2, "sigmoid", {}, {}}, {1, "sigmoid", {}, {}}}),
                        {"mean_squared_error"},
                        (Matrix(4, 2) << 0, 0, 0, 1, 1, 0, 1, 1).finished(),
                        Matrix(Eigen::Vector4d(0, 1, 1, 0))};
    Vector theta = Vector(9);
};

void inspectBasin(benchmark::State &state)
{
    const EdgeState edge;
    for (auto _ : state)
        benchmark::DoNotOptimize(inspectPoint(edge.objective, edge.theta, {.withDegenerateTest = false}).verdict);
    state.SetItemsProcessed(state.iterations());
}

/// The curvature alone, as one would do it without an exact Hessian: central differences of the gradient.
void inspectYardstick(benchmark::State &state)
{
    const EdgeState edge;
    constexpr double step = 1e-5;
    Matrix hessian(9, 9);
    Vector gradient;
    for (auto _ : state) {
        for (Eigen::Index i = 0; i < 9; ++i) {
            Vector moved = edge.theta;
            moved[i] += step;
            edge.objective.valueAndGradient(moved, gradient);
            hessian.col(i) = gradient;
            moved[i] -= 2.0 * step;
            edge.objective.valueAndGradient(moved, gradient);
            hessian.col(i) -= gradient;
        }
        hessian = (hessian + hessian.transpose()).eval() / (4.0 * step);
        const Eigen::SelfAdjointEigenSolver<Matrix> solver(hessian);
        benchmark::DoNotOptimize(solver.eigenvectors().data());
    }
    state.SetItemsProcessed(state.iterations());
}

BENCHMARK(inspectBasin)->Name("inspect a point, xor 2-2-1/basin");
BENCHMARK(inspectYardstick)->Name("inspect a point, xor 2-2-1/differences and Eigen");

} // namespace
