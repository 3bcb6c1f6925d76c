#include "data/csv.h"
#include "data/data_spec.h"
#include "data/error.h"
#include "random/random_stream.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace basin;

Q_DECLARE_METATYPE(std::vector<std::string>)

namespace {

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

std::string utf16(const std::u16string &text, bool bigEndian)
{
    std::string bytes = bigEndian ? "\xfe\xff" : "\xff\xfe";
    for (const char16_t unit : text) {
        const char high = static_cast<char>(unit >> 8U);
        const char low = static_cast<char>(unit & 0xffU);
        bytes += bigEndian ? std::string{high, low} : std::string{low, high};
    }
    return bytes;
}

std::vector<std::string> names(const CsvTable &table)
{
    std::vector<std::string> result;
    for (const CsvColumn &column : table.columns())
        result.push_back(column.name);
    return result;
}

using Names = std::vector<std::string>;

} // namespace

class TestCsv : public QObject {
    Q_OBJECT

private slots:
    void readsTheSameTable_data();
    void readsTheSameTable();
    void quotes();
    void header_data();
    void header();
    void delimiterGiven();
    void decimalGiven();
    void numbers_data();
    void numbers();
    void textsBecomeClasses();
    void targetsByName();
    void kindsOfColumns();
    void badTexts_data();
    void badTexts();
    void badFormats();
    void tooManyClasses();
    void longRecord();
    void randomBytes();
    void truncations();
    void writeReadsBack_data();
    void writeReadsBack();
    void fullDiskKeepsTheOldFile();
    void iris();
    void sourceFollowsTheFolder();
};

void TestCsv::readsTheSameTable_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<char>("delimiter");
    QTest::addColumn<char>("decimal");
    QTest::addColumn<QString>("encoding");
    const auto row = [](const char *name, const std::string &bytes, char delimiter = ',', char decimal = '.',
                        const char *encoding = "UTF-8") {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << delimiter << decimal << encoding;
    };
    row("commas", "größe,b,y\n1.5,-2,0\n2.5e1,3,1\n");
    row("no last line end", "größe,b,y\n1.5,-2,0\n2.5e1,3,1");
    row("CRLF", "größe,b,y\r\n1.5,-2,0\r\n2.5e1,3,1\r\n");
    row("CR alone", "größe,b,y\r1.5,-2,0\r2.5e1,3,1\r");
    row("blank lines", "\n\ngröße,b,y\n\n1.5,-2,0\n   \n2.5e1,3,1\n\n\n");
    row("blanks around", " größe , b,y\n 1.5, -2 ,0\n2.5e1,\t3,1 \n");
    row("quoted", "\"größe\",\"b\",\"y\"\n\"1.5\", \"-2\" ,\"0\"\n2.5e1,3,\"1\"\n");
    row("byte order mark", "\xef\xbb\xbfgröße,b,y\n1.5,-2,0\n2.5e1,3,1\n");
    row("semicolons, decimal commas", "größe;b;y\n1,5;-2;0\n2,5e1;3;1\n", ';', ',');
    row("semicolons, decimal points", "größe;b;y\n1.5;-2;0\n2.5e1;3;1\n", ';');
    row("commas, quoted decimal commas", "größe,b,y\n\"1,5\",-2,0\n\"2,5e1\",3,1\n", ',', ',');
    row("tabs", "größe\tb\ty\n1.5\t-2\t0\n2.5e1\t3\t1\n", '\t');
    row("tabs, decimal commas", "größe\tb\ty\n1,5\t-2\t0\n2,5e1\t3\t1\n", '\t', ',');
    row("bars", "größe|b|y\n1.5|-2|0\n2.5e1|3|1\n", '|');
    row("spaces", "größe b y\n1.5 -2 0\n2.5e1 3 1\n", ' ');
    row("spaces in columns", "  größe  b   y\n  1.5   -2   0  \n  2.5e1  3   1\n", ' ');
    row("a delimiter at each end", "größe,b,y,\n1.5,-2,0,\n2.5e1,3,1,\n");
    row("UTF-16 little endian", utf16(u"größe,b,y\n1.5,-2,0\n2.5e1,3,1\n", false), ',', '.', "UTF-16");
    row("UTF-16 big endian", utf16(u"größe\tb\ty\r\n1.5\t-2\t0\r\n2.5e1\t3\t1\r\n", true), '\t', '.', "UTF-16");
    row("Latin-1",
        "gr\xf6\xdf"
        "e,b,y\n1.5,-2,0\n2.5e1,3,1\n",
        ',', '.', "Latin-1");
}

