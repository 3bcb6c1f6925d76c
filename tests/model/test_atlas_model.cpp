#include "model/atlas_model.h"
#include "xor_project.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace basin;

namespace {

/// XOR under a squared error: the levels of theory are half of those of E = ½Σ.
Project squaredProject()
{
    return parseProject(R"({"basin":1, "data":{"source":"gate"}, "network":{"layers":[
        {"type":"dense","units":2,"activation":"sigmoid"}, {"type":"dense","units":1,"activation":"sigmoid"}]},
        "loss":{"name":"mean_squared_error"}})",
                        "xor.basin");
}

struct Fixture {
    Fixture() : run(&model), surface(&model, &run), atlas(&surface) { model.reset(squaredProject(), {}); }
    void seek(int starts)
    {
        QTRY_VERIFY(run.snapshot());
        atlas.seek(starts, 1);
        QVERIFY(atlas.isSeeking());
        QTRY_VERIFY_WITH_TIMEOUT(!atlas.isSeeking(), 60'000);
    }
    [[nodiscard]] qsizetype indexOf(double level, bool isAtInfinity) const
    {
        const auto &entries = atlas.entries();
        for (std::size_t k = 0; k < entries.size(); ++k)
            if (std::abs(entries[k].loss() - level) < 1e-9 && entries[k].level.has_value() == isAtInfinity)
                return static_cast<qsizetype>(k);
        return -1;
    }

    ProjectModel model;
    LiveRun run;
    SurfaceModel surface;
    AtlasModel atlas;
};

} // namespace

class TestAtlasModel : public QObject {
    Q_OBJECT

private slots:
    void listsWhatTheoryKnows()
    {
        Fixture fixture;
        fixture.seek(20);
        const auto &entries = fixture.atlas.entries();
        QVERIFY(std::ranges::is_sorted(entries, {}, &AtlasEntry::loss));
        const qsizetype perceptron = fixture.indexOf(0.5646911579471 / 2, false);
        QVERIFY(perceptron >= 0);
        const Inertia three{3, 2, 4};
        QCOMPARE(entries[static_cast<std::size_t>(perceptron)].point.report.inertia, three);
        QVERIFY(fixture.indexOf(0.25, false) >= 0);     // one output for all
        QVERIFY(fixture.indexOf(0.125, true) >= 0);     // edge
        QVERIFY(fixture.indexOf(1.0 / 6.0, true) >= 0); // triple
        for (const AtlasEntry &entry : entries) {
            QCOMPARE(entry.boundary.width(), AtlasEntry::boundaryPixels);
            QVERIFY(entry.point.images >= 1);
        }
    }

    void goesThereAndBack()
    {
        Fixture fixture;
        fixture.seek(5);
        const Vector before = fixture.run.snapshot()->parameters;
        const qsizetype edge = fixture.indexOf(0.125, true);
        QVERIFY(edge >= 0);
        fixture.atlas.goTo(static_cast<std::size_t>(edge));
        const Vector there = fixture.atlas.entries()[static_cast<std::size_t>(edge)].point.parameters;
        QTRY_VERIFY(fixture.run.snapshot()->parameters == there);
        fixture.model.undoStack()->undo();
        QTRY_VERIFY(fixture.run.snapshot()->parameters == before);
    }

    void anotherNetworkHasAnotherAtlas()
    {
        Fixture fixture;
        fixture.seek(5);
        QVERIFY(!fixture.atlas.entries().empty());
        QVERIFY(fixture.model.edit(QStringLiteral("Loss"), {},
                                   [](Project &project) { project.loss.name = "binary_crossentropy"; }));
        QTRY_VERIFY(fixture.atlas.entries().empty());
    }

    void cancels()
    {
        Fixture fixture;
        QTRY_VERIFY(fixture.run.snapshot());
        fixture.atlas.seek(100'000, 1);
        QVERIFY(fixture.atlas.isSeeking());
        fixture.atlas.cancel();
        QTRY_VERIFY(!fixture.atlas.isSeeking());
        QVERIFY(fixture.atlas.entries().empty());
    }

    void tooManyParametersAreSaid()
    {
        Fixture fixture;
        QTRY_VERIFY(fixture.run.snapshot());
        QVERIFY(fixture.atlas.problem().isEmpty());
        QVERIFY(fixture.model.edit(QStringLiteral("Units"), {}, [](Project &project) {
            project.layers[0].units = 60; // 241 parameters
        }));
        QTRY_VERIFY(fixture.atlas.problem().contains(QStringLiteral("241")));
        fixture.atlas.seek(5, 1);
        QVERIFY(!fixture.atlas.isSeeking());
    }
};

QTEST_MAIN(TestAtlasModel)
#include "test_atlas_model.moc"
