#include "data/csv.h"
#include "data/error.h"
#include "random/random_stream.h"

#include <QTest>

using namespace basin;

Q_DECLARE_METATYPE(std::vector<std::string>)

namespace {

using Names = std::vector<std::string>;

CsvTable parse(const std::string &text, const CsvFormat &format = {})
{
    return CsvTable::parse(text, "t.csv", format);
}

/// What is wrong with a text when it is read, or with the samples made of it.
std::string problemOf(const std::string &text, const std::vector<std::string> &targets, const CsvFormat &format = {})
{
    try {
        (void)toDataset(parse(text, format), targets);
    } catch (const InputError &error) {
        return error.what();
    }
    return "nothing wrong";
}

} // namespace

class TestCsvBadInput : public QObject {
    Q_OBJECT

private slots:
    void badTexts_data();
    void badTexts();
    void badFormats();
    void tooManyClasses();
    void longRecord();
    void randomBytes();
    void truncations();
};

void TestCsvBadInput::badTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Names>("targets");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const std::string &text, const char *message, const Names &targets = {}) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << targets << message;
    };
    using namespace std::string_literals;
    row("empty", "", "t.csv: is empty, expected a table");
    row("a mark only", "\xef\xbb\xbf", "t.csv: is empty, expected a table");
    row("a UTF-16 mark only", "\xff\xfe", "t.csv: is empty, expected a table");
    row("blank lines only", "\n\r\n  \n", "t.csv: is empty, expected a table");
    row("header only", "a,b,c\n", "t.csv: has a header but no rows");
    row("one column", "a\n1\n2\n", "t.csv: has one column only, expected inputs and a target");
    row("prose", "Dear reader\n", "t.csv: has a header but no rows");
    row("NUL bytes", "a,b\n1,\0\n"s, "t.csv: is not a text file");
    row("a picture", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"s, "t.csv: is not a text file");
    row("escape character", "a,b\n1,\x1b[31m2\n", "t.csv: is not a text file");
    row("UTF-32", "\xff\xfe\0\0a\0\0\0"s, "t.csv: is not a text file");
    row("half a UTF-16 unit",
        "\xff\xfe"
        "a\0,"s,
        "t.csv: its UTF-16 text is broken");
    row("lone high surrogate",
        "\xff\xfe\0\xd8"
        "a\0"s,
        "t.csv: its UTF-16 text is broken");
    row("lone low surrogate", "\xff\xfe\0\xdc"s, "t.csv: its UTF-16 text is broken");
    row("too few values", "a,b,y\n1,2,0\n3,4\n", "t.csv:3: expected 3 columns as in line 1, found 2");
    row("too many values", "a,b,y\n1,2,0\n\n3,4,5,6\n", "t.csv:4: expected 3 columns as in line 1, found 4");
    row("short header", "a,b\n1,2,0\n3,4,1\n", "t.csv:2: expected 2 columns as in line 1, found 3");
    row("a line of one word", "1,2,0\nend\n", "t.csv:2: expected 3 columns as in line 1, found 1");
    row("text in a number column", "size,y\n1,0\nabc,1\n3,0\n",
        "t.csv:3: column “size”: expected a number, found “abc”");
    row("text input", "name,x,y\nann,1,0\nbob,2,1\n", "t.csv:2: column “name”: expected a number, found “ann”");
    row("text among numeric targets", "x,y\n1,0\n2,1\n3,maybe\n",
        "t.csv:4: column “y”: expected a number, found “maybe”");
    row("missing input", "a,b,y\n1,2,0\n3,,1\n", "t.csv:3: column “b”: expected a number, found nothing");
    row("NA", "a,b,y\n1,NA,0\n3,4,1\n", "t.csv:2: column “b”: expected a number, found “NA”");
    row("question mark", "a,b,y\n1,2,0\n?,4,1\n", "t.csv:3: column “a”: expected a number, found “?”");
    row("missing target", "a,y\n1,0\n2,\n3,1\n", "t.csv:3: column “y”: expected a number, found nothing");
    row("missing class", "a,y\n1,cat\n2,\n3,dog\n", "t.csv:3: column “y”: expected a class, found nothing");
    row("one class", "a,y\n1,cat\n2,cat\n", "t.csv: column “y”: has one class only, expected at least two");
    row("NaN", "a,y\n1,0\nnan,1\n3,1\n", "t.csv:3: column “a”: expected a number, found “nan”");
    row("infinity", "a,y\n1,0\n-inf,1\n3,1\n", "t.csv:3: column “a”: expected a number, found “-inf”");
    row("beyond float64", "a,y\n1,0\n1e400,1\n3,1\n", "t.csv:3: column “a”: expected a number, found “1e400”");
    row("hexadecimal", "a,y\n1,0\n0x10,1\n3,1\n", "t.csv:3: column “a”: expected a number, found “0x10”");
    row("two signs", "a,y\n1,0\n+-1,1\n3,1\n", "t.csv:3: column “a”: expected a number, found “+-1”");
    row("thousands", "a;y\n1,5;0\n1.234,5;1\n3,5;1\n", "t.csv:3: column “a”: expected a number, found “1.234,5”");
    row("unit", "a,y\n1,0\n2 cm,1\n3,1\n", "t.csv:3: column “a”: expected a number, found “2 cm”");
    row("long text", "a,y\n1,0\n" + std::string(500, 'z') + ",1\n3,1\n",
        "t.csv:3: column “a”: expected a number, found “zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz…”");
    row("text of two lines", "a,y\n1,0\n\"b\nc\",1\n3,1\n", "t.csv:3: column “a”: expected a number, found “b c”");
    row("after a quoted line end", "a,y,k\n1,2,\"p\nq\"\n2,z,r\n3,2,r\n",
        "t.csv:4: column “y”: expected a number, found “z”");
    row("open quote", "a,y\n1,0\n\"2,1\n3,1\n", "t.csv:3: the quote opened here is never closed");
    row("text after a quote", "a,y\n1,0\n\"2\"3,1\n",
        "t.csv:3: expected a delimiter after the closing quote, found “3”");
    row("unknown target", "a,b,y\n1,2,0\n", "data.options.targets[1]: t.csv has no column “z”; it has a, b, y",
        {"y", "z"});
    row("target in other case", "a,Y\n1,0\n", "data.options.targets[0]: t.csv has no column “y”; it has a, Y", {"y"});
    row("ambiguous target", "a,a,y\n1,2,0\n", "data.options.targets[0]: t.csv has more than one column “a”", {"a"});
    row("target named twice", "a,b,y\n1,2,0\n", "data.options.targets[1]: “y” is named twice", {"y", "y"});
    row("only targets", "a,b\n1,2\n", "data.options.targets: leaves no column for the inputs", {"a", "b"});
}

