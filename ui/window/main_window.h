#pragma once

#include "model/atlas_model.h"
#include "model/census_model.h"
#include "model/diagnosis_model.h"
#include "model/escape_model.h"
#include "model/fate_model.h"
#include "model/fork_model.h"
#include "model/lesson_run.h"
#include "model/live_run.h"
#include "model/point_model.h"
#include "model/project_model.h"
#include "model/race_model.h"
#include "model/share_model.h"
#include "model/surface_model.h"
#include "model/view_state.h"
#include "window/actions.h"
#include "window/dialogs.h"
#include "window/document.h"

#include <QMainWindow>

#include <memory>

class QHBoxLayout;
class QMenu;
class QScrollArea;
class QStackedWidget;
class QTabBar;

namespace basin {

class DataPage;
class DataPanel;
class FramePage;
class LessonPane;
class LessonsPage;
class PlanePanel;
class PointPanel;
class Rail;
class RunsPage;
class RunsPanel;
struct PictureOptions;
class Separator;
class StartPanel;
class SurfacePage;
class TeachingPanel;
class TextLabel;
class TimelineBar;
class TopBar;
class TrainPage;
class TrainingPanel;
class View;
class WhyPanel;

/// Basin's window: wires the model, the run, the panels, the views and the actions together. Owns them all.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// @param dialogs  the seam to modal dialogs; a test passes its own
    explicit MainWindow(std::unique_ptr<Dialogs> dialogs = std::make_unique<Dialogs>(), QWidget *parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] ProjectModel *model() { return &m_model; }
    [[nodiscard]] LiveRun *run() { return &m_run; }
    [[nodiscard]] ViewState *viewState() { return &m_state; }
    [[nodiscard]] Document *document() { return m_document; }
    [[nodiscard]] SurfaceModel *surface() { return &m_surface; }
    [[nodiscard]] PointModel *point() { return &m_point; }
    [[nodiscard]] EscapeModel *escape() { return &m_escape; }
    [[nodiscard]] AtlasModel *atlas() { return &m_atlas; }
    [[nodiscard]] CensusModel *census() { return &m_census; }
    [[nodiscard]] FateModel *fate() { return &m_fate; }
    [[nodiscard]] RaceModel *race() { return &m_race; }
    [[nodiscard]] LessonRun *lesson() { return &m_lesson; }
    [[nodiscard]] LessonPane *lessonPane() const { return m_lessonPane; }
    [[nodiscard]] DiagnosisModel *diagnosis() { return &m_diagnosis; }
    [[nodiscard]] ForkModel *fork() { return &m_fork; }
    [[nodiscard]] ShareModel *shares() { return &m_shares; }
    [[nodiscard]] WhyPanel *whyPanel() const { return m_whyPanel; }
    [[nodiscard]] TopBar *topBar() const { return m_topBar; }
    [[nodiscard]] TeachingPanel *teachingPanel() const { return m_teachingPanel; }
    [[nodiscard]] TrainPage *trainPage() { return m_trainPage; }
    [[nodiscard]] SurfacePage *surfacePage() { return m_surfacePage; }
    [[nodiscard]] RunsPage *runsPage() { return m_runsPage; }
    [[nodiscard]] const Actions &actions() const { return m_actions; }
    [[nodiscard]] TimelineBar *timeline() { return m_timeline; }

