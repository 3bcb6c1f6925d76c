#include "experiment/fates.h"

#include "project/project.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

using namespace basin;

namespace {

constexpr double edge = 0.34657359027997264, triple = 0.47738562622110964, constant = 0.69314718055994531;

RunRow row(Outcome outcome, double loss)
{
    return {.run = 0, .seed = 1, .outcome = outcome, .epochs = 100, .solvedEpoch = -1, .loss = loss, .accuracy = 0.5};
}

std::vector<NamedLevel> crossEntropyLevels()
{
    return {{.kind = FateKind::Edge, .loss = edge},
            {.kind = FateKind::Triple, .loss = triple},
            {.kind = FateKind::Constant, .loss = constant}};
}

Project gateProject(const char *loss, const char *options = "{}")
{
    const QByteArray text = QByteArray(R"({"basin": 1, "data": {"source": "gate", "options": )") + options +
                            R"(}, "network": {"layers": [{"units": 2, "activation": "tanh"},
                            {"units": 1, "activation": "sigmoid"}]}, "loss": {"name": ")" +
                            loss + R"("}})";
    return parseProject(text.toStdString(), "test");
}

std::vector<NamedLevel> levelsOf(const Project &project)
{
    const PreparedRun run = prepareRun(project);
    return namedLevels(run.spec, *run.data);
}

std::vector<RunRow> realRuns(const Project &project, std::int64_t count)
{
    const PreparedRun run = prepareRun(project);
    std::vector<RunRow> rows(static_cast<std::size_t>(count));
    trainRuns({{.spec = run.spec,
                .data = run.data,
                .count = count,
                .start = [](std::int64_t k) { return RunStart{.seed = static_cast<std::uint64_t>(k + 1)}; }}},
              [&](std::size_t, std::int64_t k, RunEnd &&end) {
                  rows[static_cast<std::size_t>(k)] = row(end.outcome, end.loss);
              });
    return rows;
}

const Fate *find(const Fates &fates, const std::string &label)
{
    const auto found = std::ranges::find(fates.groups, label, &Fate::label);
    return found == fates.groups.end() ? nullptr : &*found;
}

QStringList labels(const Fates &fates)
{
    QStringList result;
    for (const Fate &fate : fates.groups)
        result.append(QString::fromStdString(fate.label));
    return result;
}

} // namespace

class TestFates : public QObject {
    Q_OBJECT

private slots:
    void levelsOfTheory_data();
    void levelsOfTheory();
    void noLevelsElsewhere();
    void nameByLevel_data();
    void nameByLevel();
    void orderAndCounts();
    void otherLevelsAreParted();
    void aSpreadIsNotHeaps();
    void floorIsASolutionsLoss();
    void nothingAtAll();
    void realXor_data();
    void realXor();
    void realRegression();
};

/// SCIENCE: mean cross-entropy ½ ln 2, ¾ H(⅓), ln 2; mean of squares 1/8, 1/6, 1/4; sums of ½ squares 1/4, 1/3, 1/2,
/// with targets .1/.9 .16, .21333, .32.
void TestFates::levelsOfTheory_data()
{
    QTest::addColumn<QByteArray>("loss");
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QList<double>>("levels");
    using Levels = QList<double>;
    QTest::newRow("cross-entropy") << QByteArray("binary_crossentropy") << QByteArray("{}")
                                   << Levels{edge, triple, constant};
    QTest::newRow("mean square") << QByteArray("mean_squared_error") << QByteArray("{}")
                                 << Levels{0.125, 1.0 / 6.0, 0.25};
    QTest::newRow("half sum") << QByteArray("sum_squared_error") << QByteArray("{}") << Levels{0.25, 1.0 / 3.0, 0.5};
    QTest::newRow("inner targets") << QByteArray("sum_squared_error")
                                   << QByteArray(R"({"target_low": 0.1, "target_high": 0.9})")
                                   << Levels{0.16, 0.64 / 3.0, 0.32};
}

void TestFates::levelsOfTheory()
{
    QFETCH(QByteArray, loss);
    QFETCH(QByteArray, options);
    QFETCH(QList<double>, levels);
    const std::vector<NamedLevel> found = levelsOf(gateProject(loss, options));
    QCOMPARE(found.size(), 3U);
    const std::array kinds{FateKind::Edge, FateKind::Triple, FateKind::Constant};
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY(found[i].kind == kinds[i]);
        QVERIFY(std::abs(found[i].loss - levels[static_cast<int>(i)]) < 1e-14);
        QCOMPARE(found[i].floor, 0.0);
    }
}

