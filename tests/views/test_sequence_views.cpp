// What a recurrent network shows: gates over the steps, which class is taken for which, and its picture.

#include "../model/xor_project.h"

#include "controls/basin_style.h"
#include "model/project_edits.h"
#include "network/objective.h"
#include "render/colour_map.h"
#include "render/gate_figure.h"
#include "render/resources.h"
#include "render/run_figures.h"
#include "views/confusion_view.h"
#include "views/gate_view.h"

#include <QApplication>
#include <QComboBox>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace basin;

namespace {

Project moduloProject()
{
    return parseProject(R"({"basin":1,
        "data":{"source":"modulo", "options":{"bits":6, "samples":60, "modulus":3}, "steps":6, "test_fraction":0.25},
        "network":{"layers":[{"type":"lstm","units":4}, {"units":3,"activation":"softmax"}]},
        "optimizer":{"name":"adam","learning_rate":0.02}, "training":{"batch_size":9}})",
                        "modulo.basin");
}

PreparedRun prepared(const Project &project)
{
    return prepareRun(project);
}

QImage pictureOf(View &view)
{
    QImage image(640, 420, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    view.paintPicture(painter, image.rect(), Theme::light());
    return image;
}

} // namespace

class TestSequenceViews : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        initResources();
        applyTheme(*qApp, Theme::light());
    }

    void gateNumbersAreThoseOfTheNetwork();
    void classesHaveTheirColours();
    void denseNetworksHaveNoGates();
    void confusionIsThatOfBothParts();
    void viewsFollowTheRun();
    void pictureHasABandForGates();
    void layersBecomeRecurrentAndBack();
};

void TestSequenceViews::gateNumbersAreThoseOfTheNetwork()
{
    const PreparedRun run = prepared(moduloProject());
    const Vector theta = startParameters(run.spec.architecture, run.spec.init);
    const QList<QByteArray> lines = gateCsv(run, theta, 2, 5).trimmed().split('\n');
    QCOMPARE(lines.size(), 7); // a heading and six steps
    QCOMPARE(lines.first(), QByteArray("step,i,f,g,o,c,h"));
    const Objective objective(run.spec.architecture, run.spec.loss, run.data->train.inputs, run.data->train.targets);
    const double output = objective.activations(theta, run.data->train.inputs)(5, 2);
    QVERIFY(std::abs(lines.last().split(',').last().toDouble() - output) < 1e-14);
    QVERIFY(gateCsv(run, theta, 9, 5).isEmpty());
}

void TestSequenceViews::classesHaveTheirColours()
{
    const PreparedRun run = prepared(moduloProject());
    const Vector theta = startParameters(run.spec.architecture, run.spec.init);
    const Theme &theme = Theme::light();
    const ChartFigure figure = gateFigure(run, theta, 0, 3, theme);
    QCOMPARE(figure.panels.size(), 5);
    QCOMPARE(figure.curves.size(), 5 * (3 * 2 + 1)); // two others of each of three classes, and the chosen one
    QCOMPARE(figure.curves.last().colour, classColour(classOfSample(run.data->train, 3), theme));
    // Gates hold for a step each: two ends; states have one value more than there are steps.
    QCOMPARE(figure.curves[0].points.size(), 12);
    QCOMPARE(figure.curves[3].points.size(), 7);
    QCOMPARE(figure.curves[3].points.first(), QPointF(0, 0));
}

void TestSequenceViews::denseNetworksHaveNoGates()
{
    const PreparedRun run = prepared(xorProject());
    const Vector theta = startParameters(run.spec.architecture, run.spec.init);
    const ChartFigure figure = gateFigure(run, theta, 0, 0, Theme::light());
    QVERIFY(figure.isEmpty());
    QVERIFY(!figure.emptyTitle.isEmpty());
    const ConfusionFigure confusion = confusionFigure(run, theta);
    QCOMPARE(confusion.parts.size(), std::size_t{1}); // nothing held out
    QCOMPARE(confusion.parts.front().confusion.samples(), Eigen::Index{4});
}

