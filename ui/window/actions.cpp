#include "window/actions.h"

#include "controls/focus_ring.h"
#include "controls/icon.h"
#include "controls/number_field.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QWidget>

namespace basin {

namespace {

#define TEXT(text) QT_TRANSLATE_NOOP("Actions", text)

QString translated(const char *text)
{
    return QCoreApplication::translate("Actions", text);
}

constexpr auto file = TEXT("&File");
constexpr auto edit = TEXT("&Edit");
constexpr auto run = TEXT("&Run");
constexpr auto network = TEXT("&Network");
constexpr auto surface = TEXT("&Surface");
constexpr auto runs = TEXT("&Many runs");
constexpr auto view = TEXT("&View");
constexpr auto help = TEXT("&Help");

QList<QKeySequence> standard(QKeySequence::StandardKey key)
{
    return QKeySequence::keyBindings(key);
}

QList<QKeySequence> keys(const char *sequence)
{
    return {QKeySequence(QString::fromLatin1(sequence))};
}

/// Whether a widget with the focus has a use of its own for a plain key.
bool wantsKey(const QWidget *widget, int key)
{
    if (qobject_cast<const QAbstractSpinBox *>(widget) || widget->inherits("QLineEdit") ||
        widget->inherits("QPlainTextEdit"))
        return true;
    if (qobject_cast<const QAbstractItemView *>(widget))
        return true;
    // Who chose with the mouse is done with the button or list; space then plays, as it does when the window opens.
    if (!FocusRing::isShownFor(widget))
        return false;
    return qobject_cast<const QComboBox *>(widget) ||
           (key == Qt::Key_Space && qobject_cast<const QAbstractButton *>(widget));
}

/// Keys that can mean nothing in a number: they keep their meaning for the window while a number field has the focus.
bool isNoNumberKey(const NumberField &field, const QKeyEvent &key)
{
    const auto *line = field.findChild<QLineEdit *>();
    if (key.matches(QKeySequence::Undo))
        return line && !line->isUndoAvailable();
    if (key.matches(QKeySequence::Redo))
        return line && !line->isRedoAvailable();
    return key.key() == Qt::Key_Space ||
           (key.text().size() == 1 && QStringLiteral("[]fFoOpPrRtTwWzZ").contains(key.text()));
}

} // namespace

const QList<ActionRow> &actionRows()
{
    using Id = ActionId;
    static const QList<ActionRow> rows{
        {Id::New, file, TEXT("&New"), standard(QKeySequence::New)},
        {Id::Open, file, TEXT("&Open…"), standard(QKeySequence::Open), "open"},
        {Id::OpenLesson, file, TEXT("Open &lesson…"), {}},
        {Id::Save, file, TEXT("&Save"), standard(QKeySequence::Save), nullptr, nullptr, false, true},
        {Id::SaveAs, file, TEXT("Save &as…"), keys("Ctrl+Shift+S")},
        {Id::ImportCsv, file, TEXT("&Import CSV…"), keys("Ctrl+I"), "data", nullptr, false, true},
        {Id::ExportPicture, file, TEXT("Export &picture…"), keys("Ctrl+E"), "camera"},
        {Id::ExportData, file, TEXT("Export c&urves as CSV…"), keys("Ctrl+Shift+E")},
        {Id::ExportSamples, file, TEXT("Export &data as CSV…"), {}},
        {Id::Quit, file, TEXT("&Quit"), standard(QKeySequence::Quit), nullptr, nullptr, false, true},

        {Id::Undo, edit, TEXT("&Undo"), standard(QKeySequence::Undo)},
        {Id::Redo, edit, TEXT("&Redo"), standard(QKeySequence::Redo)},
        {Id::CopyPicture, edit, TEXT("&Copy the view as a picture"), keys("Ctrl+Shift+C"), "camera", nullptr, false,
         true},
        {Id::EditWeights, edit, TEXT("Edit all &weights…"), keys("Ctrl+W"), nullptr, nullptr, false, true},
        {Id::EditData, edit, TEXT("Edit the &data…"), keys("Ctrl+D")},

        {Id::PlayPause, run, TEXT("&Play or pause"), keys("Space"), "play"},
        {Id::Step, run, TEXT("&Step"), keys("."), "step", TEXT("One update of the weights")},
        {Id::TenSteps, run, TEXT("&Ten steps"), keys("Shift+.")},
        {Id::StepEpoch, run, TEXT("One &epoch"), keys("Ctrl+.")},
        {Id::TenEpochs, run, TEXT("Ten ep&ochs"), keys("Ctrl+Shift+.")},
        {Id::StepBack, run, TEXT("Step &back"), keys(","), "step-back", TEXT("One update back, exactly as it was"),
         false, true},
        {Id::TenStepsBack, run, TEXT("Ten steps bac&k"), keys("Shift+,")},
        {Id::GoToNewest, run, TEXT("&Go to newest"), keys("Ctrl+End"), nullptr,
         TEXT("To the last update the run has made")},
        {Id::Restart, run, TEXT("&Restart"), keys("R"), "restart", TEXT("From the beginning, with the same weights"),
         false, true},
        {Id::NewWeights, run, TEXT("New &weights"), keys("Ctrl+R"), "new-weights",
         TEXT("From the beginning, with the weights of the next seed")},
        {Id::Slower, run, TEXT("S&lower"), keys("["), nullptr, nullptr, false, true},
        {Id::Faster, run, TEXT("&Faster"), keys("]")},
        {Id::Pin, run, TEXT("P&in this run"), keys("P"), "pin",
         TEXT("Keeps the curve to compare the next runs with it"), false, true},
        {Id::Unpin, run, TEXT("&Unpin all runs"), keys("Shift+P")},
        {Id::Why, run, TEXT("Why is it stu&ck, or well?"), keys("W"), nullptr,
         TEXT("Why the network learns or does not, with evidence and experiments"), true, true},

        {Id::LessonNext, run, TEXT("Ne&xt step of the lesson"), keys("Alt+Right"), "chevron-right", nullptr, false,
         true},
        {Id::LessonBack, run, TEXT("Step &back in the lesson"), keys("Alt+Left"), "chevron-left"},
        {Id::LeaveLesson, run, TEXT("Lea&ve the lesson"), {}, "close", TEXT("Your own project comes back")},

        {Id::AddUnit, network, TEXT("Add a &unit to the last hidden layer"), keys("Ctrl++")},
        {Id::RemoveUnit, network, TEXT("&Remove a unit from the last hidden layer"), keys("Ctrl+-")},
        {Id::AddLayer, network, TEXT("Add a hidden &layer"), keys("Ctrl+L"), nullptr, nullptr, false, true},
        {Id::RemoveLayer, network, TEXT("Remove the last &hidden layer"), keys("Ctrl+Shift+L")},
        {Id::UnfreezeAll, network, TEXT("Un&freeze all weights"), {}, nullptr, nullptr, false, true},

        {Id::WayOut, surface, TEXT("Show the way &out"), keys("O"), "way-out",
         TEXT("Seeks a path of falling loss out of the point where the run stands")},
        {Id::StationaryPoints, surface, TEXT("Find &stationary points"), keys("Ctrl+F"), nullptr,
         TEXT("Seeks the points without a slope, and lists them in the atlas")},
        {Id::FreezeSurface, surface, TEXT("&Freeze the surface"), keys("F"), nullptr,
         TEXT("Keeps the surface as it is while the run goes on"), true},

        {Id::StartRuns, runs, TEXT("&Start many runs"), keys("Ctrl+Return"), nullptr,
         TEXT("Trains the network from many starts and shows what becomes of them")},
        {Id::CancelRuns, runs, TEXT("&Cancel"), keys("Ctrl+Shift+Return"), nullptr,
         TEXT("Ends the runs under way; what has come so far stays")},
        {Id::OpenCensus,
         runs,
         TEXT("&Open a census…"),
         {},
         nullptr,
         TEXT("Shows the runs of a table that Basin wrote, here or on the command line"),
         false,
         true},
        {Id::ExportRuns, runs, TEXT("Export &runs as CSV…"), {}},
        {Id::ExportReport,
         runs,
         TEXT("Export a r&eport…"),
         {},
         nullptr,
         TEXT("Settings, seeds and intervals as text that someone else can run again")},

        {Id::TrainPage, view, TEXT("T&rain"), keys("Ctrl+1")},
        {Id::SurfacePage, view, TEXT("Error &surface"), keys("Ctrl+2")},
        {Id::RunsPage, view, TEXT("&Many runs"), keys("Ctrl+3")},
        {Id::LessonsPage, view, TEXT("&Lessons"), keys("Ctrl+4")},
        {Id::DataPage, view, TEXT("D&ata"), keys("Ctrl+5")},
        {Id::ZeroLines, view, TEXT("&Zero lines of the hidden units"), keys("Z"), nullptr, nullptr, true, true},
        {Id::TestPoints, view, TEXT("&Test points"), keys("T"), nullptr, nullptr, true},
        {Id::EnlargeView, view, TEXT("&Enlarge the view"), keys("F10"), "enlarge", nullptr, true, true},
        {Id::FullScreen, view, TEXT("&Full screen"), keys("F11"), nullptr, nullptr, true},
        {Id::ThemeSystem, view, TEXT("Colours as the &system"), {}, nullptr, nullptr, true, true},
        {Id::ThemeLight, view, TEXT("&Light"), {}, nullptr, nullptr, true},
        {Id::ThemeDark, view, TEXT("&Dark"), {}, nullptr, nullptr, true},
        {Id::ResetLayout, view, TEXT("&Reset the layout"), {}, nullptr, nullptr, false, true},

        {Id::Shortcuts, help, TEXT("&Keys and first steps"), keys("F1"), "hint"},
        {Id::About, help, TEXT("&About Basin"), {}, nullptr, nullptr, false, true},
        {Id::AboutQt, help, TEXT("About &Qt"), {}},
    };
    return rows;
}

Actions::Actions(QWidget *window) : QObject(window)
{
    for (const ActionRow &row : actionRows()) {
        auto *action = new QAction(translated(row.text), window);
        action->setShortcuts(row.shortcuts);
        action->setCheckable(row.checkable);
        if (row.icon)
            action->setIcon(icon(QString::fromLatin1(row.icon)));
        // Menus of this look have no pictures; the toolbar takes them.
        action->setIconVisibleInMenu(false);
        QString tip =
            row.tip ? translated(row.tip) : translated(row.text).remove(QLatin1Char('&')).remove(QStringLiteral("…"));
        if (!row.shortcuts.isEmpty())
            tip += QStringLiteral(" (%1)").arg(row.shortcuts.first().toString(QKeySequence::NativeText));
        action->setToolTip(tip);
        window->addAction(action);
        m_actions.insert(static_cast<int>(row.id), action);
    }
    qApp->installEventFilter(this);
}

void Actions::fill(QMenuBar *bar) const
{
    QHash<QString, QMenu *> menus;
    for (const ActionRow &row : actionRows()) {
        const QString name = QString::fromLatin1(row.menu);
        QMenu *&menu = menus[name];
        if (!menu) {
            menu = bar->addMenu(translated(row.menu));
            menu->setObjectName(QString(name).remove(QLatin1Char('&')).toLower());
        }
        if (row.separatorBefore)
            menu->addSeparator();
        menu->addAction((*this)[row.id]);
    }
}

bool Actions::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const auto *widget = qobject_cast<QWidget *>(watched);
        const bool plain = !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
        const bool printable = !key->text().isEmpty() && key->text().at(0).isPrint();
        if (const auto *field = qobject_cast<const NumberField *>(watched); field && isNoNumberKey(*field, *key)) {
            event->ignore();
            return true;
        }
        if (widget && plain && printable && wantsKey(widget, key->key())) {
            event->accept();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace basin
