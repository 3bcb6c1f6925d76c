// What the main window does with a census: opens its runs, and shows one from a file.

#include "window/main_window.h"

#include "panels/runs_panel.h"
#include "render/census_text.h"
#include "render/number_text.h"
#include "views/view_frame.h"
#include "window/runs_page.h"

#include <QMenu>

namespace basin {

void MainWindow::connectRuns()
{
    const auto on = [this](ActionId id, auto &&what) { connect(m_actions[id], &QAction::triggered, this, what); };
    on(ActionId::StartRuns, [this] {
        setPage(Page::Runs);
        m_census.start();
    });
    on(ActionId::CancelRuns, [this] { m_census.cancel(); });
    on(ActionId::OpenCensus, [this] {
        const QString path = m_dialogs->openFile(this, tr("Open a census"), tr("Censuses (*.csv);;All files (*)"));
        if (!path.isEmpty())
            openCensus(path);
    });
    on(ActionId::ExportRuns, [this] { exportCensus(CensusFile::Runs); });
    on(ActionId::ExportReport, [this] { exportCensus(CensusFile::Report); });
    connect(m_runsPage, &RunsPage::runChosen, this, &MainWindow::chooseRun);
    connect(m_runsPage, &RunsPage::cellChosen, this, &MainWindow::chooseRunOfCell);
    connect(m_runsPanel, &RunsPanel::lastRunsRequested, this, [this] { openCensus(CensusModel::lastFile()); });
    connect(&m_census, &CensusModel::readFailed, this,
            [this](const QString &problem) { m_dialogs->showError(this, tr("This census cannot be read"), problem); });
    for (ViewFrame *frame : {m_runsPage->share(), m_runsPage->ends()})
        frame->setExtraActions({m_actions[ActionId::ExportRuns], m_actions[ActionId::ExportReport]});
    connect(&m_census, &CensusModel::runningChanged, this, &MainWindow::refreshActions);
    connect(&m_census, &CensusModel::censusChanged, this, &MainWindow::refreshActions);
}

void MainWindow::chooseRun(const CensusPlace &place, const QPoint &where)
{
    const RunRow *row = m_census.row(place);
    if (!row)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(runTitle(*row, m_census.fate(place)))->setEnabled(false);
    menu->addSeparator();
    addOpening(menu, place);
    menu->popup(where);
}

void MainWindow::addOpening(QMenu *menu, const CensusPlace &place)
{
    const RunRow *row = m_census.row(place);
    const auto add = [&](const QString &text, const char *name, bool atEnd) {
        QAction *action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, [this, place, atEnd] { openRun(place, atEnd); });
    };
    add(tr("Open at its &start"), "open-start", false);
    add(tr("Open at its &end, epoch %1").arg(numbers::count(row->epochs)), "open-end", true);
}

void MainWindow::chooseRunOfCell(std::size_t cell, const QPoint &where)
{
    const CensusPtr census = m_census.census();
    if (!census || cell >= census->cells.size() || census->cells[cell].rows.empty())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_census.cellTitle(cell))->setEnabled(false);
    menu->addSeparator();
    for (const Fate &fate : census->cells[cell].fates.groups) {
        if (fate.typical < 0)
            continue;
        const RunRow &row = census->cells[cell].rows[static_cast<std::size_t>(fate.typical)];
        addOpening(menu->addMenu(tr("A typical run: %1").arg(runTitle(row, &fate))), {cell, row.run});
    }
    menu->popup(where);
}

bool MainWindow::openRun(const CensusPlace &place, bool atEnd)
{
    const RunRow *row = m_census.row(place);
    if (!row)
        return false;
    // A run that diverged did so in the epoch after its last whole one.
    const std::int64_t epochs = row->epochs + (row->outcome == Outcome::Diverged ? 1 : 0);
    const QString name = tr("Open the run of seed %1").arg(numbers::count(static_cast<qint64>(row->seed)));
    Project project = runProject(m_census.census()->spec, static_cast<std::int64_t>(place.cell), place.run);
    m_run.pause();
    if (m_census.isOfAnotherFile()) {
        if (!m_document->openProject(std::move(project)))
            return false;
    } else {
        project.title = m_model.project().title;
        project = inFolder(std::move(project), m_model.project().folder);
        if (!m_model.edit(name, {}, [&](Project &now) { now = std::move(project); }))
            return false;
        // What differs may be nothing that a run under way would have to begin anew for.
        if (!m_run.isPreparing())
            m_run.restart();
    }
    if (atEnd)
        m_run.stepEpochs(epochs);
    setPage(Page::Train);
    return true;
}

void MainWindow::openCensus(const QString &path)
{
    setPage(Page::Runs);
    m_census.open(path);
}

} // namespace basin
