#include "cases.h"
#include "lesson/lesson.h"

#include <QTest>

using namespace basin;
using namespace basin::tests;

namespace {

struct Row {
    const char *name;
    Maker make;
    std::vector<std::string> expected; ///< one of them must be found
    bool isHeadline;                   ///< and be the first
};

const std::vector<Row> &rows()
{
    static const std::vector<Row> list{
        {"edge", edge, {"edge_state"}, true},
        {"triple", triple, {"triple_state"}, true},
        {"constant", constant, {"constant_output"}, true},
        {"dead ReLU", deadRelu, {"dead_relu"}, false},
        {"twin units", twins, {"duplicate_units"}, false},
        {"unscaled", unscaled, {"unscaled_inputs"}, false},
        {"mismatch", mismatch, {"label_activation_mismatch", "label_loss_mismatch"}, false},
        {"bit labels", bitLabels, {"bit_labels_softmax"}, false},
    };
    return list;
}

bool isFull()
{
    return qEnvironmentVariableIsSet("BASIN_FULL_STATISTICS");
}

std::size_t casesPerRow()
{
    return isFull() ? 200 : 20;
}

/// The first so many seeds that give a case.
std::vector<Case> casesOf(Maker make)
{
    std::vector<Case> cases;
    for (std::uint64_t seed = 1; cases.size() < casesPerRow() && seed < 20 * casesPerRow(); ++seed) {
        if (auto made = make(seed))
            cases.push_back(std::move(*made));
    }
    return cases;
}

std::string idsOf(const std::vector<Finding> &findings)
{
    std::string ids;
    for (const Finding &finding : findings)
        ids += (ids.empty() ? "" : " ") + finding.id + "(" + severityName(finding.severity) + ")";
    return ids.empty() ? "nothing" : ids;
}

bool isStuck(const std::vector<Finding> &findings)
{
    return std::ranges::any_of(findings, [](const Finding &f) { return f.severity == Severity::Stuck; });
}

void printRow(const char *name, std::size_t count, std::size_t named, const std::map<std::string, int> &headlines)
{
    QString line = QString("| %1 | %2 | %3 |").arg(name, -10).arg(count, 3).arg(named, 3);
    for (const auto &[id, times] : headlines)
        line += QString(" %1 %2").arg(QString::fromStdString(id)).arg(times);
    qInfo().noquote() << line + " |";
}

} // namespace

/// Two hundred cases of each kind (twenty in the short version) and what is called the reason of each: the confusion
/// table. Labels come from how a case was made, or from its outputs, never from a rule.
class TestConfusion : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void namesEachCase_data();
    void namesEachCase();
    void healthyRunsAreNotCalledStuck();
    void healthyRunsUnderWayAreNotCalledStuck();
    void slowRunsAreNotCalledStuck();
    void solvedLessonsAreNotCalledStuck();
    void galleryIsNamed_data();
    void galleryIsNamed();
};

void TestConfusion::initTestCase()
{
    if (isFull())
        qInfo("| case       |   n | named | headlines |");
}

void TestConfusion::namesEachCase_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < rows().size(); ++i)
        QTest::newRow(rows()[i].name) << static_cast<int>(i);
}

void TestConfusion::namesEachCase()
{
    QFETCH(int, index);
    const Row &row = rows()[static_cast<std::size_t>(index)];
    const std::vector<Case> cases = casesOf(row.make);
    QCOMPARE(cases.size(), casesPerRow());
    std::size_t named = 0;
    std::map<std::string, int> headlines;
    QStringList missed;
    for (const Case &made : cases) {
        const std::vector<Finding> findings = findingsOf(made);
        const std::string headline = findings.empty() ? "nothing" : findings.front().id;
        ++headlines[headline];
        const auto isExpected = [&row](const std::string &id) { return std::ranges::count(row.expected, id) > 0; };
        const bool isNamed =
            row.isHeadline ? isExpected(headline) : std::ranges::any_of(findings, isExpected, &Finding::id);
        named += isNamed;
        if (!isNamed)
            missed << QString::fromStdString(idsOf(findings));
    }
    if (isFull())
        printRow(row.name, cases.size(), named, headlines);
    QVERIFY2(20 * named >= 19 * cases.size(), qPrintable(missed.join('\n')));
}

void TestConfusion::healthyRunsAreNotCalledStuck()
{
    const std::vector<Case> cases = casesOf(healthy);
    QCOMPARE(cases.size(), casesPerRow());
    int stuck = 0;
    std::map<std::string, int> headlines;
    QStringList alarms;
    for (const Case &made : cases) {
        const std::vector<Finding> findings = findingsOf(made);
        ++headlines[findings.empty() ? "nothing" : findings.front().id];
        Case alone{made.run, made.parameters, {}};
        if (isStuck(findings) || isStuck(findingsOf(alone))) {
            ++stuck;
            alarms << QString::fromStdString(idsOf(findings));
        }
    }
    if (isFull())
        printRow("healthy", cases.size(), static_cast<std::size_t>(stuck), headlines);
    QVERIFY2(100 * stuck <= static_cast<int>(cases.size()), qPrintable(alarms.join('\n')));
}