void TestFates::noLevelsElsewhere()
{
    QVERIFY(levelsOf(gateProject("binary_crossentropy", R"({"gate": "and"})")).empty());
    QVERIFY(levelsOf(parseProject(R"({"basin": 1, "data": {"source": "two_boundaries"}, "network": {"layers":
        [{"units": 2, "activation": "sigmoid"}, {"units": 1, "activation": "sigmoid"}]}})",
                                  "test"))
                .empty());
}

void TestFates::nameByLevel_data()
{
    QTest::addColumn<double>("loss");
    QTest::addColumn<QString>("label");
    QTest::newRow("30 000 epochs") << 0.3480 << "edge";
    QTest::newRow("some per cent above") << 0.3466 * 1.05 << "edge";
    QTest::newRow("rounded down") << edge * 0.9999 << "edge";
    QTest::newRow("triple") << 0.4787 << "triple";
    QTest::newRow("constant") << 0.6931 << "constant";
    QTest::newRow("between edge and triple") << 0.42 << "loss 0.42";
    QTest::newRow("well below") << 0.2013 << "loss 0.2013";
    QTest::newRow("far above") << 1.38629 << "loss 1.386";
}

void TestFates::nameByLevel()
{
    QFETCH(double, loss);
    QFETCH(QString, label);
    const Fates fates = sortFates({row(Outcome::Stuck, loss)}, crossEntropyLevels());
    QCOMPARE(QString::fromStdString(fates.groups[fates.of[0]].label), label);
    // What did not get stuck is not named after a level, wherever it is.
    const Fates moving = sortFates({row(Outcome::Undecided, loss)}, crossEntropyLevels());
    QCOMPARE(moving.groups[moving.of[0]].label, "undecided");
}

void TestFates::orderAndCounts()
{
    const std::vector<RunRow> rows{row(Outcome::Diverged, NAN),      row(Outcome::Stuck, 0.3481),
                                   row(Outcome::Solved, 1e-3),       row(Outcome::Undecided, 0.5),
                                   row(Outcome::Stuck, 0.3480),      row(Outcome::Stuck, 0.9),
                                   row(Outcome::Solved, 2e-3),       row(Outcome::Stuck, 0.3482),
                                   row(Outcome::Diverged, INFINITY), row(Outcome::Diverged, 3.0)};
    const Fates fates = sortFates(rows, crossEntropyLevels());
    QCOMPARE(labels(fates), (QStringList{"solved", "edge", "triple", "constant", "loss 0.9", "undecided", "diverged"}));
    const std::vector<std::int64_t> counts{2, 3, 0, 0, 1, 1, 3};
    for (std::size_t i = 0; i < counts.size(); ++i)
        QCOMPARE(fates.groups[i].count, counts[i]);
    QCOMPARE(fates.groups[1].loss, 0.3481);
    QCOMPARE(fates.groups[1].typical, 1);
    QCOMPARE(fates.groups[1].level, edge);
    QCOMPARE(fates.groups[2].typical, -1);
    QVERIFY(std::isnan(fates.groups[2].loss) && fates.groups[2].level == triple);
    QCOMPARE(fates.of, (std::vector<std::uint16_t>{6, 1, 0, 5, 1, 4, 0, 1, 6, 6}));
}

void TestFates::otherLevelsAreParted()
{
    std::vector<RunRow> rows;
    for (int i = 0; i < 300; ++i)
        rows.push_back(row(Outcome::Stuck, (i % 3 + 1) * 0.1 * (1.0 + 1e-5 * i)));
    const Fates fates = sortFates(rows, {});
    QCOMPARE(fates.groups.size(), 3U);
    for (int i = 0; i < 300; ++i)
        QCOMPARE(int(fates.of[static_cast<std::size_t>(i)]), i % 3);
    for (const Fate &fate : fates.groups)
        QCOMPARE(fate.count, 100);
    // The medians, by hand: i = 147 for the first, 148 and 149 for the others.
    QCOMPARE(labels(fates), (QStringList{"loss 0.1001", "loss 0.2003", "loss 0.3004"}));
}

