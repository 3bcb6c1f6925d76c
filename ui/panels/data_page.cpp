#include "panels/data_page.h"

#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/separator.h"
#include "controls/text_label.h"
#include "controls/tool_button.h"
#include "panels/sample_delegate.h"
#include "panels/sample_model.h"
#include "panels/sample_scatter.h"
#include "render/names.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace basin {

namespace {

constexpr int pictureWidth = 320;
constexpr std::size_t maximumCopiedRows = 20'000;
constexpr int narrowest = 820; ///< below it the table has the whole width

QString scalingText(Scaling scaling)
{
    switch (scaling) {
    case Scaling::None:
        return DataPage::tr("not scaled");
    case Scaling::Standard:
        return DataPage::tr("inputs scaled to mean 0, deviation 1");
    case Scaling::MinMax:
        return DataPage::tr("inputs scaled to 0 … 1");
    }
    return {};
}

} // namespace

DataPage::DataPage(ProjectModel *model, LiveRun *run, QWidget *parent)
    : QWidget(parent), m_model(model), m_run(run), m_samples(new SampleModel(model, run, this))
{
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(makeHeader());
    page->addWidget(new Separator(Qt::Horizontal));
    auto *body = new QWidget;
    auto *line = new QHBoxLayout(body);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(0);
    line->addWidget(makeTable(), 1);
    line->addWidget(makePicture());
    m_empty = new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text3);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    m_stack = new QStackedLayout;
    m_stack->addWidget(body);
    m_stack->addWidget(m_empty);
    page->addLayout(m_stack, 1);

    connect(m_samples, &SampleModel::samplesChanged, this, &DataPage::refresh);
    connect(m_samples, &SampleModel::refused, this, &DataPage::say);
    connect(model, &ProjectModel::changed, this, [this] {
        say({});
        refreshHeader();
    });
    connect(model, &ProjectModel::rejected, this, [this](const QString &path, const QString &message) {
        if (path.startsWith(QLatin1String("data")))
            say(message);
    });
    connect(run, &LiveRun::progressed, this, &DataPage::refreshOutputs);
    connect(run, &LiveRun::problemChanged, this, &DataPage::refresh);
    refresh();
}

ToolButton *DataPage::addButton(const QString &iconName, const QString &words, const QString &help)
{
    auto *button = new ToolButton(ToolButton::Size::Small, iconName.isEmpty() ? QIcon() : icon(iconName), words, this);
    button->setWordsShown(true);
    button->setToolTip(help);
    return button;
}

QWidget *DataPage::makeHeader()
{
    auto *header = new QWidget;
    header->setFixedHeight(metrics::headerHeight());
    auto *line = new QHBoxLayout(header);
    line->setContentsMargins(metrics::panelPadding, 0, metrics::panelPadding - 7, 0);
    line->setSpacing(4);
    m_title = new TextLabel(QString(), TypeRole::BodyStrong, TextLabel::Tone::Text);
    m_facts = new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text3);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_add = addButton(QStringLiteral("plus"), tr("Add row"), tr("Add a copy of the row that is selected"));
    m_remove = addButton(QStringLiteral("minus"), tr("Remove rows"), tr("Remove the rows that are selected (Delete)"));
    auto *pasteButton = addButton({}, tr("Paste"), tr("Add rows from the clipboard, as a spreadsheet copies them"));
    auto *import = addButton({}, tr("Import CSV…"), tr("Read a table from a file"));
    m_export = addButton({}, tr("Export CSV…"), tr("Write all samples to a file"));
    line->addWidget(m_title);
    line->addSpacing(8);
    line->addWidget(m_facts, 1);
    for (ToolButton *button : {m_add, m_remove, pasteButton, import, m_export})
        line->addWidget(button);
    connect(m_add, &QAbstractButton::clicked, this, &DataPage::addRow);
    connect(m_remove, &QAbstractButton::clicked, this, &DataPage::removeRows);
    connect(pasteButton, &QAbstractButton::clicked, this, &DataPage::paste);
    connect(import, &QAbstractButton::clicked, this, &DataPage::importCsvRequested);
    connect(m_export, &QAbstractButton::clicked, this, &DataPage::exportRequested);
    return header;
}

