// What the main window does with a lesson: the list, the pane, what a step shows and locks, the report.

#include "window/main_window.h"

#include "controls/rail.h"
#include "model/lesson_report.h"
#include "panels/lesson_pane.h"
#include "views/view.h"
#include "views/view_frame.h"
#include "window/frame_page.h"
#include "window/lesson_controls.h"
#include "window/lesson_progress.h"
#include "window/lessons_page.h"
#include "window/runs_page.h"
#include "window/settings.h"
#include "window/surface_page.h"
#include "window/train_page.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QTabBar>

#include <algorithm>
#include <array>

namespace basin {

namespace {

constexpr std::array pageNames{"train", "surface", "runs"}; ///< in the order of MainWindow::Page

} // namespace

void MainWindow::connectLessons()
{
    const auto on = [this](ActionId id, auto &&what) { connect(m_actions[id], &QAction::triggered, this, what); };
    const auto openFile = [this] {
        const QString path = m_dialogs->openFile(this, tr("Open a lesson"), tr("Lessons (*.json);;All files (*)"));
        if (!path.isEmpty())
            openLesson(path);
    };
    on(ActionId::OpenLesson, openFile);
    on(ActionId::LessonNext, [this] { m_lesson.next(); });
    on(ActionId::LessonBack, [this] { m_lesson.back(); });
    on(ActionId::LeaveLesson, [this] { leaveLesson(); });
    connect(m_lessonsPage, &LessonsPage::openFileRequested, this, openFile);
    connect(m_lessonsPage, &LessonsPage::startRequested, this,
            [this](const QString &name) { openLesson(QStringLiteral("lesson:") + name); });
    connect(m_lessonPane, &LessonPane::listRequested, this, [this] { setPage(Page::Lessons); });
    connect(m_lessonPane, &LessonPane::leaveRequested, this, &MainWindow::leaveLesson);
    connect(m_lessonPane, &LessonPane::reportRequested, this, &MainWindow::saveLessonReport);
    m_document->setLessonOpener([this](const QString &source) { return openLesson(source); });
    // Whatever is opened or closed is the user's own project again.
    connect(m_document, &Document::aboutToDiscard, &m_lesson, &LessonRun::leave);
    connect(&m_lesson, &LessonRun::activeChanged, this, &MainWindow::refreshLesson);
    connect(&m_lesson, &LessonRun::stepChanged, this, &MainWindow::showLessonStep);
    for (const auto signal : {&LessonRun::answered, &LessonRun::recordChanged})
        connect(&m_lesson, signal, this, [this] {
            refreshActions();
            keepLessonProgress();
        });
    for (FramePage *page : framePages())
        for (ViewFrame *frame : page->frames())
            connect(frame, &ViewFrame::currentChanged, this, &MainWindow::noteShown);
}

bool MainWindow::openLesson(const QString &source)
{
    try {
        const QString prefix = QStringLiteral("lesson:");
        if (!source.startsWith(prefix)) {
            const Lesson lesson = loadLesson(source.toStdString());
            m_lesson.recall(lesson, {}); // whoever opens a file may just have written it
            m_lesson.start(lesson);
            return true;
        }
        const QString name = source.mid(prefix.size()).section(QLatin1Char('/'), 0, 0);
        const QString step = source.mid(prefix.size()).section(QLatin1Char('/'), 1);
        const Lesson *lesson = findLesson(name.toStdString());
        const LessonStep *wanted = lesson && !step.isEmpty() ? lesson->findStep(step.toStdString()) : nullptr;
        if (!lesson || (!step.isEmpty() && !wanted)) {
            m_dialogs->showError(this, tr("This lesson cannot be opened"),
                                 lesson ? tr("The lesson “%1” has no step “%2”.").arg(name, step)
                                        : tr("There is no lesson called “%1”.").arg(name));
            return false;
        }
        if (m_lesson.isActive() && m_lesson.lesson().name == lesson->name && !wanted) {
            showLessonStep(); // it is under way: back to what it shows
            return true;
        }
        const int last = static_cast<int>(lesson->steps.size()) - 1;
        const LessonRun::Kept kept = m_lesson.kept(*lesson);
        // Begun again, a lesson that was done asks its questions once more.
        if (!wanted && kept.step > last)
            m_lesson.recall(*lesson, {});
        m_lesson.start(*lesson,
                       wanted ? static_cast<int>(wanted - lesson->steps.data()) : (kept.step > last ? 0 : kept.step));
        return true;
    } catch (const std::exception &error) {
        m_dialogs->showError(this, tr("This lesson cannot be opened"), QString::fromUtf8(error.what()));
        return false;
    }
}

void MainWindow::leaveLesson()
{
    m_lesson.leave();
    if (page() == Page::Lessons)
        setPage(Page::Train);
}

void MainWindow::recallLessons()
{
    for (const Lesson &lesson : lessons()) {
        const QVariantMap map = Settings::lesson(QString::fromStdString(lesson.name));
        if (!map.isEmpty())
            m_lesson.recall(lesson, lessonProgress(map, lesson));
    }
}

void MainWindow::keepLessonProgress()
{
    if (!m_lesson.isActive() || !findLesson(m_lesson.lesson().name)) // a file's lesson is as new each time
        return;
    Settings::setLesson(QString::fromStdString(m_lesson.lesson().name),
                        lessonProgress(m_lesson.kept(m_lesson.lesson())));
}

const LessonStep *MainWindow::lessonStep() const
{
    return m_lesson.isActive() && !m_lesson.isAtEnd() ? &m_lesson.current() : nullptr;
}

void MainWindow::refreshLesson()
{
    refreshLeft();
    refreshName();
    showPage();
}

void MainWindow::showLessonStep()
{
    const LessonStep *step = lessonStep();
    applyLessonControls(this, step);
    if (step) {
        const auto place = std::ranges::find(pageNames, step->page);
        m_tabs->setTabVisible(static_cast<int>(place - pageNames.begin()), true);
        m_tabs->setTabEnabled(static_cast<int>(place - pageNames.begin()), true);
        setPage(static_cast<Page>(place - pageNames.begin()));
    }
    // Only now: a tab that is current when it goes hands over to its neighbour.
    for (std::size_t i = 0; i < pageNames.size(); ++i) {
        const ControlState state = step ? step->control(std::string(pageNames[i]) + "_page") : ControlState::Shown;
        const bool isItsPage = step && step->page == pageNames[i];
        m_tabs->setTabVisible(static_cast<int>(i), isItsPage || state != ControlState::Hidden);
        m_tabs->setTabEnabled(static_cast<int>(i), isItsPage || state == ControlState::Shown);
    }
    if (step) {
        for (const std::string &view : step->views) {
            const QString id = QString::fromStdString(view);
            if (View *shown = framePage()->view(id))
                framePage()->show(shown);
            m_lesson.noteOpened(id); // a view that is not to be had here must not keep anyone
        }
    }
    keepLessonProgress();
    showPage();
}

void MainWindow::noteShown()
{
    const auto index = static_cast<std::size_t>(page());
    if (!m_lesson.isActive() || index >= pageNames.size())
        return;
    m_lesson.noteOpened(QLatin1String(pageNames[index]));
    for (const ViewFrame *frame : framePage()->frames())
        if (frame->isVisibleTo(this) && frame->current())
            m_lesson.noteOpened(frame->current()->id());
}

bool MainWindow::leavesLeftFree() const
{
    const LessonStep *step = lessonStep();
    const auto isFree = [step](const char *control) { return !step || step->control(control) == ControlState::Shown; };
    return page() == Page::Surface ||
           (page() == Page::Runs ? isFree("runs")
                                 : isFree("data") || isFree("start") || isFree("seed") || isFree("weights"));
}

bool MainWindow::leavesRightFree() const
{
    const LessonStep *step = lessonStep();
    return !step || page() == Page::Surface ||
           std::ranges::any_of(
               std::array{"optimizer", "learning_rate", "loss", "penalty", "batch", "precision", "stop"},
               [step](const char *control) { return step->control(control) == ControlState::Shown; });
}

void MainWindow::refreshLeft()
{
    const bool inLesson = m_lesson.isActive();
    m_lessonPane->setCompact(m_compact);
    m_lessonPane->setVisible(inLesson);
    // The left column leaves the layout and becomes a panel that opens over the centre.
    const bool floats = m_compact || inLesson;
    if (floats == m_leftFloats)
        return;
    m_leftFloats = floats;
    if (floats) {
        m_middle->removeWidget(m_left);
        m_left->setParent(centralWidget());
        m_left->setAutoFillBackground(true);
        m_left->setBackgroundRole(QPalette::Window);
        m_left->hide();
    } else {
        m_middle->insertWidget(m_middle->indexOf(m_rail) + 1, m_left);
        m_left->show();
    }
    m_rail->setCurrent(-1);
}

void MainWindow::saveLessonReport(const QString &pupil, bool asPdf)
{
    if (!m_lesson.isActive())
        return;
    m_lesson.measure();
    const LessonReport report{
        .lesson = m_lesson.lesson(), .records = m_lesson.records(), .pupil = pupil, .date = QDate::currentDate()};
    const QString suffix = asPdf ? QStringLiteral(".pdf") : QStringLiteral(".html");
    QString path = m_dialogs->saveFile(this, tr("Save the report"), QString::fromStdString(report.lesson.name) + suffix,
                                       asPdf ? tr("PDF (*.pdf)") : tr("Web pages (*.html)"));
    if (path.isEmpty())
        return;
    if (!path.endsWith(suffix, Qt::CaseInsensitive))
        path += suffix;
    // Its pictures take longer to paint than a window may be deaf.
    m_reporting.start([report, path] { return writeLessonReport(report, path); },
                      [this, path](const QString &problem) {
                          if (problem.isEmpty())
                              say(tr("Written: %1").arg(path));
                          else
                              m_dialogs->showError(this, tr("This report cannot be written"), problem);
                      });
}

} // namespace basin