/// Losses strewn over a decade without any heap must not make a hundred groups.
void TestFates::aSpreadIsNotHeaps()
{
    std::vector<RunRow> rows;
    for (int i = 0; i < 40; ++i)
        rows.push_back(row(Outcome::Stuck, 0.1 * std::pow(10.0, i * i / 1600.0)));
    rows.push_back(row(Outcome::Stuck, 0.0));
    const Fates fates = sortFates(rows, {});
    QVERIFY(fates.groups.size() <= 6U);
    std::int64_t count = 0;
    for (const Fate &fate : fates.groups)
        count += fate.count;
    QCOMPARE(count, 41);
}

/// With cross-entropy on targets .1/.9 no output has a loss below H(.1) = 0.3250829734; the edge is half that and half
/// ln 2.
void TestFates::floorIsASolutionsLoss()
{
    const std::vector<NamedLevel> levels =
        levelsOf(gateProject("binary_crossentropy", R"({"target_low": 0.1, "target_high": 0.9})"));
    QCOMPARE(levels.size(), 3U);
    const double floor = 0.32508297339144821;
    QVERIFY(std::abs(levels[0].floor - floor) < 1e-14);
    QVERIFY(std::abs(levels[0].loss - 0.5 * (floor + constant)) < 1e-14);
    const double height = levels[0].loss - floor;
    const Fates fates =
        sortFates({row(Outcome::Stuck, floor + 1.05 * height), row(Outcome::Stuck, floor + 1.15 * height)}, levels);
    QCOMPARE(fates.groups[fates.of[0]].label, "edge");
    QVERIFY(fates.groups[fates.of[1]].kind == FateKind::OtherLevel);
}

void TestFates::nothingAtAll()
{
    QVERIFY(sortFates({}, {}).groups.empty());
    QCOMPARE(labels(sortFates({}, crossEntropyLevels())), (QStringList{"edge", "triple", "constant"}));
}

void TestFates::realXor_data()
{
    QTest::addColumn<QByteArray>("loss");
    QTest::newRow("cross-entropy") << QByteArray("binary_crossentropy");
    QTest::newRow("mean square") << QByteArray("mean_squared_error");
}

/// A run that stays stuck has a name that theory knows (SCIENCE: no other level was ever met).
void TestFates::realXor()
{
    QFETCH(QByteArray, loss);
    Project project = gateProject(loss);
    setKey(project, "training.epochs", "4000");
    setKey(project, "optimizer.learning_rate", "0.05");
    const std::vector<RunRow> rows = realRuns(project, 150);
    const Fates fates = sortFates(rows, levelsOf(project));
    const Fate *solved = find(fates, "solved");
    const Fate *stuck = find(fates, "edge");
    QVERIFY(solved != nullptr && stuck != nullptr);
    QVERIFY2(solved->count > 30 && stuck->count > 15, qPrintable(labels(fates).join(", ")));
    QVERIFY(solved->loss < 0.01);
    QVERIFY(stuck->loss >= stuck->level * 0.999 && stuck->loss < stuck->level * 1.02);
    for (const Fate &fate : fates.groups)
        QVERIFY2(fate.kind != FateKind::OtherLevel, fate.label.c_str());
}

void TestFates::realRegression()
{
    const Project project = parseProject(R"({"basin": 1, "data": {"source": "sine", "options": {"samples": 40}},
        "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "linear"}]},
        "optimizer": {"name": "adam", "learning_rate": 0.03}, "training": {"epochs": 1500}})",
                                         "test");
    const std::vector<RunRow> rows = realRuns(project, 60);
    const Fates fates = sortFates(rows, levelsOf(project));
    QVERIFY(!fates.groups.empty());
    std::int64_t count = 0, other = 0;
    for (const Fate &fate : fates.groups) {
        count += fate.count;
        other += fate.kind == FateKind::OtherLevel ? 1 : 0;
        QVERIFY(fate.kind == FateKind::OtherLevel || fate.kind == FateKind::Undecided);
    }
    QCOMPARE(count, 60);
    QVERIFY(other >= 1 && other <= 6);
}

QTEST_GUILESS_MAIN(TestFates)
#include "test_fates.moc"
