#include "data/error.h"
#include "optimizer/optimizer.h"

#include <Eigen/Dense>
#include <QTest>

#include <cmath>

using namespace basin;

namespace {

/// Least squares: residuals r(θ) and their Jacobian; the loss is ½ rᵀr, its gradient Jᵀr, its Gauss-Newton matrix JᵀJ.
struct Residuals {
    std::size_t size;
    std::function<void(const Eigen::VectorXd &theta, Eigen::VectorXd &r, Eigen::MatrixXd &jacobian)> evaluate;
};

template <class T>
FullBatchProblem<T> problemOf(const Residuals &residuals, int *evaluations = nullptr)
{
    using Map = Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>>;
    const auto n = static_cast<Eigen::Index>(residuals.size);
    FullBatchProblem<T> problem;
    problem.parameterCount = residuals.size;
    problem.valueAndGradient = [=](const T *parameters, T *gradient) {
        if (evaluations != nullptr)
            ++*evaluations;
        Eigen::VectorXd r;
        Eigen::MatrixXd jacobian;
        residuals.evaluate(Map(parameters, n).template cast<double>(), r, jacobian);
        Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, 1>>(gradient, n) = (jacobian.transpose() * r).template cast<T>();
        return static_cast<T>(0.5 * r.squaredNorm());
    };
    problem.gaussNewton = [=](const T *parameters, T *matrix) {
        Eigen::VectorXd r;
        Eigen::MatrixXd jacobian;
        residuals.evaluate(Map(parameters, n).template cast<double>(), r, jacobian);
        Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>>(matrix, n, n) =
            (jacobian.transpose() * jacobian).template cast<T>();
    };
    return problem;
}

/// Rosenbrock's valley: ½ (100 (y − x²)² + (1 − x)²), least at (1, 1).
Residuals rosenbrock()
{
    return {2, [](const Eigen::VectorXd &t, Eigen::VectorXd &r, Eigen::MatrixXd &jacobian) {
                r = Eigen::Vector2d(10.0 * (t[1] - t[0] * t[0]), 1.0 - t[0]);
                jacobian = Eigen::Matrix2d{{-20.0 * t[0], 10.0}, {-1.0, 0.0}};
            }};
}

/// ½ ‖A θ − b‖² with the singular values 1 … 10.
Residuals bowl(Eigen::Index n)
{
    Eigen::MatrixXd a(n, n);
    for (Eigen::Index i = 0; i < n; ++i)
        for (Eigen::Index j = 0; j < n; ++j)
            a(i, j) = std::sin(1.0 + double(3 * i + 7 * j + i * j));
    const Eigen::JacobiSVD<Eigen::MatrixXd> svd(a, Eigen::ComputeFullU | Eigen::ComputeFullV);
    a = svd.matrixU() * Eigen::VectorXd::LinSpaced(n, 1.0, 10.0).asDiagonal() * svd.matrixV().transpose();
    return {static_cast<std::size_t>(n), [a, n](const Eigen::VectorXd &t, Eigen::VectorXd &r, Eigen::MatrixXd &j) {
                r = a * t - Eigen::VectorXd::LinSpaced(n, -1.0, 2.0);
                j = a;
            }};
}

/// XOR by a 2-2-1 network with tanh units and a linear output, nine parameters in Keras' order.
Residuals xorNetwork()
{
    return {9, [](const Eigen::VectorXd &t, Eigen::VectorXd &r, Eigen::MatrixXd &jacobian) {
                r.resize(4);
                jacobian.resize(4, 9);
                for (int s = 0; s < 4; ++s) {
                    const double x1 = s / 2;
                    const double x2 = s % 2;
                    const double h1 = std::tanh(t[0] * x1 + t[2] * x2 + t[4]);
                    const double h2 = std::tanh(t[1] * x1 + t[3] * x2 + t[5]);
                    const double d1 = t[6] * (1.0 - h1 * h1);
                    const double d2 = t[7] * (1.0 - h2 * h2);
                    r[s] = t[6] * h1 + t[7] * h2 + t[8] - (x1 != x2 ? 1.0 : 0.0);
                    jacobian.row(s) << d1 * x1, d2 * x1, d1 * x2, d2 * x2, d1, d2, h1, h2, 1.0;
                }
            }};
}

const std::vector<double> xorStart{0.712966, -0.423869, 0.540371, -0.767139, 0.193978,
                                   0.004955, 0.779078,  0.033265, 0.116983};

OptimizerSpec makeSpec(const char *name)
{
    OptimizerSpec spec;
    spec.name = name;
    return spec;
}

template <class T>
T lossAt(const FullBatchProblem<T> &problem, const std::vector<T> &parameters)
{
    std::vector<T> gradient(parameters.size());
    return problem.valueAndGradient(parameters.data(), gradient.data());
}

/// Iterates until the loss is below `target`; every step must lower it. The number of steps, or −1.
template <class T>
int stepsTo(double target, FullBatchOptimizer<T> &optimizer, const FullBatchProblem<T> &problem,
            std::vector<T> &parameters, int limit)
{
    T loss = lossAt(problem, parameters);
    for (int step = 0; step <= limit; ++step) {
        if (double(loss) < target)
            return step;
        if (!optimizer.iterate(problem, parameters.data(), {}))
            return -1;
        const T lower = lossAt(problem, parameters);
        if (!(lower < loss))
            return -1;
        loss = lower;
    }
    return -1;
}

void addKindRows()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addRow("lbfgs") << QByteArray("lbfgs");
    QTest::addRow("levenberg_marquardt") << QByteArray("levenberg_marquardt");
}

} // namespace

