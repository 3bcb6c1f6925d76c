#include "controls/basin_style.h"
#include "landscape/stationary.h"
#include "model/point_model.h"
#include "render/curve_chart.h"
#include "render/resources.h"
#include "views/profile_view.h"
#include "views/view_frame.h"

#include <QApplication>
#include <QDir>
#include <QTest>

#include <cmath>

using namespace basin;

namespace {

using Kind = ProfileChoice::Kind;

Project xorProject()
{
    return parseProject(R"({"basin":1, "data":{"source":"gate"}, "network":{"layers":[
        {"type":"dense","units":2,"activation":"tanh"}, {"type":"dense","units":1,"activation":"sigmoid"}]},
        "loss":{"name":"binary_crossentropy","l2":0.0001},
        "training":{"precision":"float64"},
        "optimizer":{"name":"adam","learning_rate":0.05}})",
                        "xor.basin");
}

} // namespace

class TestProfileView : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void aWeightIsCutAtItsValues();
    void anEigenvectorHasItsParabola();
    void downhillFallsWithTheSlope();
    void theLineToASolutionEndsOnIt();
    void linesToNowhereSaySo_data();
    void linesToNowhereSaySo();
    void theViewShowsWhatIsChosen();
    void pinnedRunsAreAligned();

private:
    /// loss + penalty, from the two separately.
    double valueAt(const Vector &theta) const
    {
        return m_surface->objective()->loss(theta) + m_surface->objective()->penalty(theta);
    }
    ProfileRequest requestFor(Kind kind, int index = 0) const
    {
        ProfileRequest request;
        request.choice = {kind, index};
        request.now = m_point->point()->parameters;
        request.report = m_point->point()->report;
        request.symmetries = std::make_shared<const SymmetryGroup>(*m_surface->objective());
        return request;
    }

    std::unique_ptr<ProjectModel> m_model;
    std::unique_ptr<LiveRun> m_run;
    std::unique_ptr<SurfaceModel> m_surface;
    std::unique_ptr<PointModel> m_point;
};

void TestProfileView::initTestCase()
{
    initResources();
    applyTheme(*qApp, Theme::light());
    m_model = std::make_unique<ProjectModel>();
    m_run = std::make_unique<LiveRun>(m_model.get());
    m_surface = std::make_unique<SurfaceModel>(m_model.get(), m_run.get());
    m_point = std::make_unique<PointModel>(m_surface.get());
    m_model->reset(xorProject(), {});
    QTRY_VERIFY(m_run->snapshot());
    m_run->stepEpochs(60);
    QTRY_COMPARE(m_run->snapshot()->epoch, 60);
    m_surface->setActive(true);
    m_point->setPace(this, PointPace::Quick);
    QTRY_VERIFY(m_point->point() && m_point->point()->epoch == 60);
}

void TestProfileView::cleanupTestCase()
{
    m_point.reset();
    m_surface.reset();
    m_run.reset();
    m_model.reset();
}

void TestProfileView::aWeightIsCutAtItsValues()
{
    const Vector now = m_point->point()->parameters;
    for (int weight = 0; weight < 9; ++weight) {
        const ProfileContent content = profileContent(*m_surface->objective(), requestFor(Kind::Weight, weight));
        QVERIFY(content.problem.isEmpty());
        QCOMPARE(content.nowX, now[weight]);
        QVERIFY(content.x.front() <= -6 && content.x.back() >= 6);
        for (std::size_t i = 0; i < content.x.size(); i += 40) {
            Vector theta = now;
            theta[weight] = content.x[i];
            QVERIFY(std::abs(content.loss[i] - valueAt(theta)) < 1e-12);
        }
    }
    QVERIFY(std::abs(profileContent(*m_surface->objective(), requestFor(Kind::Weight)).nowLoss - valueAt(now)) < 1e-14);
}

void TestProfileView::anEigenvectorHasItsParabola()
{
    const PointReport &report = m_point->point()->report;
    for (int k = 0; k < 9; ++k) {
        ProfileRequest request = requestFor(Kind::Eigenvector, k);
        request.zoom = 6000; // ±0.001: where the parabola is good to the third order
        const ProfileContent content = profileContent(*m_surface->objective(), request);
        QCOMPARE(content.model.size(), content.x.size());
        const Vector v = report.eigenvectors.col(k);
        for (std::size_t i = 0; i < content.x.size(); i += 30) {
            const double x = content.x[i];
            const double parabola =
                valueAt(request.now) + x * report.gradient.dot(v) + 0.5 * x * x * report.eigenvalues[k];
            QVERIFY(std::abs(content.model[i] - parabola) < 1e-12);
            QVERIFY(std::abs(content.loss[i] - valueAt(request.now + x * v)) < 1e-12);
            QVERIFY(std::abs(content.loss[i] - parabola) < 1e-7);
        }
    }
}

