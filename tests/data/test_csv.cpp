#include "data/csv.h"
#include "data/data_spec.h"
#include "data/error.h"

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
    void writeReadsBack_data();
    void writeReadsBack();
    void fullDiskKeepsTheOldFile();
    void awkwardNamesReadBack();
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

void TestCsv::awkwardNamesReadBack()
{
    const Dataset classes = toDataset(parse("\"a, b\",kind\n1,6\n2,\"two\nlines \"\n3,\"say \"\"x\"\"\"\n"));
    QCOMPARE(classes.classNames.size(), std::size_t{3});
    const Dataset back = toDataset(parse(csvText(classes)));
    QVERIFY((back.targets.array() == classes.targets.array()).all());
    QCOMPARE(back.inputNames, Names{"a, b"});
    Dataset years = toDataset(parse("a,b,y\n1,2,3\n4,5,6\n"));
    years.inputNames = {"2019", "2020"};
    QCOMPARE(toDataset(parse(csvText(years))).samples(), Eigen::Index{2});
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