void TestSequenceViews::confusionIsThatOfBothParts()
{
    const PreparedRun run = prepared(moduloProject());
    const Vector theta = startParameters(run.spec.architecture, run.spec.init);
    const ConfusionFigure figure = confusionFigure(run, theta);
    QCOMPARE(figure.parts.size(), std::size_t{2});
    QCOMPARE(figure.classNames, (QStringList{"0", "1", "2"}));
    const Objective train(run.spec.architecture, run.spec.loss, run.data->train.inputs, run.data->train.targets);
    const Objective test(run.spec.architecture, run.spec.loss, run.data->test.inputs, run.data->test.targets);
    QCOMPARE(figure.parts[0].confusion.samples(), Eigen::Index{45});
    QCOMPARE(figure.parts[1].confusion.samples(), Eigen::Index{15});
    QCOMPARE(figure.parts[0].confusion.accuracy(), train.accuracy(theta));
    QCOMPARE(figure.parts[1].confusion.accuracy(), test.accuracy(theta));
    QCOMPARE(figure.csv().count('\n'), 1 + 2 * 9);
    // Without classes it says so.
    const PreparedRun regression = prepared(
        parseProject(R"({"basin":1, "data":{"source":"sine"}, "network":{"layers":[{"units":1}]}})", "sine.basin"));
    QVERIFY(confusionFigure(regression, startParameters(regression.spec.architecture, {})).parts.empty());
}

void TestSequenceViews::viewsFollowTheRun()
{
    ProjectModel project;
    LiveRun run(&project);
    GateView gates(&run);
    ConfusionView confusion(&run);
    gates.resize(600, 400);
    confusion.resize(600, 400);
    gates.show();
    confusion.show();
    project.reset(moduloProject(), {});
    QTRY_VERIFY(run.prepared() && run.prepared()->spec.architecture.isRecurrent() && run.snapshot());
    auto *unit = qobject_cast<QComboBox *>(gates.headerControls().at(0));
    auto *sample = qobject_cast<QComboBox *>(gates.headerControls().at(1));
    QCOMPARE(unit->count(), 4);
    QCOMPARE(sample->count(), 45);
    QTRY_VERIFY(!confusion.accessibleDescription().isEmpty());
    const QImage before = pictureOf(gates);
    unit->setCurrentIndex(3);
    sample->setCurrentIndex(7);
    QVERIFY(pictureOf(gates) != before);
    QCOMPARE(gates.csv().count('\n'), 7);
    QVERIFY(pictureOf(confusion) != QImage(640, 420, QImage::Format_RGB32));
    // Another network: what is shown goes with it.
    project.reset(xorProject(), {});
    QTRY_COMPARE(unit->count(), 0);
    QVERIFY(!unit->isEnabled());
}

void TestSequenceViews::pictureHasABandForGates()
{
    const PreparedRun run = prepared(moduloProject());
    const Vector theta = startParameters(run.spec.architecture, run.spec.init);
    const NetworkFigure figure = networkFigure(run, theta, standardPlane(*run.data, 0, 1), Theme::light());
    QCOMPARE(figure.columns.size(), std::size_t{3});
    QVERIFY(figure.columns[1].isRecurrent && !figure.columns[2].isRecurrent);
    QCOMPARE(figure.edges.size(), std::size_t{4 * 3}); // from the units to the outputs alone
    for (const NetworkFigure::Edge &edge : figure.edges) {
        QCOMPARE(edge.column, 1);
        QCOMPARE(run.spec.architecture.parameterName(edge.index),
                 "out" + std::to_string(edge.to + 1) + ".h" + std::to_string(edge.from + 1));
        QCOMPARE(edge.weight, theta[edge.index]);
    }
    for (const NetworkFigure::Unit &one : figure.columns[1].units)
        QCOMPARE(one.biasIndex, std::int64_t{-1}); // it has four
    QImage image(800, 500, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    figure.paint(painter, image.rect(), Theme::light());
    for (const NetworkFigure::Target &target : figure.targets())
        QVERIFY(figure.parameterOf(target) < run.spec.architecture.parameterCount());
}

void TestSequenceViews::layersBecomeRecurrentAndBack()
{
    Project project = xorProject();
    makeRecurrent(project);
    QCOMPARE(project.layers[0].kind, LayerKind::Lstm);
    QCOMPARE(prepareRun(project).spec.architecture.parameterCount(), Eigen::Index{2 * 8 + 2 * 8 + 8 + 3});
    project.data.steps = 2;
    QCOMPARE(prepareRun(project).spec.architecture.parameterCount(), Eigen::Index{8 + 2 * 8 + 8 + 3});
    setActivation(project, 0, "relu");
    QCOMPARE(project.layers[0].kind, LayerKind::Dense);
    QCOMPARE(project.data.steps, 1);
    QCOMPARE(prepareRun(project).spec.architecture.parameterCount(), Eigen::Index{9});
}

QTEST_MAIN(TestSequenceViews)
#include "test_sequence_views.moc"
