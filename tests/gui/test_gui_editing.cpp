// Weights, points and views under the hand, in the real window.

#include "controls/number_field.h"
#include "network_mouse.h"
#include "render/curve_chart.h"
#include "views/boundary_view.h"
#include "views/curves_view.h"
#include "views/unit_popup.h"

#include <QCheckBox>
#include <QSignalSpy>

#include <algorithm>

using namespace basin;
using Kind = NetworkFigure::Target::Kind;

class TestGuiEditing : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_fixture.reset(); }

    void aWeightIsTypedAndFrozenInItsUnit();
    void restartAndNewWeightsAreTwoThings();
    void aPinnedRunIsASecondCurve();
    void pointsComeMoveAndGo();
    void testPointsAreHollow();
    void aHiddenViewComputesNothing();

private:
    WindowFixture &f() { return *m_fixture; }
    template <class Type>
    Type *view(const char *id)
    {
        return qobject_cast<Type *>(f().window->trainPage()->view(QString::fromLatin1(id)));
    }
    void endless()
    {
        QVERIFY(f().model()->edit(QStringLiteral("Endless"), {}, [](Project &project) {
            project.training.limitEpochs = false;
            project.training.stopLoss = 0;
            project.training.patience = 0;
        }));
    }

    std::unique_ptr<WindowFixture> m_fixture;
};

void TestGuiEditing::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    QVERIFY(f().window->open(QStringLiteral("lesson:xor-learns")));
    QTRY_VERIFY(f().snapshot());
    endless();
}

void TestGuiEditing::aWeightIsTypedAndFrozenInItsUnit()
{
    const NetworkMouse mouse(f());
    QTRY_VERIFY(mouse.pointAtUnit(1, 1));
    mouse.click({Kind::Unit, 1, 1, -1});
    const QPointer<UnitPopup> popup = f().window->findChild<UnitPopup *>();
    QVERIFY(popup);
    const auto fields = popup->findChildren<NumberField *>();
    const auto locks = popup->findChildren<QCheckBox *>();
    QCOMPARE(fields.size(), 3); // two weights and the bias
    QCOMPARE(locks.size(), 3);
    const Vector before = f().snapshot()->parameters;
    fields[0]->selectAll();
    QTest::keyClicks(fields[0], QStringLiteral("1,75"));
    QTest::keyClick(fields[0], Qt::Key_Return);
    // θ: the kernel row by row, so x₁ → h₂ is the second.
    QTRY_COMPARE(f().snapshot()->parameters[1], 1.75);
    for (const Eigen::Index other : {0, 2, 3, 4, 5, 6, 7, 8})
        QVERIFY(f().snapshot()->parameters[other] == before[other]);
    QTest::mouseClick(locks[0], Qt::LeftButton, {}, QPoint(8, locks[0]->height() / 2));
    QCOMPARE(f().model()->project().training.frozen, std::vector<std::int64_t>{1});
    popup->close();
    QTRY_VERIFY(!popup);

    f().run()->stepEpochs(200);
    QTRY_VERIFY(f().epoch() == 200 && f().isAtRest());
    QVERIFY(f().snapshot()->parameters[1] == 1.75);
    QVERIFY(f().snapshot()->parameters[0] != before[0]);
    QVERIFY(f().snapshot()->parameters[8] != before[8]);
    f().action(ActionId::UnfreezeAll)->trigger();
    f().run()->stepEpochs(10);
    QTRY_COMPARE(f().epoch(), 210);
    QVERIFY(f().snapshot()->parameters[1] != 1.75);
}

void TestGuiEditing::restartAndNewWeightsAreTwoThings()
{
    const Vector start = f().snapshot()->parameters;
    const std::uint64_t seed = f().model()->project().init.seed;
    f().run()->stepEpochs(20);
    QTRY_COMPARE(f().epoch(), 20);
    f().action(ActionId::Restart)->trigger();
    QTRY_VERIFY(f().epoch() == 0);
    QVERIFY(f().snapshot()->parameters == start);
    QCOMPARE(f().model()->project().init.seed, seed);
    f().action(ActionId::NewWeights)->trigger();
    QTRY_VERIFY(f().snapshot() && f().snapshot()->parameters != start);
    QCOMPARE(f().model()->project().init.seed, seed + 1);
    f().action(ActionId::Undo)->trigger();
    QCOMPARE(f().model()->project().init.seed, seed);
    QTRY_VERIFY(f().snapshot() && f().snapshot()->parameters == start);
}

void TestGuiEditing::aPinnedRunIsASecondCurve()
{
    const auto pinned = [this] {
        const auto curves = view<CurvesView>("curves")->chart()->figure().curves;
        return std::count_if(curves.begin(), curves.end(),
                             [](const CurveSpec &curve) { return curve.role == CurveRole::Pinned; });
    };
    f().run()->stepEpochs(50);
    QTRY_COMPARE(f().epoch(), 50);
    QCOMPARE(pinned(), 0);
    f().action(ActionId::Pin)->trigger();
    QTRY_VERIFY(pinned() > 0);
    f().action(ActionId::NewWeights)->trigger();
    f().run()->stepEpochs(1);
    QTRY_VERIFY(f().snapshot());
    QVERIFY(pinned() > 0);
    f().action(ActionId::Unpin)->trigger();
    QTRY_COMPARE(pinned(), 0);
}