void TestCsv::readsTheSameTable()
{
    QFETCH(QByteArray, bytes);
    QFETCH(char, delimiter);
    QFETCH(char, decimal);
    QFETCH(QString, encoding);
    const CsvTable table = parse(bytes.toStdString());
    QCOMPARE(table.delimiter(), delimiter);
    QCOMPARE(table.decimal(), decimal);
    QCOMPARE(QString::fromStdString(table.encoding()), encoding);
    QVERIFY(table.hasHeader());
    QCOMPARE(names(table), (Names{"größe", "b", "y"}));
    const Dataset data = toDataset(table);
    QCOMPARE(data.samples(), Eigen::Index{2});
    QCOMPARE(data.inputNames, (Names{"größe", "b"}));
    QCOMPARE(data.targetNames, Names{"y"});
    QCOMPARE(data.inputs(0, 0), 1.5);
    QCOMPARE(data.inputs(0, 1), -2.0);
    QCOMPARE(data.inputs(1, 0), 25.0);
    QCOMPARE(data.inputs(1, 1), 3.0);
    QCOMPARE(data.targets(0, 0), 0.0);
    QCOMPARE(data.targets(1, 0), 1.0);
    QVERIFY(data.classification);
}

void TestCsv::quotes()
{
    const CsvTable table =
        parse("\"a, b\",\"say \"\"x\"\"\",kind\r\n1,2,\"two\r\nlines\"\r\n3,4,\"\"\"\"\r\n5,6,plain \"q\"\n");
    QCOMPARE(names(table), (Names{"a, b", "say \"x\"", "kind"}));
    QCOMPARE(table.rows(), std::size_t{3});
    QCOMPARE(table.cell(0, 2), std::string_view("two\r\nlines"));
    QCOMPARE(table.cell(1, 2), std::string_view("\""));
    QCOMPARE(table.cell(2, 2), std::string_view("plain \"q\""));
    QCOMPARE(table.line(0), 2U);
    QCOMPARE(table.line(1), 4U); // the quoted line end counts
    QCOMPARE(table.line(2), 5U);
}

void TestCsv::header_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("hasHeader");
    QTest::addColumn<Names>("expected");
    QTest::newRow("numbers only") << "1,2,0\n3,4,1\n" << false << Names{"x1", "x2", "y"};
    QTest::newRow("one row of numbers") << "1,2,0\n" << false << Names{"x1", "x2", "y"};
    QTest::newRow("class in the first row") << "1,2,cat\n3,4,dog\n" << false << Names{"x1", "x2", "y"};
    QTest::newRow("names") << "a,b,c\n3,4,1\n" << true << Names{"a", "b", "c"};
    QTest::newRow("a name is missing") << "a,,c\n3,4,1\n" << true << Names{"a", "x2", "c"};
    QTest::newRow("commented, as numpy writes it") << "# a,b,c\n3,4,1\n" << true << Names{"# a", "b", "c"};
}

void TestCsv::header()
{
    QFETCH(QString, text);
    QFETCH(bool, hasHeader);
    QFETCH(Names, expected);
    const CsvTable table = parse(text.toStdString());
    QCOMPARE(table.hasHeader(), hasHeader);
    QCOMPARE(names(table), expected);
}

void TestCsv::delimiterGiven()
{
    // Each reading is right for someone; the option decides.
    const std::string text = "a;b,c\n1;2,5\n";
    QCOMPARE(names(parse(text, {.delimiter = ","})), (Names{"a;b", "c"}));
    QCOMPARE(names(parse(text, {.delimiter = ";"})), (Names{"a", "b,c"}));
    QCOMPARE(parse("1\t2", {.delimiter = "\t"}).columns().size(), std::size_t{2});
    QCOMPARE(parse("1\t2", {.delimiter = "tab"}).columns().size(), std::size_t{2});
    QCOMPARE(parse("1 2", {.delimiter = "space"}).columns().size(), std::size_t{2});
    QCOMPARE(parse("1 2", {.delimiter = " "}).columns().size(), std::size_t{2});
    QCOMPARE(parse("\"a b\"  \"c\"  d\n1 2 3\n", {.delimiter = " "}).columns().size(), std::size_t{3});
}

