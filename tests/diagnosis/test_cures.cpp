#include "look.h"
#include "project/project.h"

#include <QSet>
#include <QTest>

#include <array>

using namespace basin;
using namespace basin::tests;

/// Cures are projects that can be trained, and nothing that is looked at is too odd for it.
class TestCures : public QObject {
    Q_OBJECT

private slots:
    void curesAreProjects_data();
    void curesAreProjects();
    void wayOutAndKick();
    void oddPointsAreNoTrouble_data();
    void oddPointsAreNoTrouble();
};

void TestCures::curesAreProjects_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *json, const QStringList &expected) {
        QTest::newRow(name) << json << expected;
    };
    row("constant", R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 2,
        "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}, "init": {"kernel": "zeros"}})",
        {"larger_start", "other_seed", "irprop", "higher_rate", "go_on", "random_start"});
    row("raw inputs", R"({"basin": 1, "data": {"source": "two_boundaries"}, "network": {"layers": [{"units": 2,
        "activation": "sigmoid"}, {"units": 1, "activation": "sigmoid"}]}})",
        {"standardise", "lower_rate"});
    row("wrong labels", R"({"basin": 1, "data": {"source": "gate", "options": {"target_low": -1}}, "network": {"layers":
        [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]},
        "loss": {"name": "mean_squared_error"}})",
        {"fitting_activation"});
    row("penalty",
        R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 2, "activation": "tanh"},
        {"units": 1, "activation": "sigmoid"}]}, "loss": {"l2": 0.1}, "init": {"kernel": "zeros"}})",
        {"lower_penalty", "other_seed"});
    row("dead", R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 2, "activation": "relu"},
        {"units": 1, "activation": "sigmoid"}]}, "init": {"bias": {"name": "constant", "value": -3}}})",
        {"other_hidden", "other_seed", "wider"});
    row("a bug", R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [{"units": 2, "activation": "tanh"},
        {"units": 1, "activation": "sigmoid"}]}, "init": {"parameters": [20, 20, 20, 20, -10, -30, 20, -10, -10]},
        "loss": {"deliberate_bug": "forgotten_bias"}})",
        {"right_gradient", "other_seed"});
}

/// Every cure's settings lead to a project that can be trained, and θ has its size.
void TestCures::curesAreProjects()
{
    QFETCH(QString, json);
    QFETCH(QStringList, expected);
    const Project project = parseProject(json.toStdString(), "case");
    const PreparedRun run = prepareRun(project);
    const Look look{run.spec, run.data, startParameters(run.spec.architecture, run.spec.init)};
    QStringList kinds;
    for (const Cure &cure : look.cures()) {
        kinds << cureName(cure.kind);
        Project cured = project;
        for (const auto &[key, value] : cure.settings)
            setKey(cured, key, value);
        QVERIFY2(!cure.settings.empty() || cure.parameters, cureName(cure.kind));
        PreparedRun next = prepareRun(cured);
        if (cure.parameters)
            next.spec.init.parameters.assign(cure.parameters->begin(), cure.parameters->end());
        Trainer trainer(next.spec, next.data);
        trainer.advanceEpochs(3);
        const bool isChanged = cured != project || cure.parameters.has_value();
        QVERIFY2(isChanged, cureName(cure.kind));
    }
    for (const QString &kind : expected)
        QVERIFY2(kinds.contains(kind), qPrintable(kind + " is not among " + kinds.join(' ')));
    QCOMPARE(QSet<QString>(kinds.begin(), kinds.end()).size(), kinds.size());
}

void TestCures::wayOutAndKick()
{
    Look edge = atEdge();
    edge.parameters = fromUnitOrder({10, 10, -15, 10, -10, -5, -6, 6, 0});
    const auto cures = edge.cures();
    QVERIFY(!cures.empty() && cures.front().kind == CureKind::WayOut);
    const Matrix outputs = edge.objective().outputs(*cures.front().parameters);
    QVERIFY((outputs - xorTargets()).cwiseAbs().maxCoeff() < 0.2);

    // A saddle of class C with both units on one input: along the most negative curvature the loss falls.
    Look saddle = atEdge();
    saddle.parameters = fromUnitOrder({1.3, 0, 0.4, 0, -0.9, 0.7, 0, 0, 0});
    const auto kicks = saddle.cures();
    const auto kick = std::ranges::find(kicks, CureKind::Kick, &Cure::kind);
    QVERIFY(kick != kicks.end());
    QVERIFY(saddle.objective().loss(*kick->parameters) < std::log(2.0) - 1e-3);
}

void TestCures::oddPointsAreNoTrouble_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<double>("value");
    const char *const one =
        R"({"basin": 1, "data": {"source": "inline", "options": {"inputs": [[1]], "targets": [[1]]}},
        "network": {"layers": [{"units": 1, "activation": "sigmoid"}]}})";
    const char *const deep = R"({"basin": 1, "data": {"source": "gate"}, "network": {"layers": [
        {"units": 3, "activation": "sigmoid"}, {"units": 3, "activation": "relu"}, {"units": 3, "activation": "elu"},
        {"units": 3, "activation": "sin"}, {"units": 3, "activation": "softplus"}, {"units": 3, "activation": "tanh"},
        {"units": 1, "activation": "sigmoid"}]}})";
    const char *const huge = R"({"basin": 1, "data": {"source": "inline", "options": {"inputs": [[1e150], [-1e150]],
        "targets": [[0.5], [2.5]]}}, "network": {"layers": [{"units": 2, "activation": "relu"}, {"units": 1}]}})";
    const char *const same = R"({"basin": 1, "data": {"source": "inline", "options": {"inputs": [[1], [1]],
        "targets": [[3], [3]]}}, "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1}]}})";
    const char *const recurrent = R"({"basin": 1, "data": {"source": "gate", "steps": 2}, "network": {"layers": [
        {"type": "lstm", "units": 3}, {"units": 2, "activation": "relu"}, {"units": 1, "activation": "sigmoid"}]},
        "loss": {"l2": 0.01}})";
    for (const double value :
         {0.0, 1e-9, 1.0, 1e5, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
        QTest::addRow("one sample, %g", value) << one << value;
        QTest::addRow("lstm, %g", value) << recurrent << value;
        QTest::addRow("six layers, %g", value) << deep << value;
        QTest::addRow("huge inputs, %g", value) << huge << value;
        QTest::addRow("nothing to learn, %g", value) << same << value;
    }
}

/// Under every optimizer, with a history and without.
void TestCures::oddPointsAreNoTrouble()
{
    QFETCH(QString, json);
    QFETCH(double, value);
    const PreparedRun run = prepareRun(parseProject(json.toStdString(), "case"));
    Look look{run.spec, run.data, Vector::Constant(run.spec.architecture.parameterCount(), value)};
    const PointReport report = inspectPoint(look.objective(), look.parameters); // of the point, whatever moves it
    for (const OptimizerKind &kind : optimizers()) {
        look.spec.optimizer = {.name = kind.name};
        const Look course = withCourse(
            look, 300, [&](std::int64_t epoch) { return epoch > 200 ? value : 1.0; }, threeQuarters);
        for (const Look *one : std::array<const Look *, 2>{&look, &course}) {
            for (const Finding &finding : diagnose(one->run(), report)) {
                QVERIFY(!finding.evidence.empty());
                QVERIFY2(finding.severity != Severity::Stuck || std::isfinite(value), finding.id.c_str());
            }
        }
    }
    for (const Cure &cure : look.cures())
        QVERIFY(!cure.parameters || cure.parameters->size() == look.parameters.size());
}

QTEST_GUILESS_MAIN(TestCures)
#include "test_cures.moc"
