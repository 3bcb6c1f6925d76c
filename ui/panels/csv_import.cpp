#include "panels/csv_import.h"

#include "controls/basin_style.h"
#include "controls/metrics.h"
#include "controls/text_label.h"
#include "model/project_edits.h"
#include "panels/csv_columns.h"
#include "panels/sample_model.h"
#include "render/number_text.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QListView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace basin {

namespace {

constexpr int previewRows = 30;
constexpr int previewColumns = 60;

/// Where the project can find the file again: beside it if that is where it lies.
std::string pathInProject(const std::filesystem::path &file, const std::filesystem::path &folder)
{
    std::error_code failed;
    const auto whole = std::filesystem::absolute(file, failed).lexically_normal();
    if (folder.empty())
        return whole.generic_string();
    const auto home = std::filesystem::absolute(folder, failed).lexically_normal();
    const auto shorter = whole.lexically_relative(home);
    const bool isBelow = !shorter.empty() && *shorter.begin() != "..";
    return (isBelow ? shorter : whole).generic_string();
}

Rows rowsOf(const Matrix &matrix)
{
    Rows rows;
    for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
        const Eigen::RowVectorXd values = matrix.row(row);
        rows.emplace_back(values.begin(), values.end());
    }
    return rows;
}

QString delimiterText(char delimiter)
{
    switch (delimiter) {
    case ',':
        return CsvImport::tr("commas between columns");
    case ';':
        return CsvImport::tr("semicolons between columns");
    case '\t':
        return CsvImport::tr("tabs between columns");
    case ' ':
        return CsvImport::tr("spaces between columns");
    default:
        return CsvImport::tr("“%1” between columns").arg(QLatin1Char(delimiter));
    }
}

} // namespace

CsvImport::CsvImport(QWidget *parent)
    : QDialog(parent),
      m_name(new TextLabel(QString(), TypeRole::PanelTitle, TextLabel::Tone::Text)),
      m_facts(new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text2)),
      m_status(new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text3)),
      m_delimiter(new QComboBox),
      m_decimal(new QComboBox),
      m_table(new QTableWidget),
      m_columns(new CsvColumns(this)),
      m_list(new QListView),
      m_use(new QPushButton(tr("Use this table")))
{
    setWindowTitle(tr("Import a table"));
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(24, 24, 24, 24);
    page->setSpacing(4);
    page->addWidget(m_name);
    m_facts->setWordWrap(true);
    page->addWidget(m_facts);
    page->addSpacing(12);
    addFormat(page);
    page->addSpacing(12);
    addTable(page);
    page->addSpacing(8);
    m_status->setWordWrap(true);
    m_status->setMinimumHeight(2 * lineHeight(TypeRole::Note));
    m_status->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    page->addWidget(m_status);
    addButtons(page);
    resize(metrics::scaled(760), metrics::scaled(560));
    m_use->setEnabled(false);
}

void CsvImport::addFormat(QVBoxLayout *page)
{
    m_delimiter->setAccessibleName(tr("Delimiter"));
    m_delimiter->addItem(tr("as found"), QStringLiteral("auto"));
    m_delimiter->addItem(tr("comma"), QStringLiteral(","));
    m_delimiter->addItem(tr("semicolon"), QStringLiteral(";"));
    m_delimiter->addItem(tr("tab"), QStringLiteral("tab"));
    m_delimiter->addItem(tr("bar |"), QStringLiteral("|"));
    m_delimiter->addItem(tr("space"), QStringLiteral("space"));
    m_decimal->setAccessibleName(tr("Decimal mark"));
    m_decimal->addItem(tr("as found"), QStringLiteral("auto"));
    m_decimal->addItem(tr("point, 0.5"), QStringLiteral("."));
    m_decimal->addItem(tr("comma, 0,5"), QStringLiteral(","));
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    const auto add = [&](const QString &label, QComboBox *box) {
        line->addWidget(new TextLabel(label, TypeRole::Body, TextLabel::Tone::Text2));
        box->setMinimumWidth(metrics::scaled(128));
        line->addWidget(box);
        line->addSpacing(16);
        connect(box, &QComboBox::activated, this, &CsvImport::restart);
    };
    add(tr("Delimiter"), m_delimiter);
    add(tr("Decimal mark"), m_decimal);
    line->addStretch(1);
    page->addLayout(line);
}

