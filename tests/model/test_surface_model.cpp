#include "model/project_edits.h"
#include "model/surface_model.h"
#include "xor_project.h"

#include <QSignalSpy>
#include <QTest>

using namespace basin;

class TestSurfaceModel : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void nobodyLooksNothingIsComputed();
    void theGridIsTheLossOfThisRun();
    void thePlaneFollowsTheRun();
    void aFrozenSurfaceStaysAndThePathGoesOn();
    void aWalkIsOneUndoStep();
    void twoWalksAreTwo();
    void aPointBecomesTheStart();
    void aPenaltyIsPartOfTheSurface();
    void weightsThatAreGoneAreNotLookedAt();
    void aRangeBelongsToItsPlane();
    void anOldWalkLeavesANewRunAlone();

private:
    void change(const std::function<void(SurfaceOptions &)> &set)
    {
        SurfaceOptions options = m_surface->options();
        set(options);
        m_surface->setOptions(options);
    }
    /// The whole grid is there, at the point where the run stands.
    bool isDone() const
    {
        const SurfacePtr surface = m_surface->surface();
        return surface && !m_surface->isComputing() && surface->epoch == m_run->snapshot()->epoch &&
               surface->grid.spec.columns == m_surface->options().points;
    }
    Vector parameters() const { return m_run->snapshot()->parameters; }

    std::unique_ptr<ProjectModel> m_model;
    std::unique_ptr<LiveRun> m_run;
    std::unique_ptr<SurfaceModel> m_surface;
};

void TestSurfaceModel::init()
{
    m_model = std::make_unique<ProjectModel>();
    m_run = std::make_unique<LiveRun>(m_model.get());
    m_surface = std::make_unique<SurfaceModel>(m_model.get(), m_run.get());
    change([](SurfaceOptions &options) { options.points = 33; });
    Project project = xorProject();
    project.training.limitEpochs = false;
    m_model->reset(project, {});
    QTRY_VERIFY(m_run->snapshot());
}

void TestSurfaceModel::cleanup()
{
    m_surface.reset();
    m_run.reset();
    m_model.reset();
}

void TestSurfaceModel::nobodyLooksNothingIsComputed()
{
    m_run->stepEpochs(10);
    QTRY_COMPARE(m_run->snapshot()->epoch, 10);
    QCOMPARE(m_surface->surfaceCount(), 0);
    QVERIFY(!m_surface->surface());
    m_surface->setActive(true);
    QTRY_VERIFY(isDone());
    m_surface->setActive(false);
    const qint64 count = m_surface->surfaceCount();
    m_run->stepEpochs(10);
    QTRY_COMPARE(m_run->snapshot()->epoch, 20);
    QVERIFY(!m_surface->isComputing());
    QCOMPARE(m_surface->surfaceCount(), count);
    m_surface->setActive(true);
    QTRY_VERIFY(isDone()); // and it catches up
}

void TestSurfaceModel::theGridIsTheLossOfThisRun()
{
    m_surface->chooseWeights(6, 3);
    m_surface->setActive(true);
    QTRY_VERIFY(isDone());
    const SurfacePtr surface = m_surface->surface();
    const SurfaceGrid &grid = surface->grid;
    // What the trainer says of its own parameters, by its own kernel.
    QVERIFY(std::abs(m_surface->objective()->loss(parameters()) - m_run->snapshot()->metrics.loss) < 1e-12);
    for (const int column : {0, 7, 32}) {
        for (const int row : {0, 20, 32}) {
            Vector theta = parameters();
            theta[6] = grid.a(column);
            theta[3] = grid.b(row);
            QCOMPARE(grid.loss[static_cast<std::size_t>(row * 33 + column)], m_surface->objective()->loss(theta));
        }
    }
}

void TestSurfaceModel::thePlaneFollowsTheRun()
{
    m_surface->setActive(true);
    QTRY_VERIFY(isDone());
    const Vector before = m_surface->surface()->plane.origin;
    m_run->stepEpochs(40);
    QTRY_VERIFY(m_run->snapshot()->epoch == 40 && isDone());
    QVERIFY(m_surface->surface()->now == parameters());
    QVERIFY((m_surface->surface()->plane.origin - before).norm() > 1e-3);
    QCOMPARE(m_surface->surface()->recorded.epochs.back(), 40);
}

void TestSurfaceModel::aFrozenSurfaceStaysAndThePathGoesOn()
{
    m_surface->setActive(true);
    m_run->stepEpochs(5);
    QTRY_VERIFY(m_run->snapshot()->epoch == 5 && isDone());
    change([](SurfaceOptions &options) { options.isLive = false; });
    QTRY_VERIFY(isDone());
    const std::vector<double> grid = m_surface->surface()->grid.loss;
    const QString held = m_surface->surface()->held;
    m_run->stepEpochs(60);
    QTRY_COMPARE(m_surface->surface()->epoch, 65);
    QVERIFY(m_surface->surface()->grid.loss == grid);
    QCOMPARE(m_surface->surface()->held, held);
    QVERIFY(m_surface->surface()->now == parameters());
    QVERIFY(m_surface->surface()->path.points.size() > 60);
    change([](SurfaceOptions &options) { options.isLive = true; });
    QTRY_VERIFY(isDone() && m_surface->surface()->grid.loss != grid);
}

