#include "panel_fixture.h"
#include "panels/eigen_strip.h"
#include "panels/point_panel.h"

#include "landscape/stationary.h"

#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>

using namespace basin;

namespace {

constexpr int columnWidth = 304;

struct PanelFixture : panels::Fixture {
    SurfaceModel surface{&model, &run};
    PointModel point{&surface};
    EscapeModel escape{&surface};
    PointPanel panel{&point, &escape};

    explicit PanelFixture(const Project &project = panels::xorProject()) : Fixture(project)
    {
        panel.setFixedWidth(columnWidth);
        surface.setActive(true);
        point.setPace(&surface, PointPace::Quick);
    }

    void put(const Vector &parameters)
    {
        run.editParameters({parameters.begin(), parameters.end()});
        QTRY_VERIFY(point.point() && point.point()->parameters.isApprox(parameters, 1e-6));
    }
    void show()
    {
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
    }
    QString texts() const
    {
        QStringList all;
        for (const auto *label : panel.findChildren<QLabel *>())
            if (label->isVisibleTo(&panel))
                all << label->text();
        return all.join(QLatin1Char('\n'));
    }
    QPushButton *button(const QString &words) const
    {
        for (auto *button : panel.findChildren<QPushButton *>())
            if (button->text() == words)
                return button;
        return nullptr;
    }
};

/// An edge state: both units cut off corners on one side, the other two patterns share ½ (θ in Keras' order w11, w21,
/// w12, w22, b1, b2, v1, v2, c; tanh units, h₁ on all but 0, 0 and h₂ on all but 1, 0).
Vector edgeState()
{
    return Vector{{8, -8, 8, 8, -4, 4, 6, -6, 0}};
}

} // namespace

class TestPointPanel : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        initResources();
        applyTheme(*qApp, Theme::light());
    }
    void anEdgeStateIsToldInWordsAndNumbers();
    void theOriginIsADegenerateSaddle();
    void aSolvedRunNeedsNoWayOut();
    void theWayOutStandsUnderTheVerdict();
    void aMovingPointIsNoTrap();
    void otherNetworksSayWhatIsMissing();
    void buttonsAskThePage();
    void looksRight();
};

void TestPointPanel::anEdgeStateIsToldInWordsAndNumbers()
{
    PanelFixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    fixture.show();
    fixture.put(edgeState());
    const QString loss = QString::number(fixture.point.point()->report.loss, 'f', 6);
    QTRY_VERIFY2(fixture.texts().contains(loss), qPrintable(fixture.texts()));
    QTRY_VERIFY2(fixture.texts().contains(QStringLiteral("neighbours")), qPrintable(fixture.texts()));
    QVERIFY2(fixture.texts().contains(QStringLiteral("share the output ½")), qPrintable(fixture.texts()));
    QCOMPARE(fixture.panel.findChild<EigenStrip *>()->eigenvalues().size(), std::size_t{9});
    const auto *table = fixture.panel.findChild<ColumnTable *>();
    QCOMPARE(table->columns().size(), 4);
    QCOMPARE(table->columns()[0].cells, (QStringList{"0, 0", "0, 1", "1, 0", "1, 1"}));
    QCOMPARE(table->columns()[3].cells, (QStringList{"− +", "+ +", "+ −", "+ +"}));
}

void TestPointPanel::theOriginIsADegenerateSaddle()
{
    PanelFixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    fixture.show();
    fixture.put(Vector::Zero(9));
    QTRY_VERIFY2(fixture.texts().contains(QStringLiteral("A degenerate saddle.")), qPrintable(fixture.texts()));
    QVERIFY(fixture.texts().contains(QStringLiteral("0, 8, 1")));
    QVERIFY(fixture.texts().contains(QStringLiteral("0.693147")));
    QVERIFY(fixture.texts().contains(QStringLiteral("fourth power")));
}

void TestPointPanel::aSolvedRunNeedsNoWayOut()
{
    PanelFixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    fixture.show();
    QTRY_VERIFY(fixture.surface.objective());
    fixture.put(*knownSolution(*fixture.surface.objective()));
    QTRY_VERIFY2(fixture.texts().contains(QStringLiteral("needs no way out")), qPrintable(fixture.texts()));
    QVERIFY2(fixture.texts().contains(QStringLiteral("opposite corners")), qPrintable(fixture.texts()));
}