class TestFullBatch : public QObject {
    Q_OBJECT

private slots:
    void bowlInFewSteps();
    void rosenbrockValley_data() { addKindRows(); }
    void rosenbrockValley();
    void xorProblem_data() { addKindRows(); }
    void xorProblem();
    void endsAtTheFloor_data() { addKindRows(); }
    void endsAtTheFloor();
    void singlePrecision_data() { addKindRows(); }
    void singlePrecision();
    void frozenParametersStay_data() { addKindRows(); }
    void frozenParametersStay();
    void stateGoesOnBitForBit_data() { addKindRows(); }
    void stateGoesOnBitForBit();
    void survivesAnotherProblem_data() { addKindRows(); }
    void survivesAnotherProblem();
    void noNumberMeansNoStep_data() { addKindRows(); }
    void noNumberMeansNoStep();
    void lineSearchKeepsToItsEvaluations();
    void historyIsBounded();
    void learningRateShortensTheDampedStep();
    void dampingInMidRun();
    void badStates();
    void tooManyParametersToSolveFor();
};

void TestFullBatch::bowlInFewSteps()
{
    // Newton's step is exact on a bowl; without damping to speak of one step must do.
    const Residuals residuals = bowl(10);
    OptimizerSpec spec = makeSpec("levenberg_marquardt");
    spec.options.set("damping", 1e-12);
    std::vector<double> parameters(10, 0.5);
    QCOMPARE(stepsTo(1e-18, *makeFullBatchOptimizer<double>(spec, 10), problemOf<double>(residuals), parameters, 5), 1);
    // Conjugate directions end after n steps with exact searches; Wolfe's are loose, so a few more.
    parameters.assign(10, 0.5);
    const auto lbfgs = makeFullBatchOptimizer<double>(makeSpec("lbfgs"), 10);
    const int steps = stepsTo(1e-12, *lbfgs, problemOf<double>(residuals), parameters, 40);
    QVERIFY2(steps > 1 && steps <= 30, qPrintable(QString::number(steps)));
}

void TestFullBatch::rosenbrockValley()
{
    QFETCH(QByteArray, name);
    std::vector<double> parameters{-1.2, 1.0};
    const auto optimizer = makeFullBatchOptimizer<double>(makeSpec(name), 2);
    const int steps = stepsTo(1e-14, *optimizer, problemOf<double>(rosenbrock()), parameters, 60);
    QVERIFY2(steps > 1, qPrintable(QString::number(steps)));
    QVERIFY(std::abs(parameters[0] - 1.0) < 1e-6 && std::abs(parameters[1] - 1.0) < 1e-6);
}

void TestFullBatch::xorProblem()
{
    QFETCH(QByteArray, name);
    std::vector<double> parameters = xorStart;
    const auto optimizer = makeFullBatchOptimizer<double>(makeSpec(name), 9);
    const int steps = stepsTo(1e-16, *optimizer, problemOf<double>(xorNetwork()), parameters, 200);
    QVERIFY2(steps > 1, qPrintable(QString::number(steps)));
}

void TestFullBatch::endsAtTheFloor()
{
    QFETCH(QByteArray, name);
    const FullBatchProblem<double> problem = problemOf<double>(bowl(6));
    std::vector<double> parameters(6, 3.0);
    const auto optimizer = makeFullBatchOptimizer<double>(makeSpec(name), 6);
    int steps = 0;
    double loss = lossAt(problem, parameters);
    while (optimizer->iterate(problem, parameters.data(), {})) {
        const double lower = lossAt(problem, parameters);
        QVERIFY(lower < loss);
        loss = lower;
        QVERIFY(++steps < 500);
    }
    QVERIFY2(loss < 1e-25, qPrintable(QString::number(loss)));
    const std::vector<double> before = parameters;
    QVERIFY(!optimizer->iterate(problem, parameters.data(), {}));
    QCOMPARE(parameters, before);
}

