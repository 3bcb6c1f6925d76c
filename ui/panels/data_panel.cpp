#include "panels/data_panel.h"

#include "controls/metrics.h"
#include "controls/number_field.h"
#include "controls/section.h"
#include "controls/text_label.h"
#include "controls/tile_button.h"
#include "controls/tool_button.h"
#include "model/project_edits.h"
#include "panels/pattern_table.h"
#include "panels/source_picture.h"
#include "render/names.h"
#include "render/number_text.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace basin {

namespace {

constexpr std::array commonSources{"gate", "quadrants", "circle", "gauss", "spiral", "moons", "sine", "csv"};
constexpr std::array rareSources{"two_boundaries", "plane", "bumps", "modulo", "inline"};
constexpr int tilesAcross = 4;
constexpr int pairFieldWidth = 48; ///< two of them stand beside the label

const DataSource &sourceOf(const Project &project)
{
    return *findDataSource(project.data.source);
}

bool hasOption(const Project &project, std::string_view key)
{
    return findOption(sourceOf(project).options, key) != nullptr;
}

/// Fewer bits leave fewer numbers, and fewer remainders.
void fitToBits(Project &project)
{
    const auto &specs = sourceOf(project).options;
    const double numbers = std::exp2(project.data.options.number("bits", specs));
    for (const char *key : {"samples", "modulus"})
        if (project.data.options.number(key, specs) > numbers)
            project.data.options.set(key, numbers);
}

/// Makes the last layer fit what the source gives, seen on as few samples as it can make.
void fitToSource(Project &project)
{
    DataSpec spec = project.data;
    const DataSource &source = sourceOf(project);
    if (const OptionSpec *samples = findOption(source.options, "samples"))
        spec.options.set("samples", std::max(samples->low, 10.0));
    const Dataset data = source.make(spec, project.folder);
    fitOutputs(project, static_cast<int>(data.targets.cols()), data.classification);
    if (data.inputs.cols() % project.data.steps != 0)
        project.data.steps = 1;
    forgetParameters(project);
}

QGridLayout *tileGrid(QWidget *parent)
{
    auto *grid = new QGridLayout(parent);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    return grid;
}

} // namespace

DataPanel::DataPanel(ProjectModel *model, LiveRun *run, QWidget *parent)
    : QWidget(parent), m_model(model), m_run(run), m_section(new SideSection(tr("Data"), SideSection::Side::Left))
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_section);
    setControl(m_section, "data");
    addTiles();
    addOptions();
    addPreparation();
    connect(model, &ProjectModel::changed, this, &DataPanel::refresh);
    connect(model, &ProjectModel::rejected, this, &DataPanel::showRejected);
    connect(run, &LiveRun::preparedChanged, this, &DataPanel::refreshNote);
    refresh();
}

void DataPanel::edit(const QString &text, const QString &mergeKey, const std::function<void(Project &)> &change)
{
    if (!m_model->edit(text, mergeKey, change))
        refresh();
}

void DataPanel::addTiles()
{
    m_tiles = new QButtonGroup(this);
    auto *common = new QWidget;
    auto *grid = tileGrid(common);
    m_rareTiles = new QWidget;
    auto *rareGrid = tileGrid(m_rareTiles);
    const auto add = [this](QGridLayout *into, const char *name, int place) {
        const std::string source = name;
        const QString title = sourceTitle(source);
        TileButton *tile = nullptr;
        if (source == "csv")
            tile = new TileButton(title, tr("CSV…"));
        else if (source == "inline")
            tile = new TileButton(title, tr("Own"));
        else if (source == "modulo")
            tile = new TileButton(title, tr("mod 7"));
        else
            tile = new TileButton(
                title, [source](QPainter &painter, const QRectF &area) { paintSource(painter, area, source); });
        tile->setObjectName(QStringLiteral("source-") + QString::fromLatin1(name));
        into->addWidget(tile, place / tilesAcross, place % tilesAcross);
        const auto &all = dataSources();
        const auto row =
            std::find_if(all.begin(), all.end(), [&](const DataSource &one) { return one.name == source; });
        m_tiles->addButton(tile, static_cast<int>(row - all.begin()));
    };
    for (std::size_t i = 0; i < commonSources.size(); ++i)
        add(grid, commonSources[i], static_cast<int>(i));
    for (std::size_t i = 0; i < rareSources.size(); ++i)
        add(rareGrid, rareSources[i], static_cast<int>(i));
    m_section->addWide(common);
    m_section->addWide(m_rareTiles);
    m_more = new LinkButton(tr("More…"));
    m_more->setAccessibleDescription(tr("Shows more sources and the rarely used settings of the data"));
    m_section->setTitleWidget(m_more);
    connect(m_more, &QAbstractButton::clicked, this, [this] {
        m_showsMore = !m_showsMore;
        m_more->setText(m_showsMore ? tr("Less") : tr("More…"));
        refresh();
    });
    connect(m_tiles, &QButtonGroup::idClicked, this,
            [this](int id) { chooseSource(dataSources()[static_cast<std::size_t>(id)].name); });
}

