#include "render/resources.h"
#include "render/verdict_text.h"

#include <QTest>

using namespace basin;

namespace {

const QStringList corners{QStringLiteral("0, 0"), QStringLiteral("0, 1"), QStringLiteral("1, 0"),
                          QStringLiteral("1, 1")};

Objective xorObjective(Precision precision = Precision::Float64)
{
    Matrix inputs(4, 2), targets(4, 1);
    inputs << 0, 0, 0, 1, 1, 0, 1, 1;
    targets << 0, 1, 1, 0;
    LayerSpec hidden, output;
    hidden.units = 2;
    hidden.activation = "tanh";
    output.activation = "sigmoid";
    LossSpec loss;
    loss.name = "binary_crossentropy";
    return {Architecture(2, {hidden, output}), loss, inputs, targets, precision};
}

PointReport reportOf(Verdict verdict)
{
    PointReport report;
    report.verdict = verdict;
    report.loss = 0.25;
    report.gradient = Vector::Zero(9);
    report.gradientNorm = 1.25e-3;
    report.eigenvalues = Vector::LinSpaced(9, -0.5, 1.5);
    report.tolerance = 1e-9;
    report.inertia = {2, 3, 4};
    report.largestParameter = 8.25;
    report.largestInput = 9.5;
    return report;
}

QString all(const VerdictText &text)
{
    QString result = text.plain();
    for (const VerdictText::Fact &fact : text.evidence)
        result += QLatin1Char('|') + fact.name + QLatin1Char('|') + fact.note;
    return result;
}

CornerCode cutting(int corner)
{
    CornerCode code{.isolated = corner};
    code.isOn[static_cast<std::size_t>(corner)] = true;
    return code;
}

} // namespace

class TestVerdictText : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { initResources(); }
    void eachVerdictHasItsWords_data();
    void eachVerdictHasItsWords();
    void everyVerdictIsComplete();
    void aSharedOutputIsNamed_data();
    void aSharedOutputIsNamed();
    void aDeadEndTellsWhichArithmetic();
    void htmlIsEscaped();
    void cornersAreExplained_data();
    void cornersAreExplained();
};

void TestVerdictText::eachVerdictHasItsWords_data()
{
    QTest::addColumn<PointReport>("report");
    QTest::addColumn<bool>("isTested");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("diverged") << reportOf(Verdict::Diverged) << true
                              << QStringList{QStringLiteral("Diverged."), QStringLiteral("grown beyond")};
    PointReport broken = reportOf(Verdict::Diverged);
    broken.loss = NAN;
    QTest::newRow("not finite") << broken << true << QStringList{QStringLiteral("no longer a finite number")};
    PointReport plateau = reportOf(Verdict::Plateau);
    plateau.lineSearchDrop = 0.75;
    QTest::newRow("plateau") << plateau << true
                             << QStringList{QStringLiteral("Not stationary"), QStringLiteral("lowers the loss by 0.75"),
                                            QStringLiteral("1.25·10⁻³")};
    QTest::newRow("saddle") << reportOf(Verdict::Saddle) << true
                            << QStringList{QStringLiteral("A saddle."), QStringLiteral("in 2 directions"),
                                           QStringLiteral("−5.00·10⁻¹")};
    PointReport degenerate = reportOf(Verdict::DegenerateSaddle);
    degenerate.descentOrder = 4;
    degenerate.descentDrop = 3.125e-5;
    QTest::newRow("degenerate") << degenerate << true
                                << QStringList{QStringLiteral("degenerate saddle"), QStringLiteral("3 are flat"),
                                               QStringLiteral("fourth power"), QStringLiteral("3.13·10⁻⁵")};
    degenerate.descentOrder = 3;
    QTest::newRow("third order") << degenerate << true << QStringList{QStringLiteral("third power")};
    QTest::newRow("strict minimum") << reportOf(Verdict::StrictMinimum) << true
                                    << QStringList{QStringLiteral("A local minimum."),
                                                   QStringLiteral("rises in every direction")};
    QTest::newRow("flat minimum") << reportOf(Verdict::FlatMinimum) << true
                                  << QStringList{QStringLiteral("minimum with flat directions"),
                                                 QStringLiteral("3 directions are flat")};
    QTest::newRow("flat, while it runs") << reportOf(Verdict::FlatMinimum) << false
                                         << QStringList{QStringLiteral("No direction falls,"),
                                                        QStringLiteral("tested when the run rests")};
    PointReport solution = reportOf(Verdict::FlatMinimum);
    solution.loss = 1e-30;
    QTest::newRow("solution") << solution << true << QStringList{QStringLiteral("A solution.")};
    PointReport edge = reportOf(Verdict::AtInfinity);
    edge.level = SaturatedLevel{SaturatedLevel::Kind::Edge, 0.24};
    QTest::newRow("edge") << edge << true
                          << QStringList{QStringLiteral("Not stationary."), QStringLiteral("saturated region"),
                                         QStringLiteral("4.17 % from the level 0.240000"),
                                         QStringLiteral("Largest weight 8.25")};
    edge.level = SaturatedLevel{SaturatedLevel::Kind::Solved, 0.0};
    QTest::newRow("solved") << edge << true
                            << QStringList{QStringLiteral("Solved, and not stationary."), QStringLiteral("infinity")};
    QTest::newRow("still moving") << reportOf(Verdict::StillMoving) << true
                                  << QStringList{QStringLiteral("Still moving."), QStringLiteral("not small")};
}