void TestCsvBadInput::badTexts()
{
    QFETCH(QByteArray, text);
    QFETCH(Names, targets);
    QFETCH(QString, message);
    QCOMPARE(QString::fromStdString(problemOf(text.toStdString(), targets)), message);
}

void TestCsvBadInput::badFormats()
{
    QCOMPARE(problemOf("1,2\n3;4\n", {}, {.delimiter = ";"}),
             std::string("t.csv:2: expected 1 column as in line 1, found 2"));
    QCOMPARE(problemOf("x;y\n1.5;0\n2;1\n", {}, {.decimal = ","}),
             std::string("t.csv:2: column “x”: expected a number, found “1.5”"));
}

void TestCsvBadInput::tooManyClasses()
{
    std::string text = "x,kind\n";
    for (int i = 0; i < 1001; ++i)
        text += "1,k" + std::to_string(i) + "\n";
    QCOMPARE(problemOf(text, {}), std::string("t.csv: column “kind”: has more than 1000 classes"));
}

void TestCsvBadInput::longRecord()
{
    // A quote that is closed only far below swallows the file: found before the memory for it is gone twice over.
    const std::string text = "a,y\n1,0\n\"" + std::string(maximumCsvRecord + 10, 'x') + "\",1\n";
    QCOMPARE(problemOf(text, {}), std::string("t.csv:3: the row that starts here is longer than 16 MiB"));
    const std::string wide = std::string(maximumCsvColumns, ',') + "\n";
    QCOMPARE(problemOf(wide, {}), std::string("t.csv:1: has more than 100000 columns"));
}

void TestCsvBadInput::randomBytes()
{
    const std::string alphabet = "0123456789.,;|\t \"\n\r-eabc\xef\xbb\xbf\xff\xfe\xc3\xb6";
    int read = 0;
    for (std::uint64_t round = 0; round < 20'000; ++round) {
        RandomStream stream(1, Purpose::Check, round);
        std::string text(stream.below(60), '\0');
        for (char &byte : text)
            byte = round % 2 == 0 ? alphabet[stream.below(alphabet.size())] : static_cast<char>(stream.below(256));
        try {
            const Dataset data = toDataset(parse(text));
            QVERIFY(data.inputs.allFinite() && data.targets.allFinite());
            QVERIFY(data.samples() > 0 && data.inputs.cols() > 0 && data.targets.cols() > 0);
            ++read;
        } catch (const InputError &error) {
            const std::string message = error.what();
            QVERIFY2(message.find('\n') == std::string::npos && message.size() < 400, message.c_str());
        }
    }
    QVERIFY(read > 0); // else nothing past the first checks was tried
}

void TestCsvBadInput::truncations()
{
    const std::string whole = "\"größe, cm\";b;kind\r\n1,5;-2;\"a \"\"b\"\"\"\r\n2,5e1;3;\"c\r\nd\"\r\n7;8;e\r\n";
    QCOMPARE(problemOf(whole, {}), std::string("nothing wrong"));
    // Right or wrong, it is said of the file: no other exception, no crash.
    const auto isAnswered = [](const std::string &text) {
        const std::string answer = problemOf(text, {});
        return answer == "nothing wrong" || answer.starts_with("t.csv:");
    };
    for (std::size_t length = 0; length < whole.size(); ++length)
        QVERIFY(isAnswered(whole.substr(0, length)));
    for (std::size_t i = 0; i < whole.size(); ++i)
        for (int byte = 0; byte < 256; ++byte) {
            std::string text = whole;
            text[i] = static_cast<char>(byte);
            QVERIFY(isAnswered(text));
        }
}

QTEST_APPLESS_MAIN(TestCsvBadInput)
#include "test_csv_bad_input.moc"