void TestCsv::decimalGiven()
{
    QCOMPARE(parse("1,5;2\n", {.decimal = ","}).number(0, 0), 1.5);
    QVERIFY_EXCEPTION_THROWN((void)parse("1,5;2\n", {.decimal = "."}).number(0, 0), InputError);
    QVERIFY_EXCEPTION_THROWN((void)parse("1.5;2\n", {.decimal = ","}).number(0, 0), InputError);
}

void TestCsv::numbers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("value");
    QTest::newRow("plus") << "+1.5" << 1.5;
    QTest::newRow("no leading digit") << ".5" << 0.5;
    QTest::newRow("no trailing digit") << "5." << 5.0;
    QTest::newRow("capital E") << "1E-3" << 1e-3;
    QTest::newRow("17 digits") << "0.10000000000000001" << 0.1;
    QTest::newRow("smallest") << "4.9406564584124654e-324" << 4.9406564584124654e-324;
    QTest::newRow("too small") << "1e-400" << 0.0;
    QTest::newRow("largest") << "1.7976931348623157e308" << 1.7976931348623157e308;
    QTest::newRow("minus nought") << "-0" << 0.0;
}

void TestCsv::numbers()
{
    QFETCH(QString, text);
    QFETCH(double, value);
    const double found = parse(text.toStdString() + ";0").number(0, 0);
    QVERIFY(found == value);
}

void TestCsv::textsBecomeClasses()
{
    const Dataset two = toDataset(parse("x,answer\n1,yes\n2,no\n3,yes\n"));
    QCOMPARE(two.targets.cols(), Eigen::Index{1});
    QCOMPARE(two.classNames, (Names{"no", "yes"}));
    QCOMPARE(two.targetNames, Names{"answer"});
    QCOMPARE(two.targets(0, 0), 1.0);
    QCOMPARE(two.targets(1, 0), 0.0);
    const Dataset three = toDataset(parse("x,kind\n1,b\n2,c\n3,a\n4,b\n"));
    QCOMPARE(three.classNames, (Names{"a", "b", "c"}));
    QCOMPARE(three.targetNames, three.classNames);
    Matrix expected(4, 3);
    expected << 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0;
    QVERIFY((three.targets.array() == expected.array()).all());
    QVERIFY(three.classification);
}

void TestCsv::targetsByName()
{
    const CsvTable table = parse("a,b,c,d\n1,2,3,4\n5,6,7,8\n");
    const Dataset data = toDataset(table, {"c", "a"});
    QCOMPARE(data.inputNames, (Names{"b", "d"}));
    QCOMPARE(data.targetNames, (Names{"c", "a"}));
    QCOMPARE(data.targets(1, 0), 7.0);
    QCOMPARE(data.targets(1, 1), 5.0);
    QCOMPARE(data.inputs(1, 1), 8.0);
    QVERIFY(!data.classification);
    const Dataset mixed = toDataset(parse("x,kind,size\n1,a,1.5\n2,b,2.5\n3,c,3.5\n"), {"kind", "size"});
    QCOMPARE(mixed.targetNames, (Names{"a", "b", "c", "size"}));
    QVERIFY(!mixed.classification);
    const Dataset oneHot = toDataset(parse("x,a,b,c\n1,0,0,1\n2,1,0,0\n"), {"a", "b", "c"});
    QCOMPARE(oneHot.classNames, (Names{"a", "b", "c"}));
}

void TestCsv::kindsOfColumns()
{
    const CsvTable table = parse("a,b,c,d\n1,u,,7\n2,v,NA,x\n3,u,5,8\n");
    QVERIFY(table.columns()[0].isNumeric);
    QVERIFY(!table.columns()[1].isNumeric);
    QCOMPARE(table.columns()[1].classes, (Names{"u", "v"}));
    QVERIFY(table.columns()[2].isNumeric);
    QCOMPARE(table.columns()[2].missing, std::size_t{2});
    QVERIFY(table.columns()[3].isNumeric); // one slip among numbers is a slip
}

void TestCsv::badTexts_data()
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

void TestCsv::badTexts()
{
    QFETCH(QByteArray, text);
    QFETCH(Names, targets);
    QFETCH(QString, message);
    QCOMPARE(QString::fromStdString(problemOf(text.toStdString(), targets)), message);
}

void TestCsv::badFormats()
{
    QCOMPARE(problemOf("1,2\n3;4\n", {}, {.delimiter = ";"}),
             std::string("t.csv:2: expected 1 column as in line 1, found 2"));
    QCOMPARE(problemOf("x;y\n1.5;0\n2;1\n", {}, {.decimal = ","}),
             std::string("t.csv:2: column “x”: expected a number, found “1.5”"));
}