void TestFullBatch::singlePrecision()
{
    QFETCH(QByteArray, name);
    std::vector<float> parameters(xorStart.begin(), xorStart.end());
    const auto optimizer = makeFullBatchOptimizer<float>(makeSpec(name), 9);
    QVERIFY(stepsTo(1e-9, *optimizer, problemOf<float>(xorNetwork()), parameters, 200) > 1);
}

void TestFullBatch::frozenParametersStay()
{
    QFETCH(QByteArray, name);
    const FullBatchProblem<double> problem = problemOf<double>(bowl(6));
    std::vector<double> parameters(6, 3.0);
    const std::vector<std::uint8_t> frozen{0, 1, 0, 0, 1, 0};
    const auto optimizer = makeFullBatchOptimizer<double>(makeSpec(name), 6);
    // Some steps with all free first, so that what was learnt then must not move a frozen parameter later.
    for (int step = 0; step < 3; ++step)
        QVERIFY(optimizer->iterate(problem, parameters.data(), {}));
    parameters[1] += 1.0;
    parameters[4] -= 1.0;
    const std::vector<double> before = parameters;
    for (int step = 0; step < 200 && optimizer->iterate(problem, parameters.data(), frozen); ++step) {
    }
    std::vector<double> gradient(6);
    problem.valueAndGradient(parameters.data(), gradient.data());
    for (std::size_t i = 0; i < 6; ++i) {
        if (frozen[i] != 0)
            QCOMPARE(parameters[i], before[i]);
        else
            QVERIFY2(std::abs(gradient[i]) < 1e-5, qPrintable(QString::number(gradient[i])));
    }
    QVERIFY(std::abs(gradient[1]) > 1e-3);
    const std::vector<std::uint8_t> all(6, 1);
    QVERIFY(!optimizer->iterate(problem, parameters.data(), all));
}

void TestFullBatch::stateGoesOnBitForBit()
{
    QFETCH(QByteArray, name);
    const FullBatchProblem<double> problem = problemOf<double>(xorNetwork());
    std::vector<double> parameters = xorStart;
    const auto optimizer = makeFullBatchOptimizer<double>(makeSpec(name), 9);
    for (int step = 0; step < 3; ++step)
        QVERIFY(optimizer->iterate(problem, parameters.data(), {}));
    const auto copy = makeFullBatchOptimizer<double>(makeSpec(name), 9);
    copy->setState(optimizer->state());
    std::vector<double> copied = parameters;
    for (int step = 0; step < 6; ++step) {
        const bool moved = optimizer->iterate(problem, parameters.data(), {});
        QCOMPARE(copy->iterate(problem, copied.data(), {}), moved);
        QVERIFY(moved || step > 0);
    }
    QCOMPARE(copied, parameters);
    QVERIFY(copy->state() == optimizer->state());
}

void TestFullBatch::survivesAnotherProblem()
{
    // A user changes the loss in mid-run: what was learnt of the old one must not stop the new.
    QFETCH(QByteArray, name);
    std::vector<double> parameters{-1.2, 1.0};
    const auto optimizer = makeFullBatchOptimizer<double>(makeSpec(name), 2);
    for (int step = 0; step < 5; ++step)
        QVERIFY(optimizer->iterate(problemOf<double>(rosenbrock()), parameters.data(), {}));
    QVERIFY(stepsTo(1e-14, *optimizer, problemOf<double>(bowl(2)), parameters, 60) > 0);
}

void TestFullBatch::noNumberMeansNoStep()
{
    QFETCH(QByteArray, name);
    // Loss and gradient are numbers only for θ < 2, and the loss falls towards 2: each step must stay below.
    const Residuals cliff{1, [](const Eigen::VectorXd &t, Eigen::VectorXd &r, Eigen::MatrixXd &jacobian) {
                              r = Eigen::VectorXd::Constant(1, std::sqrt(2.0 - t[0]));
                              jacobian = Eigen::MatrixXd::Constant(1, 1, -0.5 / r[0]);
                          }};
    const FullBatchProblem<double> problem = problemOf<double>(cliff);
    std::vector<double> parameters{-3.0};
    const auto optimizer = makeFullBatchOptimizer<double>(makeSpec(name), 1);
    for (int step = 0; step < 5; ++step) {
        optimizer->iterate(problem, parameters.data(), {});
        QVERIFY(std::isfinite(lossAt(problem, parameters)));
    }
    QVERIFY(parameters[0] > -3.0);
    parameters[0] = 3.0;
    QVERIFY(!optimizer->iterate(problem, parameters.data(), {}));
    QCOMPARE(parameters[0], 3.0);
}