void TestVerdictText::eachVerdictHasItsWords()
{
    QFETCH(PointReport, report);
    QFETCH(bool, isTested);
    QFETCH(QStringList, words);
    const QString text = all(verdictText(report, xorObjective(), corners, isTested));
    for (const QString &word : words)
        QVERIFY2(text.contains(word), qPrintable(text));
}

void TestVerdictText::everyVerdictIsComplete()
{
    for (int v = 0; v <= static_cast<int>(Verdict::StillMoving); ++v) {
        const VerdictText text = verdictText(reportOf(static_cast<Verdict>(v)), xorObjective(), corners);
        QVERIFY(!text.strong.isEmpty());
        QVERIFY(text.text.endsWith(QLatin1Char('.')));
        QVERIFY(!text.evidence.isEmpty());
        QVERIFY2(!all(text).contains(QStringLiteral("%1")), qPrintable(all(text)));
        QVERIFY2(!all(text).contains(QStringLiteral("%n")), qPrintable(all(text)));
        QVERIFY2(!all(text).contains(QStringLiteral("(s)")), qPrintable(all(text)));
    }
}

void TestVerdictText::aSharedOutputIsNamed_data()
{
    QTest::addColumn<QList<double>>("outputs");
    QTest::addColumn<QList<int>>("pairs"); // two by two
    QTest::addColumn<QString>("sentence");
    QTest::newRow("edge") << QList<double>{0.001, 0.5, 0.998, 0.501} << QList<int>{1, 3}
                          << QStringLiteral("Patterns 0, 1 and 1, 1 share the output ½, but not the target.");
    QTest::newRow("triple") << QList<double>{0.0, 2 / 3.0, 2 / 3.0, 2 / 3.0} << QList<int>{1, 3, 2, 3}
                            << QStringLiteral("Patterns 0, 1; 1, 0 and 1, 1 share the output ⅔, but not the target.");
    QTest::newRow("other levels") << QList<double>{0.1, 0.634, 0.633, 0.632} << QList<int>{1, 3, 2, 3}
                                  << QStringLiteral("share the output 0.63,");
}

void TestVerdictText::aSharedOutputIsNamed()
{
    QFETCH(QList<double>, outputs);
    QFETCH(QList<int>, pairs);
    QFETCH(QString, sentence);
    PointReport report = reportOf(Verdict::AtInfinity);
    report.outputs = Eigen::Map<const Matrix>(outputs.constData(), 4, 1);
    for (qsizetype i = 0; i < pairs.size(); i += 2)
        report.merged.push_back({pairs[i], pairs[i + 1]});
    const QString text = verdictText(report, xorObjective(), corners).text;
    QVERIFY2(text.contains(sentence), qPrintable(text));
}

void TestVerdictText::aDeadEndTellsWhichArithmetic()
{
    PointReport report = reportOf(Verdict::DeadEnd);
    report.exactlyZero = 6;
    report.revivedGradient = 2e-9;
    const QString single = all(verdictText(report, xorObjective(Precision::Float32), corners));
    QVERIFY2(single.contains(QStringLiteral("6 parts of the gradient are exactly 0")), qPrintable(single));
    QVERIFY2(single.contains(QStringLiteral("32-bit")), qPrintable(single));
    QVERIFY2(single.contains(QStringLiteral("In 64 bit the slope is there again")), qPrintable(single));
    QVERIFY2(single.contains(QStringLiteral("2.00·10⁻⁹")), qPrintable(single));
    report.revivedGradient.reset();
    const QString twice = all(verdictText(report, xorObjective(), corners));
    QVERIFY2(twice.contains(QStringLiteral("64-bit")) && !twice.contains(QStringLiteral("In 64 bit")),
             qPrintable(twice));
}

void TestVerdictText::htmlIsEscaped()
{
    PointReport report = reportOf(Verdict::AtInfinity);
    report.outputs = Matrix::Constant(4, 1, 0.5);
    report.merged.push_back({0, 1});
    const QString html = verdictText(report, xorObjective(), {QStringLiteral("<b>"), QStringLiteral("&")}).html();
    QVERIFY(html.contains(QStringLiteral("&lt;b&gt;")) && html.contains(QStringLiteral("&amp;")));
    QVERIFY(html.startsWith(QStringLiteral("<span")));
}

void TestVerdictText::cornersAreExplained_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    QTest::addColumn<QString>("words");
    QTest::newRow("edge") << 0 << 2 << QStringLiteral("h₁ cuts off corner 0, 0; h₂ cuts off corner 1, 0: neighbours");
    QTest::newRow("diagonal 00 11") << 0 << 3 << QStringLiteral("opposite");
    QTest::newRow("diagonal 01 10") << 1 << 2 << QStringLiteral("opposite");
    QTest::newRow("other edge") << 1 << 3 << QStringLiteral("neighbours");
    QTest::newRow("twice") << 1 << 1 << QStringLiteral("the same corner twice");
}

void TestVerdictText::cornersAreExplained()
{
    QFETCH(int, first);
    QFETCH(int, second);
    QFETCH(QString, words);
    const QString text = cornerText({cutting(first), cutting(second)}, xorObjective(), corners);
    QVERIFY2(text.contains(words), qPrintable(text));
    const QString idle = cornerText({cutting(first), CornerCode{}}, xorObjective(), corners);
    QVERIFY2(idle.contains(QStringLiteral("h₂ says the same to all four.")), qPrintable(idle));
    QVERIFY(cornerText({}, xorObjective(), corners).isEmpty());
}

QTEST_GUILESS_MAIN(TestVerdictText)
#include "test_verdict_text.moc"