void TestPointPanel::theWayOutStandsUnderTheVerdict()
{
    PanelFixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    fixture.show();
    fixture.put(edgeState());
    QTRY_VERIFY(fixture.texts().contains(QStringLiteral("neighbours")));
    fixture.panel.resize(columnWidth, fixture.panel.heightForWidth(columnWidth));
    QCoreApplication::processEvents();
    const QPushButton *button = fixture.button(QStringLiteral("Show me the way out"));
    const int bottom = button->mapTo(&fixture.panel, QPoint(0, button->height())).y();
    QVERIFY2(bottom < 720, qPrintable(QString::number(bottom))); // of 750 in a window of 1440 × 900
    for (const auto *label : fixture.panel.findChildren<QLabel *>())
        if (label->isVisible() && label->wordWrap() && !label->text().isEmpty())
            QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
}

void TestPointPanel::aMovingPointIsNoTrap()
{
    PanelFixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    fixture.show();
    fixture.put(Vector{{1, -1, 0.5, 1, 0, 0.2, 1, -1, 0.1}});
    QTRY_VERIFY2(fixture.texts().contains(QStringLiteral("Still moving.")), qPrintable(fixture.texts()));
    QVERIFY(fixture.texts().contains(QStringLiteral("Training still goes downhill")));
    QVERIFY(!fixture.texts().contains(QStringLiteral("lead out of here")));
}

void TestPointPanel::otherNetworksSayWhatIsMissing()
{
    Project project = panels::xorProject();
    project.layers[0].units = 60; // 241 weights
    PanelFixture fixture(project);
    QTRY_VERIFY(fixture.run.snapshot());
    fixture.show();
    QTRY_VERIFY(fixture.point.point());
    QTRY_VERIFY2(fixture.texts().contains(QStringLiteral("eigenvalues are worked out for up to 200")),
                 qPrintable(fixture.texts()));
    QVERIFY(!fixture.button(QStringLiteral("Find stationary points"))->isEnabled());
    QVERIFY(!fixture.panel.findChild<EigenStrip *>()->isVisible());
}

void TestPointPanel::buttonsAskThePage()
{
    PanelFixture fixture;
    QTRY_VERIFY(fixture.run.snapshot());
    fixture.show();
    fixture.put(edgeState());
    QSignalSpy wayOut(&fixture.panel, &PointPanel::wayOutRequested);
    QSignalSpy stationary(&fixture.panel, &PointPanel::stationaryPointsRequested);
    QSignalSpy eigenvector(&fixture.panel, &PointPanel::eigenvectorChosen);
    QPushButton *button = fixture.button(QStringLiteral("Show me the way out"));
    QVERIFY(button && button->isEnabled());
    button->click();
    QCOMPARE(wayOut.count(), 1);
    QTRY_VERIFY(!fixture.escape.isSeeking() && fixture.escape.wayOut());
    QTRY_VERIFY2(fixture.texts().contains(fixture.escape.wayOut()->escape.found
                                              ? QStringLiteral("A way out was found")
                                              : QStringLiteral("No way out was found")),
                 qPrintable(fixture.texts()));
    fixture.button(QStringLiteral("Find stationary points"))->click();
    QCOMPARE(stationary.count(), 1);
    auto *strip = fixture.panel.findChild<EigenStrip *>();
    QTRY_VERIFY(!strip->eigenvalues().empty());
    QTest::keyClick(strip, Qt::Key_End);
    QTest::keyClick(strip, Qt::Key_Return);
    QCOMPARE(eigenvector.count(), 1);
    QCOMPARE(eigenvector.first().first().toInt(), 8);
}

void TestPointPanel::looksRight()
{
    PanelFixture fixture;
    QVERIFY(panels::shoot(fixture.panel, QStringLiteral("point-panel-empty")));
    QTRY_VERIFY(fixture.run.snapshot());
    const std::pair<QString, Vector> points[] = {{QStringLiteral("edge"), edgeState()},
                                                 {QStringLiteral("origin"), Vector::Zero(9)}};
    for (const auto &[name, parameters] : points) {
        fixture.put(parameters);
        fixture.panel.resize(columnWidth, fixture.panel.heightForWidth(columnWidth));
        QVERIFY(panels::shoot(fixture.panel, QStringLiteral("point-panel-") + name));
    }
    fixture.run.restart();
    fixture.run.stepEpochs(5);
    QTRY_VERIFY(fixture.point.point() && fixture.point.point()->epoch == 5);
    QVERIFY(panels::shoot(fixture.panel, QStringLiteral("point-panel-moving")));
}

QTEST_MAIN(TestPointPanel)
#include "test_point_panel.moc"