void TestFullBatch::lineSearchKeepsToItsEvaluations()
{
    OptimizerSpec spec = makeSpec("lbfgs");
    spec.options.set("line_search_evaluations", 3.0);
    int evaluations = 0;
    const FullBatchProblem<double> problem = problemOf<double>(rosenbrock(), &evaluations);
    std::vector<double> parameters{-1.2, 1.0};
    const auto optimizer = makeFullBatchOptimizer<double>(spec, 2);
    for (int step = 0; step < 30; ++step) {
        evaluations = 0;
        optimizer->iterate(problem, parameters.data(), {});
        // One at the start; a search, one more where its best point was not its last; and both again after a restart.
        QVERIFY2(evaluations <= 9, qPrintable(QString::number(evaluations)));
    }
}

void TestFullBatch::historyIsBounded()
{
    OptimizerSpec spec = makeSpec("lbfgs");
    spec.options.set("history_size", 4.0);
    const FullBatchProblem<double> problem = problemOf<double>(xorNetwork());
    std::vector<double> parameters = xorStart;
    const auto optimizer = makeFullBatchOptimizer<double>(spec, 9);
    for (int step = 0; step < 12; ++step)
        QVERIFY(optimizer->iterate(problem, parameters.data(), {}));
    QCOMPARE(optimizer->state().size(), std::size_t{1 + 2 * 4});
    spec.options.set("history_size", 2.0);
    optimizer->setHyperparameters(spec);
    QCOMPARE(optimizer->state().size(), std::size_t{1 + 2 * 2});
    QVERIFY(optimizer->iterate(problem, parameters.data(), {}));
}

void TestFullBatch::learningRateShortensTheDampedStep()
{
    OptimizerSpec spec = makeSpec("levenberg_marquardt");
    std::vector<double> full{-1.2, 1.0};
    std::vector<double> half = full;
    const FullBatchProblem<double> problem = problemOf<double>(bowl(2));
    QVERIFY(makeFullBatchOptimizer<double>(spec, 2)->iterate(problem, full.data(), {}));
    spec.options.set("learning_rate", 0.5);
    QVERIFY(makeFullBatchOptimizer<double>(spec, 2)->iterate(problem, half.data(), {}));
    QVERIFY(std::abs((full[0] + 1.2) - 2.0 * (half[0] + 1.2)) < 1e-12);
    QVERIFY(std::abs((full[1] - 1.0) - 2.0 * (half[1] - 1.0)) < 1e-12);
}

void TestFullBatch::dampingInMidRun()
{
    OptimizerSpec spec = makeSpec("levenberg_marquardt");
    const auto optimizer = makeFullBatchOptimizer<double>(spec, 2);
    std::vector<double> parameters{-1.2, 1.0};
    QVERIFY(optimizer->iterate(problemOf<double>(bowl(2)), parameters.data(), {}));
    const double shrunk = optimizer->state()[0][0];
    QVERIFY(std::abs(shrunk - 0.001) < 1e-15);
    spec.options.set("learning_rate", 0.7);
    optimizer->setHyperparameters(spec);
    QCOMPARE(optimizer->state()[0][0], shrunk);
    spec.options.set("damping", 3.0);
    optimizer->setHyperparameters(spec);
    QCOMPARE(optimizer->state()[0][0], 3.0);
}

void TestFullBatch::badStates()
{
    const auto lbfgs = makeFullBatchOptimizer<double>(makeSpec("lbfgs"), 2);
    const auto marquardt = makeFullBatchOptimizer<double>(makeSpec("levenberg_marquardt"), 2);
    using State = std::vector<std::vector<double>>;
    for (const State &state :
         {State{}, State{{}}, State{{1}}, State{{1}, {1, 2}}, State{{1}, {1, 2}, {1}}, State{{2}, {1, 2}, {1, 2}}})
        QVERIFY_EXCEPTION_THROWN(lbfgs->setState(state), InputError);
    for (const State &state : {State{}, State{{}}, State{{0}}, State{{-1}}, State{{std::nan("")}}, State{{1}, {1, 2}}})
        QVERIFY_EXCEPTION_THROWN(marquardt->setState(state), InputError);
}

void TestFullBatch::tooManyParametersToSolveFor()
{
    QVERIFY_EXCEPTION_THROWN(
        (void)makeFullBatchOptimizer<double>(makeSpec("levenberg_marquardt"), maximumLevenbergMarquardtSize + 1),
        InputError);
    QVERIFY(makeFullBatchOptimizer<double>(makeSpec("lbfgs"), maximumLevenbergMarquardtSize + 1) != nullptr);
}

QTEST_APPLESS_MAIN(TestFullBatch)
#include "test_full_batch.moc"