void TestCsv::tooManyClasses()
{
    std::string text = "x,kind\n";
    for (int i = 0; i < 1001; ++i)
        text += "1,k" + std::to_string(i) + "\n";
    QCOMPARE(problemOf(text, {}), std::string("t.csv: column “kind”: has more than 1000 classes"));
}

void TestCsv::longRecord()
{
    // A quote that is closed only far below swallows the file: found before the memory for it is gone twice over.
    const std::string text = "a,y\n1,0\n\"" + std::string(maximumCsvRecord + 10, 'x') + "\",1\n";
    QCOMPARE(problemOf(text, {}), std::string("t.csv:3: the row that starts here is longer than 16 MiB"));
    const std::string wide = std::string(maximumCsvColumns, ',') + "\n";
    QCOMPARE(problemOf(wide, {}), std::string("t.csv:1: has more than 100000 columns"));
}

void TestCsv::randomBytes()
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

void TestCsv::truncations()
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

void TestCsv::writeReadsBack_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("classes");
    for (const char *name : {"two_boundaries", "quadrants", "circle", "moons", "sine", "plane", "bumps"})
        QTest::newRow(name) << name << 0;
    QTest::newRow("gauss 2") << "gauss" << 2;
    QTest::newRow("gauss 3") << "gauss" << 3;
    QTest::newRow("spiral 5") << "spiral" << 5;
}

void TestCsv::writeReadsBack()
{
    QFETCH(QString, source);
    QFETCH(int, classes);
    DataSpec spec;
    spec.source = source.toStdString();
    spec.options.set("noise", 0.3);
    if (classes > 0)
        spec.options.set("classes", double(classes));
    const Dataset data = prepareData(spec, ".").raw;
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath("out.csv").toStdString();
    writeCsv(path, data);
    const Dataset back = toDataset(readCsv(path, "out.csv"));
    QVERIFY((back.inputs.array() == data.inputs.array()).all());
    QVERIFY((back.targets.array() == data.targets.array()).all());
    QCOMPARE(back.inputNames, data.inputNames);
    QCOMPARE(back.classification, data.classification);
    QCOMPARE(back.classNames.size(), data.classNames.size());
}

void TestCsv::fullDiskKeepsTheOldFile()
{
    if (!QFile::exists("/dev/full"))
        QSKIP("no /dev/full here");
    DataSpec spec;
    const Dataset data = prepareData(spec, ".").raw;
    try {
        writeCsv("/dev/full", data);
        QFAIL("a full disk went unnoticed");
    } catch (const WriteError &error) {
        QCOMPARE(QString(error.what()), QString("/dev/full: cannot be written: No space left on device"));
    }
}

void TestCsv::iris()
{
    const std::filesystem::path path = BASIN_RESOURCES "/data/iris.csv";
    const Dataset data = toDataset(readCsv(path, "iris.csv"));
    QCOMPARE(data.samples(), Eigen::Index{150});
    QCOMPARE(data.inputs.cols(), Eigen::Index{4});
    QCOMPARE(data.classNames.size(), std::size_t{3});
    QVERIFY(data.classification);
    QVERIFY((data.targets.colwise().sum().array() == 50.0).all());
    // Fisher 1936: the means of all 150 flowers, as R prints them.
    const double means[] = {5.843333, 3.057333, 3.758000, 1.199333};
    for (Eigen::Index feature = 0; feature < 4; ++feature)
        QVERIFY(std::abs(data.inputs.col(feature).mean() - means[feature]) < 1e-6);
}

void TestCsv::sourceFollowsTheFolder()
{
    const QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::filesystem::create_directory(root / "sub");
    std::ofstream(root / "sub" / "d.csv") << "x,y\n1,0\n2,1\n";
    DataSpec spec;
    spec.source = "csv";
    spec.options.set("path", std::string("sub/d.csv"));
    QCOMPARE(prepareData(spec, root).raw.samples(), Eigen::Index{2});
    spec.options.set("path", (root / "sub" / "d.csv").string());
    QCOMPARE(prepareData(spec, "/").raw.samples(), Eigen::Index{2});
    spec.options.set("path", std::string("d.csv"));
    try {
        (void)prepareData(spec, root);
        QFAIL("a file that is not there was read");
    } catch (const InputError &error) {
        QCOMPARE(QString(error.what()), QString("d.csv: no such file"));
    }
}

QTEST_APPLESS_MAIN(TestCsv)
#include "test_csv.moc"