void TestSurfaceModel::aWalkIsOneUndoStep()
{
    m_surface->chooseWeights(0, 6);
    m_surface->setActive(true);
    QTRY_VERIFY(isDone());
    const Vector before = parameters();
    for (int step = 1; step <= 8; ++step) {
        m_surface->walkTo(0.25 * step, -0.5 * step);
        QTRY_COMPARE(parameters()[0], 0.25 * step);
    }
    m_surface->endWalk();
    QCOMPARE(parameters()[6], -4.0);
    for (const Eigen::Index other : {1, 2, 3, 4, 5, 7, 8})
        QCOMPARE(parameters()[other], before[other]);
    QCOMPARE(m_model->undoStack()->count(), 1);
    m_model->undoStack()->undo();
    QTRY_VERIFY(parameters() == before);
    m_model->undoStack()->redo();
    QTRY_COMPARE(parameters()[6], -4.0);
}

void TestSurfaceModel::twoWalksAreTwo()
{
    m_surface->setActive(true);
    QTRY_VERIFY(isDone());
    for (const double to : {1.0, 2.0}) {
        m_surface->walkTo(to, to);
        QTRY_COMPARE(parameters()[0], to);
        m_surface->endWalk();
    }
    QCOMPARE(m_model->undoStack()->count(), 2);
    m_model->undoStack()->undo();
    QTRY_COMPARE(parameters()[0], 1.0);
}

void TestSurfaceModel::aPointBecomesTheStart()
{
    m_surface->setActive(true);
    m_run->stepEpochs(20);
    QTRY_VERIFY(m_run->snapshot()->epoch == 20 && isDone());
    Vector expected = parameters();
    expected[0] = 3.5;
    expected[1] = -1.25;
    m_surface->trainFrom(3.5, -1.25);
    QTRY_VERIFY(m_run->snapshot() && m_run->snapshot()->epoch == 0 && parameters() == expected);
    m_model->undoStack()->undo();
    QVERIFY(m_model->project().init.parameters.empty());
    QTRY_VERIFY(m_run->snapshot() && parameters() != expected);
}

void TestSurfaceModel::aPenaltyIsPartOfTheSurface()
{
    m_surface->setActive(true);
    QTRY_VERIFY(isDone());
    const QSignalSpy changed(m_surface.get(), &SurfaceModel::objectiveChanged);
    const double corner = m_surface->surface()->grid.loss.front();
    QVERIFY(m_model->edit(QStringLiteral("L2"), {}, [](Project &project) { project.loss.l2 = 0.5; }));
    QCOMPARE(changed.size(), 1);
    // λ Σ w² of the kernels alone; the corner stands at a = b = the low ends of the range.
    QTRY_VERIFY(isDone() && m_surface->surface()->grid.loss.front() > corner + 1.0);
    const SurfaceGrid &grid = m_surface->surface()->grid;
    Vector theta = parameters();
    theta[0] = grid.a(0);
    theta[1] = grid.b(0);
    const double squares = theta.head(4).squaredNorm() + theta.segment(6, 2).squaredNorm();
    QVERIFY(std::abs(grid.loss.front() - m_surface->objective()->loss(theta) - 0.5 * squares) < 1e-9);
}

void TestSurfaceModel::weightsThatAreGoneAreNotLookedAt()
{
    m_surface->setActive(true);
    m_surface->chooseWeights(7, 8);
    QTRY_VERIFY(isDone());
    QVERIFY(m_model->edit(QStringLiteral("One unit"), {}, [](Project &project) {
        project.layers[0].units = 1;
        forgetParameters(project);
    }));
    QTRY_VERIFY(m_run->snapshot() && parameters().size() == 5 && isDone());
    QVERIFY(m_surface->surface()->problem.isEmpty());
    QVERIFY(m_surface->options().choice.weights[1] < 5);
    QCOMPARE(m_surface->surface()->plane.origin.size(), 5);
}

void TestSurfaceModel::aRangeBelongsToItsPlane()
{
    m_surface->setActive(true);
    change([](SurfaceOptions &options) { options.a = Interval{-1, 2}; });
    QTRY_VERIFY(isDone());
    QCOMPARE(m_surface->surface()->grid.spec.a, (Interval{-1, 2}));
    m_surface->chooseWeights(2, 4);
    QVERIFY(!m_surface->options().a);
}

void TestSurfaceModel::anOldWalkLeavesANewRunAlone()
{
    m_surface->setActive(true);
    QTRY_VERIFY(isDone());
    m_surface->walkTo(5, 5);
    QTRY_COMPARE(parameters()[0], 5.0);
    m_surface->endWalk();
    m_run->restart();
    QTRY_VERIFY(m_run->snapshot() && parameters()[0] != 5.0);
    const Vector start = parameters();
    m_model->undoStack()->undo();
    m_run->stepUpdates(0);
    QTRY_VERIFY(isDone());
    QVERIFY(parameters() == start);
}

QTEST_MAIN(TestSurfaceModel)
#include "test_surface_model.moc"
