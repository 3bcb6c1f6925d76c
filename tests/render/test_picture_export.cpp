#include "render/picture_export.h"
#include "render/theme.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace basin;

namespace {

void paintSomething(QPainter &painter, const QRectF &area, const Theme &theme)
{
    painter.setPen(theme.ink);
    painter.drawLine(area.topLeft(), area.bottomRight());
    painter.drawText(area, Qt::AlignCenter, QStringLiteral("loss"));
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestPictureExport : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    QString path(const QString &name) const { return m_directory.filePath(name); }

private slots:
    void png()
    {
        PictureOptions options;
        options.size = {200, 100};
        options.scale = 2;
        options.dpi = 300;
        options.project = QStringLiteral("{\"basin\": 1, \"title\": \"½ ln 2\"}");
        QCOMPARE(exportPicture(path("a.png"), paintSomething, options), QString());
        const QImage image(path("a.png"));
        QCOMPARE(image.size(), QSize(400, 200));
        QCOMPARE(image.dotsPerMeterX(), 11811);
        QVERIFY(!image.hasAlphaChannel());
        QCOMPARE(image.pixelColor(350, 10), QColor(Qt::white));
        QCOMPARE(projectInPicture(path("a.png")), options.project);
    }

    void transparentAndDark()
    {
        PictureOptions options;
        options.isTransparent = true;
        QCOMPARE(exportPicture(path("t.png"), paintSomething, options), QString());
        QCOMPARE(QImage(path("t.png")).pixelColor(700, 10).alpha(), 0);
        options.isTransparent = false;
        options.isDark = true;
        QCOMPARE(toImage(paintSomething, options).pixelColor(700, 10), Theme::dark().surface);
        Theme::setCurrent(Theme::dark());
        options.isDark = false;
        QCOMPARE(toImage(paintSomething, options).pixelColor(700, 10), Theme::light().surface);
        Theme::setCurrent(Theme::light());
    }

    void pixelsAreExactAtAnyDpi()
    {
        for (const int dpi : {72, 96, 150, 300, 601})
            QCOMPARE(toImage(paintSomething, PictureOptions::forPixels({801, 599}, dpi)).size(), QSize(801, 599));
    }

    void svg()
    {
        PictureOptions options;
        options.size = {320, 240};
        QCOMPARE(exportPicture(path("a.SVG"), paintSomething, options), QString());
        QXmlStreamReader reader(contents(path("a.SVG")));
        QString viewBox;
        while (!reader.atEnd())
            if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == u"svg")
                viewBox = reader.attributes().value("viewBox").toString();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(viewBox, QStringLiteral("0 0 320 240"));
    }

    void pdf()
    {
        PictureOptions options;
        options.size = {320, 240};
        QCOMPARE(exportPicture(path("a.pdf"), paintSomething, options), QString());
        const QByteArray bytes = contents(path("a.pdf"));
        QVERIFY(bytes.startsWith("%PDF"));
        QVERIFY2(bytes.contains("/MediaBox [0 0 240 180]") || bytes.contains("/MediaBox [0 0 240.000000 180.000000]"),
                 bytes.mid(bytes.indexOf("/MediaBox"), 60).constData());
    }

    void badInputIsSaid_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QSizeF>("size");
        QTest::newRow("unknown suffix") << "a.bmp" << QSizeF(100, 100);
        QTest::newRow("no suffix") << "png" << QSizeF(100, 100);
        QTest::newRow("no such folder") << "nowhere/a.png" << QSizeF(100, 100);
        QTest::newRow("huge") << "a.png" << QSizeF(1e9, 1e9);
        QTest::newRow("large in all") << "a.png" << QSizeF(30000, 30000);
        QTest::newRow("nothing") << "a.png" << QSizeF(0, 0);
        QTest::newRow("not a number") << "a.png" << QSizeF(qQNaN(), 100);
    }

    void badInputIsSaid()
    {
        QFETCH(QString, name);
        QFETCH(QSizeF, size);
        PictureOptions options;
        options.size = size;
        const QString problem = exportPicture(path(name), paintSomething, options);
        QVERIFY(problem.startsWith(path(name)));
        QVERIFY(!problem.contains(u'\n') && problem.size() > path(name).size() + 5);
    }

    void directoryIsRefused()
    {
        QVERIFY(QDir(m_directory.path()).mkpath("folder.png"));
        QVERIFY(!exportPicture(path("folder.png"), paintSomething, {}).isEmpty());
        QVERIFY(QFileInfo(path("folder.png")).isDir());
    }

    void pipeStaysAPipe()
    {
        // A pipe stands for every device: replaced by a file, it would be gone. It lies in our own directory.
        QCOMPARE(mkfifo(qPrintable(path("pipe")), 0600), 0);
        QVERIFY(QFile::link(path("pipe"), path("link.png")));
        QVERIFY(!exportPicture(path("link.png"), paintSomething, {}).isEmpty());
        struct stat status = {};
        QCOMPARE(stat(qPrintable(path("pipe")), &status), 0);
        QVERIFY(S_ISFIFO(status.st_mode));
    }

    void fullDiskKeepsTheOldFile()
    {
        QFile old(path("old.png"));
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        // A limit on the size of files stops the write in its middle, as a full disk does.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit small{64, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const QString problem = exportPicture(old.fileName(), paintSomething, {});
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(!problem.isEmpty());
        QCOMPARE(contents(old.fileName()), QByteArray("old"));
        QCOMPARE(QDir(m_directory.path()).entryList({"old.png*"}, QDir::Files).size(), 1);
    }

    void failedWriteKeepsTheOldFile()
    {
        QVERIFY(QDir(m_directory.path()).mkpath("kept"));
        QFile old(path("kept/a.png"));
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        PictureOptions options;
        options.scale = 1000; // refused before anything is opened
        QVERIFY(!exportPicture(old.fileName(), paintSomething, options).isEmpty());
        QCOMPARE(contents(old.fileName()), QByteArray("old"));
        QFile::setPermissions(path("kept"), QFile::ReadOwner | QFile::ExeOwner);
        if (!QFileInfo(path("kept")).isWritable()) { // root may write anywhere
            QVERIFY(!exportPicture(old.fileName(), paintSomething, {}).isEmpty());
            QCOMPARE(contents(old.fileName()), QByteArray("old"));
        }
        QFile::setPermissions(path("kept"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
};

QTEST_MAIN(TestPictureExport)
#include "test_picture_export.moc"
