#include "lesson/condition.h"

#include <QTest>

using namespace basin;

class TestConditions : public QObject {
    Q_OBJECT

private slots:
    void eachKindLooksAtItsOwnThing_data();
    void eachKindLooksAtItsOwnThing();
    void partsAreJoined();
    void whatWasNotMeasuredHoldsNothing();
    void askingLooksIntoTheParts();
};

Q_DECLARE_METATYPE(basin::Condition)
Q_DECLARE_METATYPE(basin::LessonMoment)

namespace {

using Kind = Condition::Kind;

Condition number(Kind kind, double value)
{
    return {.kind = kind, .number = value};
}

Condition named(Kind kind, const char *name)
{
    return {.kind = kind, .name = name};
}

} // namespace

void TestConditions::eachKindLooksAtItsOwnThing_data()
{
    QTest::addColumn<Condition>("condition");
    QTest::addColumn<LessonMoment>("before");
    QTest::addColumn<LessonMoment>("after");
    const auto row = [](const char *name, const Condition &condition, const auto &change) {
        LessonMoment before, after;
        change(before, false);
        change(after, true);
        QTest::newRow(name) << condition << before << after;
    };
    row("answered", {.kind = Kind::Answered}, [](LessonMoment &m, bool now) { m.isAnswered = now; });
    row("at rest", {.kind = Kind::AtRest}, [](LessonMoment &m, bool now) { m.isAtRest = now; });
    row("epoch", number(Kind::Epoch, 100), [](LessonMoment &m, bool now) { m.epoch = now ? 100 : 99; });
    row("loss below", number(Kind::LossBelow, 0.5), [](LessonMoment &m, bool now) { m.loss = now ? 0.499 : 0.5; });
    row("loss above", number(Kind::LossAbove, 0.5), [](LessonMoment &m, bool now) { m.loss = now ? 0.501 : 0.5; });
    row("accuracy", number(Kind::Accuracy, 0.75), [](LessonMoment &m, bool now) { m.accuracy = now ? 0.75 : 0.5; });
    row("outcome", named(Kind::Outcome, "stuck"), [](LessonMoment &m, bool now) {
        m.isAtRest = now; // a run under way is judged "stuck" too soon
        m.outcome = Outcome::Stuck;
    });
    row("another outcome", named(Kind::Outcome, "solved"), [](LessonMoment &m, bool now) {
        m.isAtRest = true;
        m.outcome = now ? Outcome::Solved : Outcome::Stuck;
    });
    row("finding", named(Kind::Finding, "edge_state"), [](LessonMoment &m, bool now) {
        m.findings = {"base_rate", now ? "edge_state" : "triple_state"};
    });
    row("runs", number(Kind::Runs, 200), [](LessonMoment &m, bool now) { m.runsDone = now ? 200 : 199; });
    row("opened", named(Kind::Opened, "way-out"), [](LessonMoment &m, bool now) {
        m.opened = {"surface", now ? "way-out" : "path"};
    });
}

void TestConditions::eachKindLooksAtItsOwnThing()
{
    QFETCH(Condition, condition);
    QFETCH(LessonMoment, before);
    QFETCH(LessonMoment, after);
    QVERIFY(!isDone(condition, before));
    QVERIFY(isDone(condition, after));
}

void TestConditions::partsAreJoined()
{
    const Condition answered{.kind = Kind::Answered}, late = number(Kind::Epoch, 10);
    for (const bool isAnswered : {false, true})
        for (const int epoch : {9, 10}) {
            const LessonMoment moment{.isAnswered = isAnswered, .epoch = epoch};
            QCOMPARE(isDone({.kind = Kind::All, .parts = {answered, late}}, moment), isAnswered && epoch == 10);
            QCOMPARE(isDone({.kind = Kind::Any, .parts = {answered, late}}, moment), isAnswered || epoch == 10);
        }
    QVERIFY(isDone(Condition(), LessonMoment())); // nothing asked
    QVERIFY(!isDone({.kind = Kind::Any}, LessonMoment()));
}

void TestConditions::whatWasNotMeasuredHoldsNothing()
{
    const LessonMoment nothing;
    for (const Kind kind : {Kind::LossBelow, Kind::LossAbove, Kind::Accuracy})
        QVERIFY(!isDone(number(kind, 0.0), nothing));
}

void TestConditions::askingLooksIntoTheParts()
{
    const Condition inner{.kind = Kind::Any, .parts = {named(Kind::Finding, "dead_relu")}};
    const Condition outer{.kind = Kind::All, .parts = {number(Kind::Epoch, 1), inner}};
    QVERIFY(asksFor(outer, Kind::Finding));
    QVERIFY(!asksFor(outer, Kind::Opened));
}

QTEST_GUILESS_MAIN(TestConditions)
#include "test_conditions.moc"
