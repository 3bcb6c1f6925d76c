// What the main window's actions do: files, edits, network and views.

#include "window/main_window.h"

#include "controls/text_label.h"
#include "controls/timeline_bar.h"
#include "model/project_edits.h"
#include "panels/csv_import.h"
#include "panels/data_page.h"
#include "panels/data_panel.h"
#include "panels/point_panel.h"
#include "panels/start_panel.h"
#include "panels/weights_dialog.h"
#include "render/names.h"
#include "render/number_text.h"
#include "views/boundary_view.h"
#include "views/network_view.h"
#include "views/profile_view.h"
#include "views/view_frame.h"
#include "window/help_dialog.h"
#include "window/lesson_controls.h"
#include "window/runs_page.h"
#include "window/settings.h"
#include "window/surface_page.h"
#include "window/top_bar.h"
#include "window/train_page.h"

#include <QApplication>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QToolTip>

#include <cmath>

namespace basin {

void MainWindow::connectActions()
{
    const auto on = [this](ActionId id, auto &&what) { connect(m_actions[id], &QAction::triggered, this, what); };
    on(ActionId::New, [this] { m_document->newProject(); });
    on(ActionId::Open, [this] { m_document->openDialog(); });
    on(ActionId::Save, [this] { m_document->save(); });
    on(ActionId::SaveAs, [this] { m_document->saveAs(); });
    on(ActionId::ImportCsv, [this] {
        const QString path =
            m_dialogs->openFile(this, tr("Import CSV"), tr("Tables (*.csv *.tsv *.txt);;All files (*)"));
        if (!path.isEmpty())
            importCsv(path);
    });
    connect(m_dataPage, &DataPage::importCsvRequested, m_actions[ActionId::ImportCsv], &QAction::trigger);
    connect(m_dataPage, &DataPage::importTextRequested, this, [this](const QString &text) {
        CsvImport dialog(this);
        if (dialog.loadText(text) && dialog.exec() == QDialog::Accepted)
            dialog.apply(m_model);
    });
    connect(m_dataPage, &DataPage::exportRequested, m_actions[ActionId::ExportSamples], &QAction::trigger);
    connect(m_dataPanel, &DataPanel::importCsvRequested, m_actions[ActionId::ImportCsv], &QAction::trigger);
    connect(m_dataPanel, &DataPanel::editDataRequested, m_actions[ActionId::EditData], &QAction::trigger);
    connect(m_startPanel, &StartPanel::editWeightsRequested, m_actions[ActionId::EditWeights], &QAction::trigger);
    connect(m_document, &Document::csvDropped, this, &MainWindow::importCsv);
    connect(m_document, &Document::recentFilesChanged, this, &MainWindow::refreshRecentFiles);
    on(ActionId::ExportPicture, [this] { exportPictureDialog(framePage()->activeView()); });
    on(ActionId::ExportData, [this] {
        if (page() == Page::Runs)
            exportCensus(CensusFile::Runs);
        else
            exportData(page() == Page::Surface ? m_surfacePage->map()->current() : m_trainPage->right()->current());
    });
    on(ActionId::ExportSamples, [this] { exportSamples(); });
    on(ActionId::Quit, [this] { close(); });
    on(ActionId::Undo, [this] { m_model.undoStack()->undo(); });
    on(ActionId::Redo, [this] { m_model.undoStack()->redo(); });
    on(ActionId::CopyPicture, [this] { copyPicture(framePage()->activeView()); });
    on(ActionId::EditWeights, [this] { editWeights(); });
    on(ActionId::EditData, [this] { setPage(Page::Data); });
    on(ActionId::PlayPause, [this] { m_run.toggle(); });
    on(ActionId::Step, [this] { m_run.stepUpdates(1); });
    on(ActionId::TenSteps, [this] { m_run.stepUpdates(10); });
    on(ActionId::StepEpoch, [this] { m_run.stepEpochs(1); });
    on(ActionId::TenEpochs, [this] { m_run.stepEpochs(10); });
    on(ActionId::StepBack, [this] { m_run.stepBack(1); });
    on(ActionId::TenStepsBack, [this] { m_run.stepBack(10); });
    on(ActionId::GoToNewest, [this] { m_run.goToNewest(); });
    on(ActionId::Restart, [this] { m_run.restart(); });
    on(ActionId::NewWeights, [this] { m_run.newWeights(); });
    on(ActionId::Slower, [this] { m_topBar->slower(); });
    on(ActionId::Faster, [this] { m_topBar->faster(); });
    on(ActionId::Pin, [this] { m_run.pin(); });
    on(ActionId::Unpin, [this] {
        while (!m_run.pinnedRuns().empty())
            m_run.unpin(0);
    });
    on(ActionId::Shortcuts, [this] { showHelp(); });
    on(ActionId::About, [this] { showAbout(); });
    on(ActionId::AboutQt, [] { QApplication::aboutQt(); });

    auto *undo = m_model.undoStack();
    connect(undo, &QUndoStack::canUndoChanged, m_actions[ActionId::Undo], &QAction::setEnabled);
    connect(undo, &QUndoStack::canRedoChanged, m_actions[ActionId::Redo], &QAction::setEnabled);
    connect(undo, &QUndoStack::undoTextChanged, this, [this](const QString &text) {
        m_actions[ActionId::Undo]->setText(text.isEmpty() ? tr("&Undo") : tr("&Undo: %1").arg(text));
    });
    connect(undo, &QUndoStack::redoTextChanged, this, [this](const QString &text) {
        m_actions[ActionId::Redo]->setText(text.isEmpty() ? tr("&Redo") : tr("&Redo: %1").arg(text));
    });
    m_actions[ActionId::Undo]->setEnabled(false);
    m_actions[ActionId::Redo]->setEnabled(false);
}

void MainWindow::connectNetworkActions()
{
    const auto on = [this](ActionId id, auto &&what) { connect(m_actions[id], &QAction::triggered, this, what); };
    const auto lastHidden = [this] { return static_cast<int>(m_model.project().layers.size()) - 1; };
    on(ActionId::AddUnit, [this, lastHidden] { m_trainPage->network()->changeUnits(lastHidden(), 1); });
    on(ActionId::RemoveUnit, [this, lastHidden] { m_trainPage->network()->changeUnits(lastHidden(), -1); });
    on(ActionId::AddLayer, [this, lastHidden] { m_trainPage->network()->addLayer(lastHidden()); });
    on(ActionId::RemoveLayer, [this, lastHidden] { m_trainPage->network()->removeLayer(lastHidden()); });
    on(ActionId::UnfreezeAll, [this] {
        m_model.edit(tr("Unfreeze all weights"), {}, [](Project &project) { project.training.frozen.clear(); });
    });
}

void MainWindow::addViewsToMenu()
{
    auto *viewMenu = menuBar()->findChild<QMenu *>(QStringLiteral("view"));
    QAction *before = m_actions[ActionId::ZeroLines];
    const auto add = [this](QMenu *menu, QAction *next, Page page, FramePage *frames, View *view) {
        auto *action = new QAction(view->title(), this);
        menu->insertAction(next, action);
        connect(action, &QAction::triggered, this, [this, page, frames, view] {
            setPage(page);
            frames->show(view);
        });
    };
    for (View *view : m_trainPage->views()) {
        if (view != m_trainPage->network())
            add(viewMenu, before, Page::Train, m_trainPage, view);
    }
    auto *surfaceMenu = new QMenu(tr("On the &error surface"), this);
    viewMenu->insertMenu(before, surfaceMenu);
    for (View *view : m_surfacePage->views())
        add(surfaceMenu, nullptr, Page::Surface, m_surfacePage, view);
    auto *runsMenu = new QMenu(tr("Of &many runs"), this);
    viewMenu->insertMenu(before, runsMenu);
    for (View *view : m_runsPage->views())
        add(runsMenu, nullptr, Page::Runs, m_runsPage, view);
}

void MainWindow::connectViewActions()
{
    addViewsToMenu();
    for (const auto &[id, page] :
         {std::pair{ActionId::TrainPage, Page::Train}, std::pair{ActionId::SurfacePage, Page::Surface},
          std::pair{ActionId::RunsPage, Page::Runs}, std::pair{ActionId::LessonsPage, Page::Lessons},
          std::pair{ActionId::DataPage, Page::Data}})
        connect(m_actions[id], &QAction::triggered, this, [this, page = page] { setPage(page); });
    for (const auto &[id, setter] : {std::pair{ActionId::ZeroLines, &BoundaryView::setZeroLinesShown},
                                     std::pair{ActionId::TestPoints, &BoundaryView::setTestPointsShown}}) {
        m_actions[id]->setChecked(true);
        for (FramePage *page : {static_cast<FramePage *>(m_trainPage), static_cast<FramePage *>(m_surfacePage)})
            connect(m_actions[id], &QAction::toggled,
                    static_cast<BoundaryView *>(page->view(QStringLiteral("boundary"))), setter);
    }
    connect(m_actions[ActionId::EnlargeView], &QAction::triggered, this, [this](bool on) {
        FramePage *frames = framePage();
        setPage(frames == m_surfacePage ? Page::Surface : frames == m_runsPage ? Page::Runs : Page::Train);
        frames->setEnlarged(on ? frames->activeFrame() : nullptr);
    });
    connect(m_actions[ActionId::FullScreen], &QAction::triggered, this,
            [this](bool on) { on ? showFullScreen() : showNormal(); });
    for (const auto &[id, colours] : {std::pair{ActionId::ThemeSystem, Settings::Colours::System},
                                      std::pair{ActionId::ThemeLight, Settings::Colours::Light},
                                      std::pair{ActionId::ThemeDark, Settings::Colours::Dark}}) {
        connect(m_actions[id], &QAction::triggered, this, [this, colours = colours] {
            Settings::setColours(colours);
            applyColours();
        });
    }
    connect(m_actions[ActionId::ResetLayout], &QAction::triggered, this, [this] {
        Settings::forgetLayout();
        for (FramePage *page : framePages())
            page->resetLayout();
    });
    for (FramePage *page : framePages()) {
        connect(page, &FramePage::enlargedChanged, this, &MainWindow::refreshActions);
        for (ViewFrame *frame : page->frames()) {
            connect(frame, &ViewFrame::copyRequested, this, &MainWindow::copyPicture);
            connect(frame, &ViewFrame::exportPictureRequested, this, &MainWindow::exportPictureDialog);
            connect(frame, &ViewFrame::exportDataRequested, this, &MainWindow::exportData);
        }
    }
}

void MainWindow::showWayOut()
{
    setPage(Page::Surface);
    m_surfacePage->show(m_surfacePage->view(QStringLiteral("way-out")));
    if (!m_escape.isSeeking())
        m_escape.seek();
}

void MainWindow::showAtlas()
{
    setPage(Page::Surface);
    m_surfacePage->show(m_surfacePage->view(QStringLiteral("atlas")));
    if (!m_atlas.isSeeking() && m_atlas.problem().isEmpty())
        m_atlas.seek(AtlasModel::usualStarts, 1);
}

void MainWindow::showEigenvector(int index)
{
    auto *profile = static_cast<ProfileView *>(m_surfacePage->view(QStringLiteral("profile")));
    m_surfacePage->show(profile);
    profile->setChoice({ProfileChoice::Kind::Eigenvector, index});
}

void MainWindow::connectSurface()
{
    connect(m_pointPanel, &PointPanel::wayOutRequested, this, &MainWindow::showWayOut);
    connect(m_pointPanel, &PointPanel::stationaryPointsRequested, this, &MainWindow::showAtlas);
    connect(m_pointPanel, &PointPanel::eigenvectorChosen, this, &MainWindow::showEigenvector);
    connect(m_actions[ActionId::StationaryPoints], &QAction::triggered, this, &MainWindow::showAtlas);
    connect(m_actions[ActionId::WayOut], &QAction::triggered, this, &MainWindow::showWayOut);
    connect(m_actions[ActionId::FreezeSurface], &QAction::triggered, this, [this](bool on) {
        SurfaceOptions options = m_surface.options();
        options.isLive = !on;
        m_surface.setOptions(options);
    });
    connect(&m_surface, &SurfaceModel::optionsChanged, this, &MainWindow::refreshActions);
    const auto nameOf = [this](qint64 parameter) {
        return QString::fromStdString(m_run.prepared()->spec.architecture.parameterName(parameter));
    };
    auto *beside = static_cast<NetworkView *>(m_surfacePage->view(QStringLiteral("network")));
    for (NetworkView *network : {m_trainPage->network(), beside}) {
        connect(network, &NetworkView::axisMarked, this, [this, nameOf](qint64 parameter) {
            say(tr("a: %1. Now Shift and a click on the weight for b.").arg(nameOf(parameter)));
        });
        connect(network, &NetworkView::axesChosen, this, [this, nameOf](qint64 a, qint64 b) {
            m_surface.chooseWeights(a, b);
            if (page() != Page::Surface)
                say(tr("The error surface now lies over %1 and %2: Ctrl+2 shows it.").arg(nameOf(a), nameOf(b)));
        });
    }
    // Where one learns, the marks stand only once they were set there.
    const auto showAxes = [this, beside] {
        const PlaneChoice &choice = m_surface.options().choice;
        const NetworkView::Axes axes = choice.kind == PlaneKind::Weights
                                           ? NetworkView::Axes{choice.weights[0], choice.weights[1]}
                                           : NetworkView::Axes{-1, -1};
        beside->setAxes(axes);
        if (m_trainPage->network()->axes()[0] >= 0)
            m_trainPage->network()->setAxes(axes);
    };
    connect(&m_surface, &SurfaceModel::optionsChanged, this, showAxes);
    connect(&m_surface, &SurfaceModel::objectiveChanged, this, showAxes);
}

void MainWindow::connectRun()
{
    connect(&m_model, &ProjectModel::nameChanged, this, &MainWindow::refreshName);
    connect(&m_model, &ProjectModel::changed, this, &MainWindow::refreshActions);
    connect(&m_model, &ProjectModel::rejected, this, [this](const QString &, const QString &message) { say(message); });
    connect(&m_run, &LiveRun::commandFailed, this, &MainWindow::say);
    connect(&m_run, &LiveRun::runningChanged, this, &MainWindow::refreshActions);
    connect(&m_run, &LiveRun::pinnedRunsChanged, this, &MainWindow::refreshActions);
    connect(&m_run, &LiveRun::preparedChanged, this, [this] {
        refreshActions();
        m_state.resetPlane(inputMeans(*m_run.prepared()->data));
    });
    connectTimeline();
}

void MainWindow::refreshActions()
{
    freeActions(m_actions);
    const auto &layers = m_model.project().layers;
    const bool hasHidden = layers.size() > 1;
    m_actions[ActionId::AddUnit]->setEnabled(hasHidden);
    m_actions[ActionId::RemoveUnit]->setEnabled(hasHidden && layers[layers.size() - 2].units > 1);
    m_actions[ActionId::AddLayer]->setEnabled(layers.size() <= static_cast<std::size_t>(maximumHiddenLayers));
    m_actions[ActionId::RemoveLayer]->setEnabled(hasHidden);
    m_actions[ActionId::UnfreezeAll]->setEnabled(!m_model.project().training.frozen.empty());
    m_actions[ActionId::Unpin]->setEnabled(!m_run.pinnedRuns().empty());
    m_actions[ActionId::EnlargeView]->setChecked(framePage()->enlarged() != nullptr);
    m_actions[ActionId::FreezeSurface]->setChecked(!m_surface.options().isLive);
    m_actions[ActionId::ExportData]->setText(page() == Page::Surface ? tr("Export the s&urface as CSV…")
                                             : page() == Page::Runs  ? tr("Export r&uns as CSV…")
                                                                     : tr("Export c&urves as CSV…"));
    const bool hasCensus = m_census.census() != nullptr;
    m_actions[ActionId::ExportData]->setEnabled(page() != Page::Runs || hasCensus);
    m_actions[ActionId::ExportRuns]->setEnabled(hasCensus);
    m_actions[ActionId::ExportReport]->setEnabled(hasCensus);
    m_actions[ActionId::StartRuns]->setEnabled(!m_census.isRunning());
    m_actions[ActionId::CancelRuns]->setEnabled(m_census.isRunning());
    m_actions[ActionId::LessonNext]->setEnabled(m_lesson.canGoOn());
    m_actions[ActionId::LessonBack]->setEnabled(m_lesson.isActive() && m_lesson.step() > 0);
    m_actions[ActionId::LeaveLesson]->setEnabled(m_lesson.isActive());
    restrictActions(m_actions, lessonStep(), m_lesson.isGated());
    refreshTravel();
}

void MainWindow::refreshName()
{
    const bool inLesson = m_lesson.isActive();
    const QString name =
        inLesson ? tr("Lesson: %1").arg(QString::fromStdString(m_lesson.lesson().title)) : m_model.displayName();
    const QString shown = !inLesson && m_model.isModified() ? tr("%1 (changed)").arg(name) : name;
    m_name->setText(m_name->fontMetrics().elidedText(shown, Qt::ElideMiddle, m_name->width() - 24));
    setWindowTitle(QStringLiteral("%1[*] – Basin").arg(name));
    setWindowModified(m_model.isModified());
    setWindowFilePath(m_model.fileName());
}

void MainWindow::refreshRecentFiles()
{
    m_recent->clear();
    for (const QString &file : Settings::recentFiles()) {
        connect(m_recent->addAction(QFileInfo(file).fileName()), &QAction::triggered, this,
                [this, file] { m_document->open(file); });
        m_recent->actions().last()->setToolTip(file);
    }
    m_recent->setEnabled(!m_recent->isEmpty());
    if (m_recent->isEmpty())
        return;
    m_recent->addSeparator();
    connect(m_recent->addAction(tr("Forget these")), &QAction::triggered, this, [this] {
        Settings::clearRecentFiles();
        // Not while the menu is still open on the entry that was chosen.
        QMetaObject::invokeMethod(this, &MainWindow::refreshRecentFiles, Qt::QueuedConnection);
    });
}

void MainWindow::importCsv(const QString &path)
{
    CsvImport dialog(this);
    if (!dialog.load(path)) {
        m_dialogs->showError(this, tr("This table cannot be read"), dialog.problem());
        return;
    }
    if (dialog.exec() == QDialog::Accepted)
        dialog.apply(m_model);
}

void MainWindow::editWeights()
{
    if (!m_run.prepared() || !m_run.snapshot())
        return;
    WeightsDialog dialog(&m_model, &m_run, this);
    dialog.exec();
}

void MainWindow::showHelp()
{
    HelpDialog dialog(this);
    dialog.exec();
}

void MainWindow::showAbout()
{
    QMessageBox box(QMessageBox::NoIcon, tr("About Basin"),
                    tr("<b>Basin %1</b>").arg(QApplication::applicationVersion()), QMessageBox::Ok, this);
    box.setInformativeText(
        tr("A desktop laboratory for small neural networks.\n\nFree software under the GNU General Public "
           "License, version 3 or later. It comes with no warranty."));
    box.exec();
}

void MainWindow::say(const QString &message)
{
    // No status bar takes room from the plots for this: the words stand for a few seconds over the foot of the window.
    const QPoint where = m_timeline->mapToGlobal(QPoint(m_timeline->width() / 3, -40));
    QToolTip::showText(where, message, this, {}, 4000);
}

} // namespace basin