    enum class Page { Train, Surface, Runs, Lessons, Data };
    void setPage(Page page);
    /// Goes to the page of the error surface and seeks a way out of the point where the run stands.
    void showWayOut();
    /// Goes there too, and seeks the points without a slope.
    void showAtlas();
    /// The profile along an eigenvector of the Hessian, numbered from the lowest eigenvalue.
    void showEigenvector(int index);
    /// The reasons in the right column, in the place of the settings there.
    void setWhyShown(bool shown);
    void showGradientCheck();
    [[nodiscard]] bool isWhyShown() const { return m_isWhyShown; }
    [[nodiscard]] Page page() const;
    /// Opens a run of the census as the project, at its start or trained to its end; undoable, but where another file
    /// was opened since. Returns whether it was opened.
    bool openRun(const CensusPlace &place, bool atEnd);
    /// Shows a census that was written to a file.
    void openCensus(const QString &path);
    /// Begins, or goes on with, a lesson: "lesson:NAME", "lesson:NAME/STEP" or a file.
    bool openLesson(const QString &source);
    /// Opens a file, an example or a CSV given on the command line or dropped.
    bool open(const QString &path);
    /// Writes a view as a picture by the file's suffix, with the project inside where the format can carry it; says
    /// what went wrong.
    [[nodiscard]] QString exportPicture(View *view, const QString &path, const PictureOptions &options);

public slots:
    void applyColours();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildMenus();
    void buildLayout();
    void buildPages();
    void connectActions();
    void connectNetworkActions();
    void connectViewActions();
    void connectSurface();
    void connectRuns();
    void connectLessons();
    void recallLessons();
    void keepLessonProgress();
    void leaveLesson();
    void refreshLesson();
    void showLessonStep();
    void noteShown();
    void refreshLeft();
    [[nodiscard]] bool leavesLeftFree() const;  ///< the step, something in the left column of the page
    [[nodiscard]] bool leavesRightFree() const; ///< the same of the right column; true without a lesson
    void saveLessonReport(const QString &pupil, bool asPdf);
    [[nodiscard]] const LessonStep *lessonStep() const; ///< null: no lesson, or its end
    void chooseRun(const CensusPlace &place, const QPoint &where);
    void chooseRunOfCell(std::size_t cell, const QPoint &where);
    void addOpening(QMenu *menu, const CensusPlace &place);
    enum class CensusFile { Runs, Report };
    void exportCensus(CensusFile kind);
    void addViewsToMenu();
    void connectRun();
    void buildWhy();
    void connectWhy();
    void refreshRightColumn();
    void setCompact(bool compact);
    void showPage();
    void refreshColumns();
    /// The page whose views "copy", "export" and "enlarge" mean.
    [[nodiscard]] FramePage *framePage() const;
    [[nodiscard]] std::vector<FramePage *> framePages() const;
    void openRailPanel(int index);
    void refreshName();
    void refreshRecentFiles();
    void refreshActions();
    void connectTimeline();
    void addMemoryMenu();
    void refreshTravel();
    void refreshTimeline();
    void copyPicture(View *view);
    void exportPictureDialog(View *view);
    void exportData(View *view);
    void exportSamples();
    void importCsv(const QString &path);
    void editWeights();
    void showHelp();
    void showAbout();
    void restoreSettings();
    void say(const QString &message);

    std::unique_ptr<Dialogs> m_dialogs;
    ProjectModel m_model;
    LiveRun m_run;
    SurfaceModel m_surface;
    PointModel m_point;
    DiagnosisModel m_diagnosis;
    EscapeModel m_escape;
    AtlasModel m_atlas;
    CensusModel m_census;
    FateModel m_fate;
    RaceModel m_race;
    LessonRun m_lesson;
    ForkModel m_fork;
    ShareModel m_shares;
    LatestJob<QString> m_reporting; ///< a lesson's report: what went wrong
    LatestJob<QString> m_writing;   ///< a census as a file: what went wrong
    ViewState m_state;
    Actions m_actions;
    Document *m_document;
    TextLabel *m_name;
    TopBar *m_topBar;
    QHBoxLayout *m_middle = nullptr;
    LessonPane *m_lessonPane = nullptr;
    QScrollArea *m_left = nullptr;
    QScrollArea *m_right = nullptr;
    QWidget *m_leftLine = nullptr;
    QWidget *m_rightLine = nullptr;
    QScrollArea *m_why = nullptr;
    WhyPanel *m_whyPanel = nullptr;
    bool m_isWhyShown = false;
    Rail *m_rail = nullptr;
    DataPanel *m_dataPanel = nullptr;
    StartPanel *m_startPanel = nullptr;
    PlanePanel *m_planePanel = nullptr;
    RunsPanel *m_runsPanel = nullptr;
    TrainingPanel *m_trainingPanel = nullptr;
    TeachingPanel *m_teachingPanel = nullptr;
    PointPanel *m_pointPanel = nullptr;
    QTabBar *m_tabs = nullptr;
    QStackedWidget *m_pages = nullptr;
    TrainPage *m_trainPage = nullptr;
    SurfacePage *m_surfacePage = nullptr;
    RunsPage *m_runsPage = nullptr;
    LessonsPage *m_lessonsPage = nullptr;
    DataPage *m_dataPage = nullptr;
    TimelineBar *m_timeline = nullptr;
    QMenu *m_recent = nullptr;
    bool m_compact = false;
    bool m_leftFloats = false;
};

} // namespace basin