/// What will be solved is not called stuck on its way there.
void TestConfusion::healthyRunsUnderWayAreNotCalledStuck()
{
    int looks = 0;
    int stuck = 0;
    QStringList alarms;
    for (const Case &made : casesOf(healthy)) {
        Trainer again(made.run.spec, made.run.data);
        for (const std::int64_t epoch : {1, 3, 10, 30, 60}) {
            again.advanceEpochs(epoch - again.epoch());
            Case early{made.run, again.parameters(), {}};
            const Objective objective(early.run.spec.architecture, early.run.spec.loss, early.run.data->train.inputs,
                                      early.run.data->train.targets, early.run.spec.training.precision);
            const DiagnosedRun run{.spec = early.run.spec,
                                   .data = *early.run.data,
                                   .parameters = early.parameters,
                                   .history = &again.history(),
                                   .epoch = again.epoch()};
            const auto findings = diagnose(run, inspectPoint(objective, early.parameters));
            ++looks;
            stuck += isStuck(findings);
            if (isStuck(findings))
                alarms << QString("epoch %1: %2").arg(again.epoch()).arg(QString::fromStdString(idsOf(findings)));
        }
    }
    if (isFull())
        qInfo("| under way  | %3d | %3d | of looks at healthy runs at epochs 1, 3, 10, 30, 60 |", looks, stuck);
    QVERIFY2(100 * stuck <= looks, qPrintable(alarms.join('\n')));
}

namespace {

/// A step of a lesson, trained for as long as it says, or as this test has time for.
Case trainedStep(const LessonStep &step, std::uint64_t seed)
{
    constexpr std::int64_t mostWork = 20'000'000; // parameters × samples × epochs
    PreparedRun run = prepareRun(step.project);
    run.spec.init.seed = seed;
    const std::int64_t work = run.spec.architecture.parameterCount() * run.data->train.samples();
    const std::int64_t epochs = std::min(run.spec.training.epochs, mostWork / work);
    return trained(std::move(run), epochs);
}

} // namespace

/// Gradient descent passes the flat saddle for hundreds of epochs and then learns by itself.
void TestConfusion::slowRunsAreNotCalledStuck()
{
    int looks = 0;
    int stuck = 0;
    QStringList alarms;
    for (std::uint64_t seed = 1; seed <= (isFull() ? 100 : 10); ++seed) {
        PreparedRun run = prepared(xorJson, {{"network.layers[0].activation", "sigmoid"},
                                             {"loss.name", "mean_squared_error"},
                                             {"init.kernel", R"({"name": "uniform", "low": -1, "high": 1})"},
                                             {"init.bias", R"({"name": "uniform", "low": -1, "high": 1})"},
                                             {"optimizer.name", "sgd"},
                                             {"optimizer.learning_rate", "2"},
                                             {"training.epochs", "20000"}});
        run.spec.init.seed = seed;
        Case made = trained(run, 20'000);
        if (!isSolved(made))
            continue;
        Trainer again(run.spec, run.data);
        for (const std::int64_t epoch : {100, 200, 300, 500, 800, 1200, 2000, 4000}) {
            again.advanceEpochs(epoch - again.epoch());
            const Objective objective(run.spec.architecture, run.spec.loss, run.data->train.inputs,
                                      run.data->train.targets);
            const Vector there = again.parameters();
            const auto findings =
                diagnose({run.spec, *run.data, there, &again.history(), again.epoch()}, inspectPoint(objective, there));
            ++looks;
            stuck += isStuck(findings);
            if (isStuck(findings))
                alarms << QString("epoch %1: %2").arg(epoch).arg(QString::fromStdString(idsOf(findings)));
        }
    }
    if (isFull())
        qInfo("| slow       | %3d | %3d | of looks at slow runs that learn later, at epochs 100 to 4000 |", looks,
              stuck);
    QVERIFY2(looks > 20 && 50 * stuck <= looks, qPrintable(QString::number(looks) + '\n' + alarms.join('\n')));
}

void TestConfusion::solvedLessonsAreNotCalledStuck()
{
    int solved = 0;
    int stuck = 0;
    QStringList alarms;
    for (const Lesson &lesson : lessons()) {
        for (const LessonStep &step : lesson.steps) {
            for (std::uint64_t seed = 1; seed <= (isFull() ? 5 : 1); ++seed) {
                const Case made = trainedStep(step, seed);
                if (made.trainer->outcome() != Outcome::Solved || !isSolved(made))
                    continue;
                ++solved;
                const auto findings = findingsOf(made);
                stuck += isStuck(findings);
                if (isStuck(findings))
                    alarms << QString::fromStdString(lesson.name + "/" + step.name + ": " + idsOf(findings));
            }
        }
    }
    if (isFull())
        qInfo("| lessons    | %3d | %3d | of the lessons' runs that are solved |", solved, stuck);
    QVERIFY2(solved >= 5 && stuck == 0, qPrintable(QString::number(solved) + '\n' + alarms.join('\n')));
}

void TestConfusion::galleryIsNamed_data()
{
    QTest::addColumn<QString>("lesson");
    QTest::addColumn<QString>("id");
    QTest::newRow("zeros") << "all-zeros"
                           << "constant_output";
    QTest::newRow("twins") << "equal-units"
                           << "duplicate_units";
    QTest::newRow("saturated at an edge") << "huge-weights"
                                          << "edge_state";
    QTest::newRow("dead") << "dead-relu"
                          << "dead_relu";
    QTest::newRow("rate") << "rate-too-high"
                          << "learning_rate_high";
    QTest::newRow("raw inputs") << "no-scaling"
                                << "unscaled_inputs";
}

/// Each situation of the gallery is what its title says.
void TestConfusion::galleryIsNamed()
{
    QFETCH(QString, lesson);
    QFETCH(QString, id);
    const Lesson *found = findLesson(lesson.toStdString());
    QVERIFY(found != nullptr && !found->steps.empty());
    const LessonStep &step = found->steps.front();
    const auto findings = findingsOf(trainedStep(step, step.project.init.seed));
    QVERIFY2(std::ranges::count(findings, id.toStdString(), &Finding::id) == 1, idsOf(findings).c_str());
}

QTEST_GUILESS_MAIN(TestConfusion)
#include "test_confusion.moc"
