#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QXmlStreamReader>

/// A text with a number in it (%n) is written once, as "%n weight(s)"; how it reads for one and for many stands in
/// the translation file. One that is missing there would be shown with its brackets.
namespace {

class TestPlurals : public QObject {
    Q_OBJECT

private slots:
    void eachNumberedTextHasItsForms();
};

QString contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The string literals of a call, joined.
QString joined(const QString &literals)
{
    static const QRegularExpression literal(R"re("((?:[^"\\]|\\.)*)")re");
    QString text;
    for (auto match = literal.globalMatch(literals); match.hasNext();)
        text += match.next().captured(1);
    return text;
}

QSet<QString> textsWithForms()
{
    QFile file(QStringLiteral(BASIN_SOURCE_DIR "/resources/translations/basin_en.ts"));
    QSet<QString> texts;
    if (!file.open(QIODevice::ReadOnly))
        return texts;
    for (QXmlStreamReader xml(&file); !xml.atEnd(); xml.readNext())
        if (xml.isStartElement() && xml.name() == QLatin1String("source"))
            texts.insert(xml.readElementText());
    return texts;
}

void TestPlurals::eachNumberedTextHasItsForms()
{
    const QSet<QString> known = textsWithForms();
    QVERIFY(!known.isEmpty());
    static const QRegularExpression call(R"re((?:tr|translated)\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+))re");
    int found = 0;
    for (const char *room : {"/ui", "/app"}) {
        QDirIterator files(QStringLiteral(BASIN_SOURCE_DIR) + QLatin1String(room), {QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            for (auto match = call.globalMatch(contents(path)); match.hasNext();) {
                const QString text = joined(match.next().captured(1));
                if (!text.contains(QLatin1String("%n")))
                    continue;
                ++found;
                QVERIFY2(known.contains(text), qPrintable(path + QStringLiteral(": ") + text));
            }
        }
    }
    QVERIFY(found > 10); // else the pattern above no longer fits how texts are written
}

} // namespace

QTEST_GUILESS_MAIN(TestPlurals)
#include "test_plurals.moc"