void CsvImport::addTable(QVBoxLayout *page)
{
    m_table->setAccessibleName(tr("First rows"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const QFontMetrics numbersFont = m_table->verticalHeader()->fontMetrics();
    m_table->verticalHeader()->setFixedWidth(numbersFont.horizontalAdvance(QStringLiteral("00")) +
                                             metrics::panelPadding);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Target columns"));
    m_list->setModel(m_columns);
    m_list->setUniformItemSizes(true);
    m_list->viewport()->setAutoFillBackground(false); // the names lie on the panel, not in a box
    m_list->setFixedWidth(metrics::scaled(184));
    connect(m_columns, &CsvColumns::targetsEdited, this, &CsvImport::refreshTargets);
    auto *line = new QHBoxLayout;
    line->setSpacing(24);
    const auto add = [&](const QString &title, QWidget *widget, int stretch) {
        auto *column = new QVBoxLayout;
        column->setSpacing(4);
        column->addWidget(new TextLabel(title, TypeRole::NoteStrong, TextLabel::Tone::Text2));
        column->addWidget(widget, 1);
        line->addLayout(column, stretch);
    };
    add(tr("First rows"), m_table, 1);
    add(tr("What is to be learned"), m_list, 0);
    page->addLayout(line, 1);
}

void CsvImport::addButtons(QVBoxLayout *page)
{
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    setPrimary(m_use);
    m_use->setDefault(true);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addStretch(1);
    line->addWidget(cancel);
    line->addWidget(m_use);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_use, &QPushButton::clicked, this, &QDialog::accept);
    page->addLayout(line);
}

bool CsvImport::load(const QString &path)
{
    if (path.isEmpty()) {
        setProblem(tr("There is no file to read"));
        return false;
    }
    m_shownName = QFileInfo(path).fileName();
    m_request = {};
    m_request.path = path.toStdString();
    m_request.name = m_shownName.toStdString();
    restart();
    return true;
}

bool CsvImport::loadText(const QString &text)
{
    if (text.trimmed().isEmpty()) {
        setProblem(tr("There is no text to read"));
        return false;
    }
    m_shownName = tr("Pasted table");
    m_request = {};
    m_request.text = text.toStdString();
    m_request.name = tr("pasted table").toStdString();
    restart();
    return true;
}

void CsvImport::restart()
{
    m_name->setText(m_shownName);
    m_request.format = {.delimiter = m_delimiter->currentData().toString().toStdString(),
                        .decimal = m_decimal->currentData().toString().toStdString()};
    m_request.table.reset();
    m_request.targets.reset();
    start();
}

void CsvImport::start()
{
    setProblem({});
    m_reading.samples.reset();
    m_use->setEnabled(false);
    m_status->setText(tr("Reading…"));
    m_job.start([request = m_request] { return readCsvTable(request); },
                [this](CsvReading reading) { take(std::move(reading)); });
}

void CsvImport::take(CsvReading reading)
{
    const bool isOther = reading.table != m_reading.table;
    m_reading = std::move(reading);
    if (isOther)
        showTable();
    showHeader();
    showFacts();
    const bool isText = m_request.path.empty();
    const bool isTooLong =
        isText && m_reading.samples && m_reading.samples->samples() > SampleModel::maximumEditableRows;
    if (m_reading.table && m_reading.problem.isEmpty() && m_reading.targets.empty())
        m_reading.problem = tr("Choose at least one column that is to be learned");
    setProblem(isTooLong ? tr("At most %1 rows can be pasted: save the table as a file and import that")
                               .arg(numbers::count(SampleModel::maximumEditableRows))
                         : m_reading.problem);
    m_use->setEnabled(isUsable());
}

bool CsvImport::isUsable() const
{
    return m_reading.samples && m_problem.isEmpty() && !m_job.isBusy();
}

void CsvImport::showTable()
{
    m_table->clear();
    m_table->setRowCount(0);
    m_table->setColumnCount(0);
    QStringList names;
    const auto &table = m_reading.table;
    if (table) {
        for (const CsvColumn &column : table->columns())
            names << QString::fromStdString(column.name);
        const int rows = static_cast<int>(std::min<std::size_t>(previewRows, table->rows()));
        const int columns = std::min(previewColumns, static_cast<int>(names.size()));
        m_table->setRowCount(rows);
        m_table->setColumnCount(columns);
        for (int row = 0; row < rows; ++row) {
            for (int column = 0; column < columns; ++column) {
                const auto cell = table->cell(static_cast<std::size_t>(row), static_cast<std::size_t>(column));
                auto *item = new QTableWidgetItem(QString::fromUtf8(cell.data(), static_cast<qsizetype>(cell.size())));
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
                m_table->setItem(row, column, item);
            }
        }
    }
    QStringList targets;
    for (const std::string &target : m_reading.targets)
        targets << QString::fromStdString(target);
    m_columns->setColumns(names, targets);
    m_list->scrollToBottom(); // where the chosen one is
}

void CsvImport::showHeader()
{
    const QStringList targets = m_columns->targets();
    QStringList titles;
    for (int column = 0; column < m_table->columnCount(); ++column) {
        const QString &name = m_columns->names()[column];
        titles << (targets.contains(name) ? tr("%1 (target)").arg(name) : name);
    }
    m_table->setHorizontalHeaderLabels(titles);
    for (int column = 0; column < m_table->columnCount(); ++column) {
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        const int title = m_table->horizontalHeader()->fontMetrics().horizontalAdvance(titles[column]);
        m_table->setColumnWidth(column,
                                std::clamp(title + metrics::scaled(28), metrics::scaled(76), metrics::scaled(220)));
    }
}

void CsvImport::showFacts()
{
    const auto &table = m_reading.table;
    if (!table) {
        m_facts->setText({});
        m_status->setText({});
        return;
    }
    m_facts->setText(QStringList{
        tr("%1 rows × %2 columns")
            .arg(numbers::count(static_cast<qint64>(table->rows())),
                 numbers::count(static_cast<qint64>(table->columns().size()))),
        table->hasHeader() ? tr("names in the first line") : tr("no line of names"), delimiterText(table->delimiter()),
        table->decimal() == ',' ? tr("decimal comma") : tr("decimal point"), QString::fromStdString(table->encoding())}
                         .join(QStringLiteral(" · ")));
    const auto &samples = m_reading.samples;
    if (!samples)
        return;
    const auto outputs = static_cast<int>(samples->targets.cols());
    const auto inputs = static_cast<int>(samples->inputs.cols());
    QString text = samples->classification && !samples->classNames.empty()
                       ? tr("%1 inputs, %2 classes.").arg(inputs).arg(samples->classNames.size())
                       : tr("%1 inputs, %2 measured values.").arg(inputs).arg(outputs);
    if (samples->classification && samples->classNames.empty())
        text = tr("%1 inputs, %2 yes/no answers.").arg(inputs).arg(outputs);
    text += QLatin1Char(' ') + tr("Using this table starts the run anew with a last layer that fits it.");
    m_status->setText(text);
}

QStringList CsvImport::targets() const
{
    return m_columns->targets();
}

void CsvImport::setTargets(const QStringList &names)
{
    m_columns->setColumns(m_columns->names(), names);
    refreshTargets();
}

void CsvImport::refreshTargets()
{
    if (!m_reading.table)
        return;
    std::vector<std::string> names;
    for (const QString &name : m_columns->targets())
        names.push_back(name.toStdString());
    m_request.table = m_reading.table;
    m_request.targets = names;
    start();
}

void CsvImport::setProblem(const QString &problem)
{
    m_problem = problem;
    m_status->setTone(problem.isEmpty() ? TextLabel::Tone::Text3 : TextLabel::Tone::Error);
    if (!problem.isEmpty())
        m_status->setText(problem);
}

void CsvImport::apply(ProjectModel &model)
{
    if (!isUsable())
        return;
    const Dataset &samples = *m_reading.samples;
    model.edit(tr("Import %1").arg(m_shownName), QString(), [&](Project &project) {
        DataSpec &spec = project.data;
        spec.options = {};
        spec.steps = 1;
        if (m_request.path.empty()) {
            spec.source = "inline";
            spec.options.set("inputs", rowsOf(samples.inputs));
            spec.options.set("targets", rowsOf(samples.targets));
        } else {
            spec.source = "csv";
            spec.options.set("path", pathInProject(m_request.path, project.folder));
            spec.options.set("targets", m_reading.targets);
            if (m_request.format.delimiter != "auto")
                spec.options.set("delimiter", m_request.format.delimiter);
            if (m_request.format.decimal != "auto")
                spec.options.set("decimal", m_request.format.decimal);
        }
        fitOutputs(project, static_cast<int>(samples.targets.cols()), samples.classification);
        const bool hasSigns = samples.classification && samples.lowTarget < 0;
        if (hasSigns && project.loss.name.ends_with("crossentropy") && !project.layers.empty()) {
            project.layers.back().activation = "tanh"; // a cross-entropy knows no −1
            project.loss.name = "mean_squared_error";
        }
        forgetParameters(project);
    });
}

} // namespace basin