void DataPanel::chooseSource(const std::string &name)
{
    if (name == "csv") {
        refresh(); // the tile shows what is in force until a table was read
        emit importCsvRequested();
        return;
    }
    if (name == m_model->project().data.source)
        return;
    if (name == "inline") {
        const auto prepared = m_run->prepared();
        if (prepared)
            edit(tr("Make the points one's own"), {},
                 [&](Project &project) { editSamples(project, prepared->data->raw, [](Rows &, Rows &) {}); });
        emit editDataRequested();
        return;
    }
    edit(tr("Choose the data"), {}, [&](Project &project) {
        project.data.source = name;
        project.data.options = {};
        fitToSource(project);
    });
}

void DataPanel::setOption(const std::string &key, OptionValue value)
{
    edit(tr("Change %1").arg(optionTitle(key)), QStringLiteral("data.") + QString::fromStdString(key),
         [&](Project &project) {
             project.data.options.set(key, std::move(value));
             if (key == "bits")
                 fitToBits(project);
             if (key == "classes" || key == "bits" || key == "modulus" || key == "encoding")
                 fitToSource(project);
         });
    m_model->endMerge();
}

void DataPanel::addOptions()
{
    m_gate = new QComboBox;
    const OptionSpec &gates = *findOption(findDataSource("gate")->options, "gate");
    for (const std::string &gate : gates.choices)
        m_gate->addItem(gateTitle(gate), QString::fromStdString(gate));
    m_gateRow = m_section->addRow(tr("Gate"), m_gate);
    connect(m_gate, &QComboBox::activated, this,
            [this](int index) { setOption("gate", m_gate->itemData(index).toString().toStdString()); });

    auto *pair = new QWidget;
    auto *line = new QHBoxLayout(pair);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    for (const auto &[key, field] : {std::pair{std::string("low"), &m_low}, std::pair{std::string("high"), &m_high}}) {
        NumberFormat format;
        format.minimum = -1e6;
        format.maximum = 1e6;
        *field = new NumberField(format);
        (*field)->setArrowsShown(false);
        (*field)->setMinimumWidth(pairFieldWidth);
        (*field)->setAccessibleName(tr("Input value, %1").arg(optionTitle(key)));
        line->addWidget(*field, 1);
        connect(*field, &NumberField::valueEdited, this, [this, key = key](double value) { setOption(key, value); });
    }
    m_levelsRow = m_section->addRow(tr("Inputs"), pair);
    for (const auto *key : {"bits", "modulus", "samples", "noise", "classes"})
        addOption(key, false);
    m_encoding = new QComboBox;
    m_encoding->addItem(tr("Remainder, one of many"), QStringLiteral("one_hot"));
    m_encoding->addItem(tr("Its bits"), QStringLiteral("bits"));
    m_encodingRow = m_section->addRow(optionTitle("encoding"), m_encoding);
    connect(m_encoding, &QComboBox::activated, this,
            [this](int index) { setOption("encoding", m_encoding->itemData(index).toString().toStdString()); });
    addSteps();
    for (const auto *key : {"target_low", "target_high", "copies"})
        addOption(key, true);
    m_file = new TextLabel(QString(), TypeRole::Body, TextLabel::Tone::Text);
    m_fileRow = m_section->addRow(tr("File"), m_file);
}

void DataPanel::addSteps()
{
    NumberFormat format;
    format.minimum = 1;
    format.maximum = 1'000'000;
    format.step = 1;
    format.isInteger = true;
    m_steps = new NumberField(format);
    m_steps->setAccessibleName(tr("Time steps"));
    m_steps->setToolTip(tr("A recurrent layer reads a sample in so many steps, the first inputs first."));
    m_stepsRow = m_section->addRow(tr("Steps"), m_steps);
    connect(m_steps, &NumberField::valueEdited, this, [this](double value) {
        edit(tr("Change the steps"), QStringLiteral("data.steps"), [&](Project &project) {
            project.data.steps = static_cast<int>(value);
            forgetParameters(project);
        });
        m_model->endMerge();
    });
}

void DataPanel::addOption(const std::string &key, bool isRare)
{
    NumberFormat format;
    for (const DataSource &source : dataSources()) {
        if (const OptionSpec *spec = findOption(source.options, key)) {
            format.minimum = std::max(format.minimum, spec->low);
            format.maximum = spec->high;
            format.isInteger = spec->type == OptionType::Integer;
            format.step = format.isInteger ? 10 : 0.1;
        }
    }
    if (key == "classes" || key == "copies" || key == "bits" || key == "modulus")
        format.step = 1;
    OptionRow row{.key = key, .field = new NumberField(format), .isRare = isRare};
    row.field->setAccessibleName(optionTitle(key));
    row.row = m_section->addRow(optionTitle(key), row.field);
    connect(row.field, &NumberField::valueEdited, this, [this, key](double value) { setOption(key, value); });
    connect(row.row, &SectionRow::resetRequested, this, [this, key] {
        edit(tr("Reset %1").arg(optionTitle(key)), {}, [&](Project &project) { project.data.options.clear(key); });
    });
    m_options.push_back(row);
}