void TestGuiEditing::pointsComeMoveAndGo()
{
    auto *boundary = view<BoundaryView>("boundary");
    const Project before = f().model()->project();
    const auto shown = [&](qsizetype points) {
        return f().snapshot() && boundary->figure().rows.size() == points &&
               f().run()->prepared()->data->raw.samples() == points;
    };
    const auto pixel = [&](QPointF at) { return boundary->figure().toPixel(boundary->rect(), at).toPoint(); };
    QTRY_VERIFY(shown(4));
    QTest::mouseClick(boundary, Qt::LeftButton, {}, pixel({0.5, 0.5})); // no edit unless one asked for it
    QVERIFY(f().model()->project() == before);

    boundary->setEditing(true);
    QTest::mouseClick(boundary, Qt::LeftButton, {}, pixel({0.3, 0.1}));
    QTRY_VERIFY(shown(5));
    const Dataset &added = f().run()->prepared()->data->raw;
    QVERIFY(std::abs(added.inputs(4, 0) - 0.3) < 0.02);
    QVERIFY(std::abs(added.inputs(4, 1) - 0.1) < 0.02);
    QCOMPARE(added.targets(4, 0), added.targets(0, 0)); // like its neighbour at (0, 0)
    QTest::mouseClick(boundary, Qt::LeftButton, Qt::ShiftModifier, pixel({0.3, 0.5}));
    QTRY_VERIFY(shown(6));
    QVERIFY(f().run()->prepared()->data->raw.targets(5, 0) != added.targets(0, 0) ||
            f().run()->prepared()->data->raw.targets(5, 0) == 1.0);

    const int edits = f().model()->undoStack()->count();
    const QPoint from =
        pixel({f().run()->prepared()->data->raw.inputs(4, 0), f().run()->prepared()->data->raw.inputs(4, 1)});
    QTest::mousePress(boundary, Qt::LeftButton, {}, from);
    for (const QPointF at : {QPointF(0.4, 0.3), QPointF(0.6, 0.6), QPointF(0.8, 0.7)}) {
        const QPointF place = boundary->figure().toPixel(boundary->rect(), at);
        QMouseEvent move(QEvent::MouseMove, place, boundary->mapToGlobal(place), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QApplication::sendEvent(boundary, &move);
        QCoreApplication::processEvents();
    }
    QTest::mouseRelease(boundary, Qt::LeftButton, {}, pixel({0.8, 0.7}));
    QCOMPARE(f().model()->undoStack()->count(), edits + 1); // a drag is one entry
    QTRY_VERIFY(shown(6) && std::abs(f().run()->prepared()->data->raw.inputs(4, 0) - 0.8) < 0.02);

    QTRY_VERIFY(boundary->figure().pointAt(boundary->rect(), pixel({0.3, 0.5})) >= 0);
    QTest::mouseClick(boundary, Qt::RightButton, {}, pixel({0.3, 0.5}));
    QTRY_VERIFY(shown(5));
    for (int i = 0; i < 4; ++i)
        f().action(ActionId::Undo)->trigger();
    QVERIFY(f().model()->project() == before);
    QTRY_VERIFY(shown(4));
}

void TestGuiEditing::testPointsAreHollow()
{
    auto *boundary = view<BoundaryView>("boundary");
    const auto hollow = [&] {
        const auto &points = boundary->figure().map.points;
        return std::count_if(points.begin(), points.end(), [](const FigurePoint &point) { return point.isHollow; });
    };
    QVERIFY(f().window->open(QStringLiteral("lesson:circle")));
    QVERIFY(f().model()->setKey(QStringLiteral("Test"), QStringLiteral("data.test_fraction"), QStringLiteral("0.25")));
    QTRY_VERIFY(f().run()->prepared()->data->test.samples() > 0 &&
                hollow() == f().run()->prepared()->data->test.samples());
    f().action(ActionId::TestPoints)->setChecked(false);
    QTRY_COMPARE(hollow(), 0);
    QVERIFY(!boundary->figure().map.points.isEmpty());
}

void TestGuiEditing::aHiddenViewComputesNothing()
{
    auto *boundary = view<BoundaryView>("boundary");
    QSignalSpy snapshots(f().run(), &LiveRun::snapshotChanged);
    f().run()->play();
    QTRY_VERIFY(boundary->pictureCount() > 5);
    f().window->trainPage()->show(f().window->trainPage()->view(QStringLiteral("hidden-space")));
    QVERIFY(!boundary->isVisible());
    snapshots.clear();
    QTRY_VERIFY(snapshots.count() > 10); // what was under way is done
    const qint64 count = boundary->pictureCount();
    QTRY_VERIFY(snapshots.count() > 40);
    QCOMPARE(boundary->pictureCount(), count);
    f().window->trainPage()->show(boundary);
    QTRY_VERIFY(boundary->pictureCount() > count);
}

QTEST_MAIN(TestGuiEditing)
#include "test_gui_editing.moc"
