#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

/// Holds the arrows between the rooms: app → ui → core, and inside core and ui one way. What a room includes is read
/// from its sources, so an arrow that the compiler would let pass still fails here.
namespace {

const QStringList coreChain{"random", "data", "network", "optimizer", "training", "project"};
const QStringList coreRooms = coreChain + QStringList{"landscape", "diagnosis", "experiment", "lesson"};

/// Room → rooms it may include beside itself. A room that is missing here is an error: put it where it belongs.
QMap<QString, QSet<QString>> allowedArrows()
{
    QMap<QString, QSet<QString>> allowed;
    QSet<QString> below;
    for (const auto &room : coreChain) {
        allowed[room] = below;
        below.insert(room);
    }
    // Beside the chain: what stands on the network alone and knows nothing of training.
    allowed["landscape"] = {"random", "data", "network"};
    // Reads what landscape and training measured, and drives neither.
    allowed["diagnosis"] = {"random", "data", "network", "optimizer", "landscape", "training"};
    // Many runs of whole projects, and what they come to.
    allowed["experiment"] = below + QSet<QString>{"landscape"};
    // Tells of all of it, and nothing in core knows of lessons.
    allowed["lesson"] = below + QSet<QString>{"landscape", "diagnosis", "experiment"};
    const QSet<QString> core = allowed["lesson"] + QSet<QString>{"lesson"};
    allowed["render"] = core;
    allowed["controls"] = core + QSet<QString>{"render"};
    allowed["model"] = core + QSet<QString>{"render"};
    allowed["views"] = core + QSet<QString>{"render", "controls", "model"};
    allowed["panels"] = allowed["views"];
    allowed["window"] = allowed["views"] + QSet<QString>{"views", "panels"};
    allowed["app"] = allowed["window"] + QSet<QString>{"window"};
    return allowed;
}

/// What is wrong with one line of a file of `room`; empty if nothing is.
QString violation(const QString &room, const QString &line)
{
    static const auto allowed = allowedArrows();
    static const QRegularExpression include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    const auto match = include.match(line);
    if (!match.hasMatch())
        return {};
    const bool isQuoted = match.captured(1) == "\"";
    const QString path = match.captured(2);
    if (!allowed.contains(room))
        return QString("the room %1 has no place among the arrows").arg(room);
    if (!isQuoted) {
        static const QRegularExpression qtHeader("^(Qt[A-Z]\\w*/|Q[A-Z]|qt)");
        return coreRooms.contains(room) && qtHeader.match(path).hasMatch()
                   ? QString("%1 is core and includes Qt: %2").arg(room, path)
                   : QString();
    }
    if (path.endsWith(".moc"))
        return {};
    const qsizetype slash = path.indexOf('/');
    if (slash < 0)
        // A file of main() stands beside main(); everywhere else the room is named.
        return room == "app" ? QString() : QString("%1 includes %2 without naming its room").arg(room, path);
    const QString target = path.left(slash);
    if (target == room || allowed[room].contains(target))
        return {};
    return QString("%1 must not include %2 (%3)").arg(room, target, path);
}

bool isQtSymbol(const QString &line)
{
    // A name of Qt's at the outermost level: QString::…, QMetaObject(…), qt_version_tag, qBadAlloc().
    static const QRegularExpression qtName(R"((?<![\w:])(Q[A-Z]\w*(::|\()|q[A-Z]\w*\(|qt_\w+))");
    return qtName.match(line).hasMatch();
}

QStringList qtSymbols(const QString &binary)
{
    QProcess nm;
    nm.start(BASIN_NM, {"-C", binary});
    if (!nm.waitForFinished(120'000) || nm.exitCode() != 0)
        return {"nm failed on " + binary + ": " + nm.errorString()};
    QStringList found;
    for (const auto &line : QString::fromUtf8(nm.readAllStandardOutput()).split('\n'))
        if (isQtSymbol(line))
            found << line;
    return found;
}

} // namespace

class TestArrows : public QObject {
    Q_OBJECT

private slots:
    void everyIncludeFollowsTheArrows()
    {
        const QDir source(BASIN_SOURCE_DIR);
        QStringList violations;
        int includes = 0;
        for (const QString top : {"core", "ui", "app"}) {
            QDirIterator files(source.filePath(top), {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
                const QString path = source.relativeFilePath(file.fileName());
                const QString room = top == "app" ? top : path.section('/', 1, 1);
                int number = 0;
                for (const auto &line : QString::fromUtf8(file.readAll()).split('\n')) {
                    ++number;
                    includes += line.startsWith("#include");
                    if (const auto problem = violation(room, line); !problem.isEmpty())
                        violations << QString("%1:%2: %3").arg(path).arg(number).arg(problem);
                }
            }
        }
        QVERIFY2(violations.isEmpty(), qPrintable('\n' + violations.join('\n')));
        // Reading the wrong folder would pass silently.
        QVERIFY2(includes > 50, qPrintable(QString("only %1 includes were read").arg(includes)));
    }

    void plantedLines_data()
    {
        QTest::addColumn<QString>("room");
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("isAllowed");
        QTest::newRow("down the chain") << "training"
                                        << "#include \"random/random_stream.h\"" << true;
        QTest::newRow("own room") << "data"
                                  << "#include \"data/dataset.h\"" << true;
        QTest::newRow("standard library") << "data"
                                          << "#include <queue>" << true;
        QTest::newRow("Qt in ui") << "render"
                                  << "#include <QImage>" << true;
        QTest::newRow("ui to core") << "render"
                                    << "#include \"network/objective.h\"" << true;
        QTest::newRow("up the chain") << "network"
                                      << "#include \"training/trainer.h\"" << false;
        QTest::newRow("landscape to training") << "landscape"
                                               << "#include \"training/history.h\"" << false;
        QTest::newRow("diagnosis to landscape") << "diagnosis"
                                                << "#include \"landscape/point.h\"" << true;
        QTest::newRow("landscape to diagnosis") << "landscape"
                                                << "#include \"diagnosis/diagnosis.h\"" << false;
        QTest::newRow("core to ui") << "project"
                                    << "#include \"model/project_model.h\"" << false;
        QTest::newRow("Qt in core") << "data"
                                    << "#include <QString>" << false;
        QTest::newRow("Qt module in core") << "data"
                                           << "#  include <QtCore/QString>" << false;
        QTest::newRow("controls to model") << "controls"
                                           << "#include \"model/live_run.h\"" << false;
        QTest::newRow("views to panels") << "views"
                                         << "#include \"panels/data_panel.h\"" << false;
        QTest::newRow("panels to window") << "panels"
                                          << "#include \"window/main_window.h\"" << false;
        QTest::newRow("room left unnamed") << "views"
                                           << "#include \"live_run.h\"" << false;
        QTest::newRow("unknown room") << "cellar"
                                      << "#include <vector>" << false;
    }
    void plantedLines()
    {
        QFETCH(QString, room);
        QFETCH(QString, line);
        QFETCH(bool, isAllowed);
        QCOMPARE(violation(room, line).isEmpty(), isAllowed);
    }

    void coreHoldsNoQtSymbol()
    {
        const auto found = qtSymbols(BASIN_CORE_LIBRARY);
        QVERIFY2(found.isEmpty(), qPrintable(found.mid(0, 20).join('\n')));
    }

    void theSymbolSearchSeesQt()
    {
        // This program is full of Qt, so a search that finds none here could find none anywhere.
        QVERIFY(qtSymbols(QCoreApplication::applicationFilePath()).size() > 20);
        QVERIFY(isQtSymbol("                 U qt_version_tag"));
        QVERIFY(!isQtSymbol("0000 T basin::Quadrants::samples(int)"));
        QVERIFY(!isQtSymbol("0000 W Eigen::HouseholderQR<Eigen::Matrix<double, -1, -1> >::compute()"));
    }
};

QTEST_GUILESS_MAIN(TestArrows)
#include "test_arrows.moc"
