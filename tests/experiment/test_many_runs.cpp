#include "training/many_runs.h"

#include "project/project.h"

#include <QTest>

#include <map>
#include <mutex>

using namespace basin;

namespace {

class TestManyRuns : public QObject {
    Q_OBJECT

private slots:
    void aRunIsThatOfATrainer();
};

void TestManyRuns::aRunIsThatOfATrainer()
{
    const Project project = parseProject(R"({"basin":1,"data":{"source":"gate"},
        "network":{"layers":[{"type":"dense","units":2,"activation":"tanh"},
                             {"type":"dense","units":1,"activation":"sigmoid"}]},
        "training":{"epochs":300}})",
                                         "test");
    const PreparedRun prepared = prepareRun(project);
    std::mutex mutex;
    std::map<std::int64_t, RunEnd> ends;
    trainRuns({{.spec = prepared.spec,
                .data = prepared.data,
                .count = 20,
                .start = [](std::int64_t run) { return RunStart{.seed = static_cast<std::uint64_t>(5 + run)}; }}},
              [&](std::size_t, std::int64_t run, RunEnd &&end) {
                  const std::lock_guard lock(mutex);
                  ends[run] = std::move(end);
              });
    QCOMPARE(ends.size(), 20U);
    for (const auto &[run, end] : ends) {
        RunSpec spec = prepared.spec;
        spec.init.seed = static_cast<std::uint64_t>(5 + run);
        Trainer trainer(spec, prepared.data);
        trainer.advance(1000);
        QCOMPARE(end.parameters, trainer.parameters());
        QCOMPARE(end.loss, trainer.metrics().loss);
        QCOMPARE(end.solvedEpoch, trainer.history().solvedEpoch());
        QVERIFY(end.outcome == trainer.outcome());
    }
}

} // namespace

QTEST_GUILESS_MAIN(TestManyRuns)
#include "test_many_runs.moc"
