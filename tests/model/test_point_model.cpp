#include "model/point_model.h"
#include "xor_project.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

using namespace basin;

class TestPointModel : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aHiddenPanelAsksForNothing();
    void theOriginIsFullyTestedAtRest();
    void aRunningRunIsFollowedAndTestedWhenItRests();
    void aPointOfTheRunBeforeIsDropped();
    void anotherNetworkForgetsThePoint();
    void theReportCarriesEveryDigit();

private:
    std::unique_ptr<ProjectModel> m_model;
    std::unique_ptr<LiveRun> m_run;
    std::unique_ptr<SurfaceModel> m_surface;
    std::unique_ptr<PointModel> m_point;
};

void TestPointModel::init()
{
    m_model = std::make_unique<ProjectModel>();
    m_run = std::make_unique<LiveRun>(m_model.get());
    m_surface = std::make_unique<SurfaceModel>(m_model.get(), m_run.get());
    m_point = std::make_unique<PointModel>(m_surface.get());
    Project project = xorProject();
    project.training.limitEpochs = false;
    m_model->reset(project, {});
    QTRY_VERIFY(m_run->snapshot());
}

void TestPointModel::cleanup()
{
    m_point.reset();
    m_surface.reset();
    m_run.reset();
    m_model.reset();
}

void TestPointModel::aHiddenPanelAsksForNothing()
{
    const QSignalSpy changes(m_point.get(), &PointModel::pointChanged);
    m_run->stepEpochs(20);
    QTRY_COMPARE(m_run->snapshot()->epoch, 20);
    QVERIFY(!m_point->isBusy());
    QCOMPARE(changes.count(), 0);
    m_point->setPace(this, PointPace::Quick);
    QTRY_VERIFY(m_point->point());
    QCOMPARE(m_point->point()->epoch, 20);
    QVERIFY(m_point->point()->parameters == m_run->snapshot()->parameters);
}

void TestPointModel::theOriginIsFullyTestedAtRest()
{
    m_point->setPace(this, PointPace::Quick);
    m_run->editParameters(std::vector<double>(9, 0.0));
    QTRY_VERIFY(m_point->point() && m_point->point()->parameters.isZero());
    // The Hessian has no falling direction there, yet E = ½ − e⁴/64 along a curve.
    QVERIFY(m_point->point()->isTested);
    QCOMPARE(m_point->point()->report.verdict, Verdict::DegenerateSaddle);
    QVERIFY(std::abs(m_point->point()->report.loss - std::log(2.0)) < 1e-7); // float32
}

void TestPointModel::aRunningRunIsFollowedAndTestedWhenItRests()
{
    m_point->setPace(this, PointPace::Quick);
    bool hasQuick = false, hasRested = false;
    connect(m_point.get(), &PointModel::pointChanged, m_point.get(), [&] {
        if (m_point->point())
            (m_point->point()->isTested ? hasRested : hasQuick) = true;
    });
    m_run->play();
    QTRY_VERIFY(hasQuick);
    hasRested = false;
    m_run->pause();
    QTRY_VERIFY(hasRested && m_point->point()->epoch == m_run->snapshot()->epoch);
    QVERIFY(m_point->point()->parameters == m_run->snapshot()->parameters);
}

void TestPointModel::aPointOfTheRunBeforeIsDropped()
{
    m_point->setPace(this, PointPace::Quick);
    bool isStale = false;
    connect(m_point.get(), &PointModel::pointChanged, m_point.get(), [&] {
        const SnapshotPtr now = m_run->snapshot();
        isStale = isStale || (m_point->point() && (!now || m_point->point()->run != now->run));
    });
    for (int i = 0; i < 20; ++i) {
        m_run->play();
        QTRY_VERIFY(m_run->snapshot() && m_run->snapshot()->epoch > 0);
        m_run->restart();
    }
    m_run->pause();
    QTRY_VERIFY(m_run->snapshot() && m_point->point() && m_point->point()->run == m_run->snapshot()->run);
    QVERIFY(!isStale);
}

void TestPointModel::anotherNetworkForgetsThePoint()
{
    m_point->setPace(this, PointPace::Quick);
    QTRY_VERIFY(m_point->point());
    QVERIFY(m_model->edit(QStringLiteral("Add"), {}, [](Project &project) { project.layers[0].units = 3; }));
    QTRY_VERIFY(m_point->point() && m_point->point()->parameters.size() == 13);
    QCOMPARE(m_point->point()->report.eigenvalues.size(), Eigen::Index{13});
}

void TestPointModel::theReportCarriesEveryDigit()
{
    m_point->setPace(this, PointPace::Quick);
    QTRY_VERIFY(m_point->point());
    const PointInspection &point = *m_point->point();
    const QJsonObject json = QJsonDocument::fromJson(pointJson(point)).object();
    QCOMPARE(json.value(QStringLiteral("loss")).toDouble(), point.report.loss);
    const QJsonArray eigenvalues = json.value(QStringLiteral("eigenvalues")).toArray();
    QCOMPARE(eigenvalues.size(), qsizetype{9});
    for (int i = 0; i < 9; ++i) {
        QVERIFY(eigenvalues[i].toDouble() == point.report.eigenvalues[i]);
        QVERIFY(json.value(QStringLiteral("weights")).toArray()[i].toDouble() == point.parameters[i]);
    }
    QCOMPARE(json.value(QStringLiteral("kind")).toString(), QString::fromLatin1(pointKindName(point.report.kind())));
    const QString weight = QString::number(point.parameters[0], 'g', QLocale::FloatingPointShortest);
    QVERIFY(pointText(point).contains(QStringLiteral("weights: ") + weight));
}

QTEST_GUILESS_MAIN(TestPointModel)
#include "test_point_model.moc"