void DataPanel::addPreparation()
{
    m_scaling = new QComboBox;
    m_scaling->addItem(tr("None"));
    m_scaling->addItem(tr("Standard"));
    m_scaling->addItem(tr("Min–max"));
    m_scaling->setToolTip(tr("Fitted on the training part alone"));
    m_scalingRow = m_section->addRow(tr("Scaling"), m_scaling);
    connect(m_scaling, &QComboBox::activated, this, [this](int index) {
        edit(tr("Change the scaling"), {},
             [&](Project &project) { project.data.scaling = static_cast<Scaling>(index); });
    });
    NumberFormat percent;
    percent.minimum = 0;
    percent.maximum = 95;
    percent.step = 5;
    percent.unit = QStringLiteral("%");
    m_test = new NumberField(percent);
    m_test->setAccessibleName(tr("Share of the samples kept for testing"));
    m_testRow = m_section->addRow(tr("Test part"), m_test);
    connect(m_test, &NumberField::valueEdited, this, [this](double value) {
        edit(tr("Change the test part"), {}, [&](Project &project) { project.data.testFraction = value / 100; });
    });
    m_seed = new IntegerField(0, 9'007'199'254'740'991);
    m_seed->setAccessibleName(tr("Seed of the data"));
    m_seedRow = m_section->addRow(tr("Data seed"), m_seed);
    connect(m_seed, &IntegerField::integerEdited, this, [this](qint64 value) {
        edit(tr("Change the data's seed"), {},
             [&](Project &project) { project.data.seed = static_cast<std::uint64_t>(value); });
    });
    m_section->addWide(new PatternTable(m_run));
    m_note = m_section->addNote(QString());
    m_note->setTextFormat(Qt::RichText);
    connect(m_note, &QLabel::linkActivated, this, &DataPanel::editDataRequested);
}

void DataPanel::refresh()
{
    const Project &project = m_model->project();
    const auto &all = dataSources();
    const auto current =
        std::find_if(all.begin(), all.end(), [&](const DataSource &one) { return one.name == project.data.source; });
    if (current == all.end())
        return;
    m_tiles->button(static_cast<int>(current - all.begin()))->setChecked(true);
    const bool isRare = std::find(rareSources.begin(), rareSources.end(), project.data.source) != rareSources.end();
    m_rareTiles->setVisible(m_showsMore || isRare);

    const bool isGate = hasOption(project, "gate");
    m_gateRow->setVisible(isGate);
    m_levelsRow->setVisible(isGate);
    if (isGate) {
        m_gate->setCurrentIndex(
            m_gate->findData(QString::fromStdString(project.data.options.text("gate", current->options))));
        m_low->setValue(project.data.options.number("low", current->options));
        m_high->setValue(project.data.options.number("high", current->options));
    }
    for (const OptionRow &row : m_options) {
        const bool has = hasOption(project, row.key);
        row.row->setVisible(has && (!row.isRare || m_showsMore || project.data.options.contains(row.key)));
        if (!has)
            continue;
        row.field->setValue(project.data.options.number(row.key, current->options));
        row.row->setChanged(project.data.options.contains(row.key));
    }
    const bool hasEncoding = hasOption(project, "encoding");
    m_encodingRow->setVisible(hasEncoding);
    if (hasEncoding)
        m_encoding->setCurrentIndex(
            m_encoding->findData(QString::fromStdString(project.data.options.text("encoding", current->options))));
    m_stepsRow->setVisible(!project.layers.empty() && project.layers.front().kind == LayerKind::Lstm);
    m_steps->setValue(project.data.steps);
    const bool isFile = project.data.source == "csv";
    m_fileRow->setVisible(isFile);
    if (isFile) {
        const QString path = QString::fromStdString(project.data.options.text("path", current->options));
        m_file->setText(QFileInfo(path).fileName());
        m_file->setToolTip(path);
    }
    m_scaling->setCurrentIndex(static_cast<int>(project.data.scaling));
    m_test->setValue(project.data.testFraction * 100);
    m_seed->setInteger(static_cast<qint64>(project.data.seed));
    m_seedRow->setVisible(m_showsMore || hasOption(project, "samples"));
    refreshNote();
}

void DataPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_note)
        refreshNote(); // a link keeps the colour it was laid out in
}

void DataPanel::refreshNote()
{
    const auto prepared = m_run->prepared();
    if (!prepared)
        return;
    const qint64 samples = prepared->data->raw.samples();
    const qint64 more = prepared->data->train.samples() - PatternTable::maximumRows;
    const QString link =
        QStringLiteral("<a href=\"data\" style=\"text-decoration:none\">%1</a>").arg(tr("all samples…"));
    m_note->clear();
    if (more > 0)
        m_note->setText(tr("%1 samples in all, %2 to test<br>%3")
                            .arg(numbers::count(samples), numbers::count(prepared->data->test.samples()), link));
    m_note->setVisible(more > 0);
}

void DataPanel::showRejected(const QString &path, const QString &message)
{
    if (!path.startsWith(QLatin1String("data")))
        return;
    QString text = message;
    m_testRow->setError(text.startsWith(path) ? text.mid(path.size() + 2) : text);
}

} // namespace basin
