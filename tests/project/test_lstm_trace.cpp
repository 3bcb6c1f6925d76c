#include "network/objective.h"
#include "project/project.h"
#include "training/trainer.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <fstream>

using namespace basin;

namespace {

using Json = nlohmann::json;

Json reference()
{
    std::ifstream file(std::string(BASIN_REFERENCE_DIR) + "/lstm_6-2-2_softmax_cce_l2.json");
    return Json::parse(file);
}

Vector vectorOf(const Json &json)
{
    const auto values = json.get<std::vector<double>>();
    return Eigen::Map<const Vector>(values.data(), static_cast<Eigen::Index>(values.size()));
}

Matrix matrixOf(const Json &json)
{
    Matrix result(json.size(), json.at(0).size());
    for (Eigen::Index row = 0; row < result.rows(); ++row)
        result.row(row) = vectorOf(json.at(static_cast<std::size_t>(row))).transpose();
    return result;
}

double largest(const Matrix &difference)
{
    return difference.cwiseAbs().maxCoeff();
}

} // namespace

/// A recurrent network from its project file to its hundredth update, against numbers worked out with 30 digits.
class TestLstmTrace : public QObject {
    Q_OBJECT

private slots:
    void pointIsAsWorkedOut();
    void runsAreAsWorkedOut();
    void cutsAndThreadsLeaveTheBits();
};

void TestLstmTrace::pointIsAsWorkedOut()
{
    const Json trace = reference();
    const PreparedRun run = prepareRun(parseProject(trace.at("project").dump(), "trace"));
    const Objective objective(run.spec.architecture, run.spec.loss, run.data->train.inputs, run.data->train.targets);
    const Vector theta = vectorOf(trace.at("parameters"));
    QCOMPARE(objective.size(), theta.size());
    QVERIFY(largest(objective.outputs(theta) - matrixOf(trace.at("outputs"))) < 1e-15);
    QVERIFY(std::abs(objective.loss(theta) - trace.at("loss").get<double>()) < 1e-15);
    QVERIFY(std::abs(objective.penalty(theta) - trace.at("penalty").get<double>()) < 1e-16);
    QVERIFY(largest(objective.gradient(theta) - vectorOf(trace.at("gradient"))) < 1e-15);
    // The differences of the reference leave h², 1e-14 of the fourth derivative.
    QVERIFY(largest(objective.hessian(theta) - matrixOf(trace.at("hessian"))) < 1e-12);
}

void TestLstmTrace::runsAreAsWorkedOut()
{
    const Json trace = reference();
    QCOMPARE(trace.at("runs").size(), std::size_t{2});
    for (const Json &expected : trace.at("runs")) {
        Json project = trace.at("project");
        project["optimizer"] = expected.at("optimizer");
        project["init"]["parameters"] = trace.at("parameters");
        const PreparedRun run = prepareRun(parseProject(project.dump(), "trace"));
        Trainer trainer(run.spec, run.data);
        for (const int step : {1, 2, 10, 100}) {
            trainer.advance(step - trainer.step());
            const Vector after = vectorOf(expected.at("parameters_after").at(std::to_string(step)));
            const double error = largest(trainer.parameters() - after);
            QVERIFY2(error < 1e-12, qPrintable(QString("step %1: %2").arg(step).arg(error)));
        }
    }
}

void TestLstmTrace::cutsAndThreadsLeaveTheBits()
{
    for (const char *precision : {"float32", "float64"}) {
        const std::string text = std::string(R"({"basin": 1,
            "data": {"source": "modulo", "options": {"bits": 8, "samples": 200}, "steps": 4, "test_fraction": 0.2},
            "network": {"layers": [{"type": "lstm", "units": 7}, {"units": 7, "activation": "softmax"}]},
            "training": {"batch_size": 30, "epochs": 9, "precision": ")") +
                                 precision + "\"}}";
        const Project project = parseProject(text, "modulo");
        QCOMPARE(projectText(parseProject(projectText(project), "again")), projectText(project));
        const PreparedRun run = prepareRun(project);
        Trainer whole(run.spec, run.data);
        whole.advanceEpochs(9);
        Trainer cut(run.spec, run.data);
        for (int i = 0; i < 17; ++i)
            cut.advance(1);
        const RunState state = cut.state();
        Trainer resumed(run.spec, run.data, &state);
        resumed.advanceEpochs(9 - resumed.epoch());
        QCOMPARE(resumed.epoch(), whole.epoch());
        QCOMPARE(resumed.parameters(), whole.parameters());
        QCOMPARE(resumed.metrics().loss, whole.metrics().loss);
        const Objective objective(run.spec.architecture, run.spec.loss, run.data->train.inputs, run.data->train.targets,
                                  run.spec.training.precision);
        QCOMPARE(objective.loss(whole.parameters()), whole.metrics().loss);
        QCOMPARE(objective.gradient(whole.parameters()), whole.gradient());
    }
}

QTEST_GUILESS_MAIN(TestLstmTrace)
#include "test_lstm_trace.moc"
