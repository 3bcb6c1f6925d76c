#include "project/examples.h"
#include "training/trainer.h"

#include <QTest>

using namespace basin;

namespace {

/// The example trained to its end.
Trainer trained(const char *name)
{
    const PreparedRun run = prepareRun(exampleProject(*findExample(name)));
    Trainer trainer(run.spec, run.data);
    trainer.advanceEpochs(run.spec.training.epochs);
    return trainer;
}

} // namespace

/// Each example does what its title says.
class TestExamples : public QObject {
    Q_OBJECT

private slots:
    void xorLearns();
    void xorSticks();
    void circleCloses();
    void spiralIsFollowed();
    void lineIsCutTwice();
    void irisGeneralises();
};

void TestExamples::xorLearns()
{
    const Trainer trainer = trained("xor-learns");
    QVERIFY(trainer.outcome() == Outcome::Solved);
    QVERIFY(trainer.metrics().loss < 0.002);
    QVERIFY(trainer.epoch() <= 5000);
}

void TestExamples::xorSticks()
{
    const Trainer trainer = trained("xor-sticks");
    QVERIFY(trainer.outcome() == Outcome::Stuck);
    // Two patterns share the output one half: ¼ · 2 · ln 2 = 0.3466 is what is left.
    QVERIFY(std::abs(trainer.metrics().loss - 0.3466) < 0.003);
    const Matrix outputs = trainer.outputs();
    QCOMPARE(((outputs.array() - 0.5).abs() < 0.02).count(), Eigen::Index{2});
}

void TestExamples::circleCloses()
{
    QCOMPARE(trained("circle").metrics().accuracy, 1.0);
}

void TestExamples::spiralIsFollowed()
{
    QVERIFY(trained("spiral").metrics().accuracy > 0.98);
}

void TestExamples::lineIsCutTwice()
{
    QCOMPARE(trained("two-boundaries").data().raw.inputs.cols(), Eigen::Index{1});
    QVERIFY(trained("two-boundaries").metrics().accuracy > 0.98);
}

void TestExamples::irisGeneralises()
{
    const Trainer trainer = trained("iris");
    QCOMPARE(trainer.data().raw.samples(), Eigen::Index{150});
    QCOMPARE(trainer.data().raw.inputs.cols(), Eigen::Index{4});
    QVERIFY(trainer.metrics().accuracy > 0.95);
    QVERIFY(trainer.metrics().testAccuracy > 0.9);
}

QTEST_GUILESS_MAIN(TestExamples)
#include "test_examples.moc"