void TestProfileView::downhillFallsWithTheSlope()
{
    ProfileRequest request = requestFor(Kind::Descent);
    request.zoom = 6e5;
    const ProfileContent content = profileContent(*m_surface->objective(), request);
    const double slope = (content.loss.back() - content.loss.front()) / (content.x.back() - content.x.front());
    QVERIFY(std::abs(slope + request.report.gradientNorm) < 1e-6 * request.report.gradientNorm);
}

void TestProfileView::theLineToASolutionEndsOnIt()
{
    const auto solution = knownSolution(*m_surface->objective());
    QVERIFY(solution);
    const ProfileRequest request = requestFor(Kind::Solution);
    const ProfileContent content = profileContent(*m_surface->objective(), request);
    QCOMPARE(content.targetX, std::optional(1.0));
    // The nearest image has the solution's own loss: L2 with the group it leaves.
    for (std::size_t i = 0; i < content.x.size(); ++i)
        if (std::abs(content.x[i] - 1.0) < 1e-12) {
            QVERIFY(std::abs(content.loss[i] - valueAt(*solution)) < 1e-9);
            return;
        }
    QFAIL("no sample at the target");
}

void TestProfileView::linesToNowhereSaySo_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("index");
    QTest::newRow("no pinned run") << static_cast<int>(Kind::Pinned) << 0;
    QTest::newRow("start not recorded") << static_cast<int>(Kind::Start) << 0;
    QTest::newRow("tenth weight") << static_cast<int>(Kind::Weight) << 9;
    QTest::newRow("tenth eigenvector") << static_cast<int>(Kind::Eigenvector) << 9;
}

void TestProfileView::linesToNowhereSaySo()
{
    QFETCH(int, kind);
    QFETCH(int, index);
    const ProfileContent content = profileContent(*m_surface->objective(), requestFor(static_cast<Kind>(kind), index));
    QVERIFY(content.x.empty());
    QVERIFY(content.problem.endsWith(QLatin1Char('.')));
    const ChartFigure figure = profileFigure(content, false, Theme::light());
    QCOMPARE(figure.emptyTitle, content.problem);
    QVERIFY(figure.isEmpty());
}

void TestProfileView::theViewShowsWhatIsChosen()
{
    ViewFrame frame;
    auto *view = new ProfileView(m_surface.get(), m_point.get());
    frame.addView(view);
    frame.resize(870, 320);
    view->refresh();
    QVERIFY(!view->isComputing()); // hidden: nothing is asked for
    frame.show();
    QVERIFY(QTest::qWaitForWindowExposed(&frame));
    QTRY_VERIFY(view->content() && view->content()->choice.kind == Kind::Weight);
    QDir().mkpath(QStringLiteral("gallery"));
    for (const Kind kind : {Kind::Weight, Kind::Eigenvector, Kind::Descent, Kind::Start, Kind::Solution}) {
        view->setChoice({kind, kind == Kind::Eigenvector ? 8 : 0});
        QTRY_VERIFY(view->content() && view->content()->choice == view->choice());
        QVERIFY2(view->content()->problem.isEmpty(), qPrintable(view->content()->problem));
        QVERIFY(view->csv().startsWith("x,loss,model\n"));
        QCOMPARE(view->csv().count('\n'), static_cast<int>(view->content()->x.size()) + 1);
        for (const Theme *theme : {&Theme::light(), &Theme::dark()}) {
            applyTheme(*qApp, *theme);
            QTest::qWait(200); // the chart is painted on another thread: for the picture alone
            frame.grab().save(QStringLiteral("gallery/profile-%1-%2.png")
                                  .arg(static_cast<int>(kind))
                                  .arg(theme->isDark ? QStringLiteral("dark") : QStringLiteral("light")));
        }
        applyTheme(*qApp, Theme::light());
    }
}

void TestProfileView::pinnedRunsAreAligned()
{
    m_run->pin();
    QTRY_COMPARE(m_run->pinnedRuns().size(), std::size_t{1});
    const Vector here = m_run->snapshot()->parameters;
    // The same network with its hidden units exchanged (Keras' order w11, w21, w12, w22, b1, b2, v1, v2, c).
    const Vector exchanged = here(std::vector<int>{1, 0, 3, 2, 5, 4, 7, 6, 8});
    ProfileRequest request = requestFor(Kind::Pinned);
    Vector near = exchanged;
    near[8] += 0.5;
    request.target = near;
    request.targetName = QStringLiteral("pinned");
    const ProfileContent content = profileContent(*m_surface->objective(), request);
    QVERIFY(content.problem.isEmpty());
    Vector end = here; // aligned, only the output's bias differs
    end[8] += 0.5;
    for (std::size_t i = 0; i < content.x.size(); i += 48) {
        const Vector theta = here + content.x[i] * (end - here);
        QVERIFY(std::abs(content.loss[i] - valueAt(theta)) < 1e-9);
    }
    request.target = exchanged;
    QVERIFY(!profileContent(*m_surface->objective(), request).problem.isEmpty()); // the same point
}

QTEST_MAIN(TestProfileView)
#include "test_profile_view.moc"
