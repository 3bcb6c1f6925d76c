#include "surface_fixture.h"

#include "model/atlas_model.h"
#include "views/atlas_view.h"

#include <QDir>
#include <QListView>
#include <QPushButton>

using namespace basin;

class TestAtlasView : public QObject {
    Q_OBJECT

private slots:
    void findsShowsAndGoesThere()
    {
        SurfaceFixture fixture;
        AtlasModel atlas(&fixture.surface);
        AtlasView view(&atlas);
        view.resize(720, 520);
        view.show();
        QTRY_VERIFY(fixture.run.snapshot());
        QVERIFY(view.csv().isEmpty());
        QVERIFY(!view.list()->isVisible()); // two lines stand there instead
        QTest::mouseClick(view.seekButton(), Qt::LeftButton);
        QVERIFY(atlas.isSeeking());
        QTRY_VERIFY_WITH_TIMEOUT(!atlas.isSeeking(), 60'000);
        const int count = view.list()->model()->rowCount();
        QVERIFY(count >= 4); // three end states and the constant output at least
        QTRY_VERIFY(view.list()->isVisible());
        QDir().mkpath(QStringLiteral("gallery"));
        QVERIFY(view.grab().save(QStringLiteral("gallery/atlas-light.png")));

        const QModelIndex last = view.list()->model()->index(count - 1, 0);
        QVERIFY(!last.data(Qt::AccessibleTextRole).toString().isEmpty());
        view.list()->setCurrentIndex(last);
        view.list()->setFocus();
        QTest::keyClick(view.list(), Qt::Key_Return);
        QTRY_VERIFY(fixture.run.snapshot()->parameters == atlas.entries().back().point.parameters);

        // A header, and a row for each with θ at its end.
        const QList<QByteArray> lines = view.csv().trimmed().split('\n');
        QCOMPARE(lines.size(), count + 1);
        QVERIFY(lines[0].endsWith(",out.b"));
        const QList<QByteArray> fields = lines.back().split(',');
        QCOMPARE(fields.size(), 10 + 9);
        QCOMPARE(fields.back().toDouble(), atlas.entries().back().point.parameters[8]);
    }
};

QTEST_MAIN(TestAtlasView)
#include "test_atlas_view.moc"