QWidget *DataPage::makeTable()
{
    auto *side = new QWidget;
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_note = new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text3);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(metrics::panelPadding, 8, 0, 8);
    m_importPasted = new LinkButton(tr("Import it as a new table…"));
    m_importPasted->hide();
    connect(m_importPasted, &QAbstractButton::clicked, this, [this] { emit importTextRequested(m_pasted); });
    auto *notes = new QHBoxLayout;
    notes->setContentsMargins(0, 0, metrics::panelPadding, 0);
    notes->setSpacing(8);
    notes->addWidget(m_note, 1);
    notes->addWidget(m_importPasted);
    m_table = new QTableView;
    m_table->setAccessibleName(tr("Samples"));
    m_table->setModel(m_samples);
    m_table->setItemDelegate(new SampleDelegate(m_samples, m_table));
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setCornerButtonEnabled(false);
    m_table->installEventFilter(this);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addAction(tr("Copy rows"), this, &DataPage::copy);
    m_table->addAction(tr("Paste rows"), this, &DataPage::paste);
    m_table->addAction(tr("Remove rows"), this, &DataPage::removeRows);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DataPage::refreshHeader);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &DataPage::refreshOutputs);
    column->addLayout(notes);
    column->addWidget(m_table, 1);
    return side;
}

QWidget *DataPage::makePicture()
{
    m_picture = new QWidget;
    m_picture->setFixedWidth(metrics::scaled(pictureWidth));
    auto *line = new QHBoxLayout(m_picture);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(0);
    line->addWidget(new Separator(Qt::Vertical));
    auto *column = new QVBoxLayout;
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(4);
    m_choices = new QWidget;
    auto *choices = new QHBoxLayout(m_choices);
    choices->setContentsMargins(metrics::panelPadding, 0, metrics::panelPadding, 0);
    choices->setSpacing(8);
    m_across = new QComboBox;
    m_across->setAccessibleName(tr("Input across"));
    m_up = new QComboBox;
    m_up->setAccessibleName(tr("Input up"));
    for (QComboBox *box : {m_across, m_up}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        connect(box, &QComboBox::activated, this,
                [this] { m_scatter->setInputs(m_across->currentIndex(), m_up->currentIndex()); });
    }
    choices->addWidget(m_across, 1);
    choices->addWidget(new TextLabel(tr("by"), TypeRole::Note, TextLabel::Tone::Text2));
    choices->addWidget(m_up, 1);
    m_scatter = new SampleScatter(m_samples);
    column->addWidget(m_choices);
    column->addWidget(m_scatter, 1);
    line->addLayout(column, 1);
    return m_picture;
}

void DataPage::refresh()
{
    const bool isEmpty = m_samples->rowCount() == 0;
    m_empty->setText(m_run->problem().isEmpty()
                         ? tr("There are no samples yet. Choose a source at the left, or import a table.")
                         : m_run->problem());
    m_stack->setCurrentIndex(isEmpty ? 1 : 0);
    refreshHeader();
    refreshColumns();
    refreshRowNumbers();
    refreshInputs();
    refreshOutputs();
    refreshNote();
}

void DataPage::refreshHeader()
{
    m_title->setText(dataTitle(m_model->project()));
    QStringList facts;
    const auto prepared = m_run->prepared();
    if (m_samples->rowCount() > 0 && prepared) {
        facts << (m_samples->rowCount() == 1 ? tr("1 sample")
                                             : tr("%1 samples").arg(numbers::count(m_samples->rowCount())));
        facts << tr("%1 train").arg(numbers::count(prepared->data->train.samples()));
        if (prepared->data->test.samples() > 0)
            facts << tr("%1 test").arg(numbers::count(prepared->data->test.samples()));
        facts << scalingText(m_model->project().data.scaling);
    }
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    m_facts->setToolTip(m_facts->text());
    const bool isEditable = m_samples->isEditable();
    const auto rows = static_cast<int>(selectedRows().size());
    m_add->setEnabled(isEditable && m_samples->rowCount() < SampleModel::maximumEditableRows);
    m_remove->setEnabled(isEditable && rows > 0 && rows < m_samples->rowCount());
    m_export->setEnabled(m_samples->rowCount() > 0);
}

void DataPage::refreshColumns()
{
    QStringList names;
    for (int column = 0; column < m_samples->columnCount(); ++column)
        names << m_samples->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    if (m_columnNames == names.join(QLatin1Char('\n')))
        return;
    m_columnNames = names.join(QLatin1Char('\n'));
    int classWidth = 0;
    for (const QString &name : m_samples->choices(m_samples->inputColumns()))
        classWidth = std::max(classWidth, m_table->fontMetrics().horizontalAdvance(name));
    if (classWidth > 0)
        classWidth += m_table->fontMetrics().horizontalAdvance(QStringLiteral(", 0.000"));
    // By the titles: the widths of all cells would have to be looked for in a million rows.
    const int number = m_table->fontMetrics().horizontalAdvance(QStringLiteral("−0.00212345"));
    for (int column = 0; column < names.size(); ++column) {
        const int title = m_table->horizontalHeader()->fontMetrics().horizontalAdvance(names[column]);
        const bool isInput = column < m_samples->inputColumns();
        const bool isOutput = column == names.size() - 1;
        m_table->setColumnWidth(
            column, std::clamp(std::max({title, isInput ? number : 0, isOutput ? classWidth : 0}) + metrics::scaled(20),
                               metrics::scaled(68), metrics::scaled(200)));
    }
}

