#include "experiment/race.h"

#include "data/error.h"

#include <QTest>

using namespace basin;

namespace {

Project xorProject()
{
    return parseProject(R"({"basin":1,"data":{"source":"gate"},"init":{"seed":3},
        "network":{"layers":[{"type":"dense","units":2,"activation":"tanh"},
                             {"type":"dense","units":1,"activation":"sigmoid"}]},
        "optimizer":{"name":"adam","learning_rate":0.05,"beta_1":0.8},
        "training":{"epochs":120,"batch_size":1}})",
                        "test");
}

class TestRace : public QObject {
    Q_OBJECT

private slots:
    void racersHaveOneStart();
    void theOwnOptimizerKeepsItsSettings();
    void aRateIsKeptWhereAsked();
    void startsDiffer();
    void eachIsATrainer();
    void whoRestsWaits();
    void whatCannotRaceIsSaid();
};

const std::vector<std::string> optimizerNames{"adam", "sgd", "rmsprop", "irprop_minus"};

void TestRace::racersHaveOneStart()
{
    const Race race(raceOver(xorProject(), "optimizer.name", optimizerNames));
    const std::vector<Racer> racers = race.racers();
    QCOMPARE(racers.size(), 4U);
    for (const Racer &racer : racers) {
        QCOMPARE(racer.epoch, 0);
        QCOMPARE(racer.parameters, racers[0].parameters);
        QCOMPARE(racer.metrics.loss, racers[0].metrics.loss);
    }
    // Plain gradient descent twice, once with a momentum of nothing: the same steps only from the same batches.
    Project descent = xorProject();
    setKey(descent, "optimizer.name", "sgd");
    Race twins(raceOver(descent, "optimizer.momentum", {"0", "0"}));
    twins.advanceEpochs(30);
    QCOMPARE(twins.racers()[0].parameters, twins.racers()[1].parameters);
}

void TestRace::theOwnOptimizerKeepsItsSettings()
{
    const auto entries = raceOver(xorProject(), "optimizer.name", optimizerNames);
    QCOMPARE(entries[0].project.optimizer.value("learning_rate"), 0.05);
    QCOMPARE(entries[0].project.optimizer.value("beta_1"), 0.8);
    for (std::size_t i = 1; i < entries.size(); ++i) {
        QCOMPARE(entries[i].label, optimizerNames[i]);
        QCOMPARE(entries[i].project.optimizer.name, optimizerNames[i]);
        QVERIFY(entries[i].project.optimizer.options.values().empty());
    }
}

void TestRace::aRateIsKeptWhereAsked()
{
    for (const RaceEntry &entry : raceOver(xorProject(), "optimizer.name", optimizerNames, true))
        QCOMPARE(entry.project.optimizer.value("learning_rate"), 0.05);
}

void TestRace::startsDiffer()
{
    Project typed = xorProject();
    typed.init.parameters.assign(9, 0.1);
    const auto entries = raceOver(typed, "init.seed", {"1", "2"});
    QCOMPARE(entries[1].label, std::string("start 2"));
    const std::vector<Racer> racers = Race(entries).racers();
    QVERIFY(racers[0].parameters != racers[1].parameters);
}

void TestRace::eachIsATrainer()
{
    const auto entries = raceOver(xorProject(), "training.precision", {"float32", "float64"});
    Race race(entries);
    for (const std::int64_t epochs : {1, 7, 30})
        race.advanceEpochs(epochs, 2);
    QCOMPARE(race.epoch(), 38);
    const std::vector<Racer> racers = race.racers();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const PreparedRun run = prepareRun(entries[i].project);
        Trainer trainer(run.spec, run.data);
        trainer.advanceEpochs(38);
        QCOMPARE(racers[i].parameters, trainer.parameters());
        QCOMPARE(racers[i].metrics.loss, trainer.metrics().loss);
        QCOMPARE(racers[i].history->bins().size(), trainer.history().bins().size());
    }
    QVERIFY(racers[0].parameters != racers[1].parameters);
}

void TestRace::whoRestsWaits()
{
    Race race(raceOver(xorProject(), "training.epochs", {"10", "40"}));
    race.advanceEpochs(25);
    QVERIFY(!race.isOver());
    QCOMPARE(race.epoch(), 25);
    QCOMPARE(race.racers()[0].epoch, 10);
    QVERIFY(race.racers()[0].reason == StopReason::EpochLimit);
    race.advanceEpochs(25);
    QVERIFY(race.isOver());
    QCOMPARE(race.epoch(), 40);
}

void TestRace::whatCannotRaceIsSaid()
{
    QVERIFY_EXCEPTION_THROWN((void)raceOver(xorProject(), "optimizer.name", {}), InputError);
    QVERIFY_EXCEPTION_THROWN((void)raceOver(xorProject(), "optimizer.name", std::vector<std::string>(9, "sgd")),
                             InputError);
    QVERIFY_EXCEPTION_THROWN((void)raceOver(xorProject(), "optimizer.name", {"adamm"}), InputError);
    QVERIFY_EXCEPTION_THROWN((void)raceOver(xorProject(), "training.precision", {"float16"}), InputError);
    // One sample after the other is nothing for a method that needs the whole batch.
    QVERIFY_EXCEPTION_THROWN(Race(raceOver(xorProject(), "optimizer.name", {"lbfgs"})), InputError);
}

} // namespace

QTEST_GUILESS_MAIN(TestRace)
#include "test_race.moc"
