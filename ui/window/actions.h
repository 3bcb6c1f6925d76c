#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

class QMenuBar;
class QWidget;

namespace basin {

enum class ActionId {
    // File
    New,
    Open,
    OpenLesson,
    Save,
    SaveAs,
    ImportCsv,
    ExportPicture,
    ExportData,
    ExportSamples,
    Quit,
    // Edit
    Undo,
    Redo,
    CopyPicture,
    EditWeights,
    EditData,
    // Run
    PlayPause,
    Step,
    TenSteps,
    StepEpoch,
    TenEpochs,
    StepBack,
    TenStepsBack,
    GoToNewest,
    Restart,
    NewWeights,
    Slower,
    Faster,
    Pin,
    Unpin,
    LessonNext,
    LessonBack,
    LeaveLesson,
    Why,
    // Network
    AddUnit,
    RemoveUnit,
    AddLayer,
    RemoveLayer,
    UnfreezeAll,
    // Surface
    WayOut,
    StationaryPoints,
    FreezeSurface,
    // Many runs
    StartRuns,
    CancelRuns,
    OpenCensus,
    ExportRuns,
    ExportReport,
    // View
    TrainPage,
    SurfacePage,
    RunsPage,
    LessonsPage,
    DataPage,
    ZeroLines,
    TestPoints,
    EnlargeView,
    FullScreen,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    ResetLayout,
    // Help
    Shortcuts,
    About,
    AboutQt,
};

/// One row for each action: menus, toolbar, shortcuts and the list of shortcuts are all read from here.
struct ActionRow {
    ActionId id;
    const char *menu; ///< source text, translated in the context "Actions"
    const char *text;
    QList<QKeySequence> shortcuts;
    const char *icon = nullptr;
    const char *tip = nullptr;
    bool checkable = false;
    bool separatorBefore = false;
};

[[nodiscard]] const QList<ActionRow> &actionRows();

/// The actions of the main window by id. Owned by MainWindow.
class Actions : public QObject {
    Q_OBJECT

public:
    explicit Actions(QWidget *window);

    [[nodiscard]] QAction *operator[](ActionId id) const { return m_actions.value(static_cast<int>(id)); }
    /// Builds the menus in the table's order.
    void fill(QMenuBar *bar) const;

    /// Single keys (space, R, comma, full stop) belong to a field or button that has the focus and can use them.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QHash<int, QAction *> m_actions;
};

} // namespace basin