void DataPage::refreshRowNumbers()
{
    // Qt measures some of the numbers, not the widest one.
    const QFontMetrics font = m_table->verticalHeader()->fontMetrics();
    const int widest = font.horizontalAdvance(numbers::count(m_samples->rowCount()));
    m_table->verticalHeader()->setFixedWidth(std::max(widest, font.horizontalAdvance(QStringLiteral("000"))) +
                                             metrics::panelPadding);
}

void DataPage::refreshInputs()
{
    const auto samples = m_samples->samples();
    QStringList names;
    for (int input = 0; samples && input < m_samples->inputColumns(); ++input)
        names << m_samples->inputTitle(input);
    m_choices->setVisible(names.size() > 2);
    QStringList shown;
    for (int i = 0; i < m_across->count(); ++i)
        shown << m_across->itemText(i);
    if (shown == names)
        return;
    for (QComboBox *box : {m_across, m_up}) {
        const QSignalBlocker quiet(box);
        box->clear();
        box->addItems(names);
    }
    m_up->setCurrentIndex(std::min(1, static_cast<int>(names.size()) - 1));
    m_scatter->setInputs(0, 1);
}

void DataPage::refreshOutputs()
{
    if (!isVisible() || m_samples->rowCount() == 0)
        return;
    const int first = std::max(0, m_table->rowAt(0));
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    m_samples->refreshOutputs(first, last < 0 ? m_samples->rowCount() - 1 : last);
}

void DataPage::say(const QString &problem)
{
    m_problem = problem;
    m_importPasted->hide();
    refreshNote();
}

void DataPage::refreshNote()
{
    const QString problem = m_problem.isEmpty() ? m_run->problem() : m_problem;
    m_note->setTone(problem.isEmpty() ? TextLabel::Tone::Text3 : TextLabel::Tone::Error);
    if (!problem.isEmpty())
        m_note->setText(problem);
    else if (m_samples->samples() && !m_samples->isEditable())
        m_note->setText(tr("Tables of more than %1 rows are shown here but not edited.")
                            .arg(numbers::count(SampleModel::maximumEditableRows)));
    else if (m_model->project().data.source == "inline")
        m_note->setText(tr("Your own points: double-click a value to change it, or paste rows from a spreadsheet."));
    else if (m_model->project().data.source == "csv")
        m_note->setText(tr("Read from a file: an edit makes it your own points, saved in the project."));
    else
        m_note->setText(tr("Generated data: an edit makes it your own points."));
}

std::vector<int> DataPage::selectedRows() const
{
    std::vector<int> rows;
    if (!m_table)
        return rows;
    for (const QItemSelectionRange &range : m_table->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

void DataPage::addRow()
{
    say(m_samples->addRow(m_table->currentIndex().row()));
    const QModelIndex last = m_samples->index(m_samples->rowCount() - 1, 0);
    m_table->setCurrentIndex(last);
    m_table->scrollTo(last);
}

void DataPage::removeRows()
{
    say(m_samples->removeRows(selectedRows()));
}

void DataPage::paste()
{
    const int before = m_samples->rowCount();
    m_pasted = QGuiApplication::clipboard()->text();
    say(m_samples->paste(m_pasted));
    m_importPasted->setVisible(!m_problem.isEmpty() && !m_pasted.trimmed().isEmpty());
    if (m_samples->rowCount() > before)
        m_table->scrollTo(m_samples->index(m_samples->rowCount() - 1, 0));
}

void DataPage::copy()
{
    const std::vector<int> rows = selectedRows();
    if (rows.size() > maximumCopiedRows)
        say(tr("So many rows are better exported to a file"));
    else if (!rows.empty())
        QGuiApplication::clipboard()->setText(m_samples->text(rows));
}

bool DataPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool isDelete = key->matches(QKeySequence::Delete);
        if (key->matches(QKeySequence::Copy))
            copy();
        else if (key->matches(QKeySequence::Paste))
            paste();
        else if (isDelete && m_remove->isEnabled())
            removeRows();
        else
            return QWidget::eventFilter(watched, event);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void DataPage::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::current().surface);
}

void DataPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_picture->setVisible(width() >= metrics::scaled(narrowest));
}

void DataPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refreshOutputs();
}

} // namespace basin
