#include "window/main_window.h"

#include "controls/basin_style.h"
#include "controls/metrics.h"
#include "controls/rail.h"
#include "controls/section.h"
#include "controls/separator.h"
#include "controls/text_label.h"
#include "controls/timeline_bar.h"
#include "panels/data_page.h"
#include "panels/data_panel.h"
#include "panels/lesson_pane.h"
#include "panels/plane_panel.h"
#include "panels/point_panel.h"
#include "panels/runs_panel.h"
#include "panels/start_panel.h"
#include "panels/teaching_panel.h"
#include "panels/training_panel.h"
#include "render/fonts.h"
#include "render/names.h"
#include "render/theme.h"
#include "views/surface_3d_view.h"
#include "window/lessons_page.h"
#include "window/runs_page.h"
#include "window/settings.h"
#include "window/surface_page.h"
#include "window/surface_settings.h"
#include "window/top_bar.h"
#include "window/train_page.h"

#include "project/examples.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QMimeData>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStyle>
#include <QTabBar>
#include <QVBoxLayout>

#include <utility>

namespace basin {

namespace {

constexpr int leftWidth = 232;
constexpr int rightWidth = 264;
constexpr int pointWidth = 304;
constexpr int nameWidth = 420;
constexpr int menuHeight = 28;
constexpr int rightWidthCompact = 232;
constexpr int railPanelWidth = 320;
constexpr QSize standardSize(1440, 900);
constexpr QSize smallestSize(1024, 700);
constexpr int compactBelow = 1240;
constexpr double standardSpeed = 500.0; ///< epochs/s: slow enough to watch, quick enough to wait for

/// The panel keeps its width when a scroll bar comes: the bar lies on its padding.
void setColumnWidth(QScrollArea *area, int width)
{
    area->setFixedWidth(metrics::scaled(width));
    area->widget()->setFixedWidth(metrics::scaled(width));
}

QScrollArea *panelColumn(const QList<QWidget *> &panels, int width)
{
    auto *content = new QWidget;
    auto *box = new QVBoxLayout(content);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    for (QWidget *panel : panels)
        box->addWidget(panel);
    box->addStretch(1);
    auto *area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus); // its fields take the focus, and it follows them
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setColumnWidth(area, width);
    return area;
}

/// An area that covers what lies behind it.
QWidget *background(QWidget *widget)
{
    widget->setAutoFillBackground(true);
    widget->setBackgroundRole(QPalette::Window);
    return widget;
}

} // namespace

MainWindow::MainWindow(std::unique_ptr<Dialogs> dialogs, QWidget *parent)
    : QMainWindow(parent),
      m_dialogs(std::move(dialogs)),
      m_run(&m_model),
      m_surface(&m_model, &m_run),
      m_point(&m_surface),
      m_diagnosis(&m_point),
      m_escape(&m_surface),
      m_atlas(&m_surface),
      m_census(&m_model, &m_run),
      m_fate(&m_model, &m_run),
      m_race(&m_model, &m_run),
      m_lesson(&m_model, &m_run, &m_census),
      m_fork(&m_model, &m_run),
      m_shares(&m_model, &m_run),
      m_actions(this),
      m_document(new Document(&m_model, &m_run, m_dialogs.get(), this)),
      m_name(new TextLabel(QString(), TypeRole::Body, TextLabel::Tone::Text2)),
      m_topBar(new TopBar(&m_diagnosis, &m_model, m_actions))
{
    setObjectName(QStringLiteral("MainWindow"));
    setAcceptDrops(true);
    setMinimumSize(smallestSize);
    buildMenus();
    buildLayout();
    connectActions();
    connectNetworkActions();
    connectViewActions();
    connectSurface();
    connectRuns();
    connectLessons();
    connectWhy();
    connectRun();
    restoreSettings();
    m_document->newProject();
    recallLessons();
}

MainWindow::~MainWindow()
{
    m_why->hide(); // while there is still somebody to be told that nobody reads it
}

void MainWindow::buildMenus()
{
    m_actions.fill(menuBar());
    auto *file = menuBar()->findChild<QMenu *>(QStringLiteral("file"));
    auto *examplesMenu = new QMenu(tr("E&xamples"), this);
    for (const Example &example : examples()) {
        const QString name = QString::fromStdString(example.name);
        QAction *action = examplesMenu->addAction(exampleTitle(example.name));
        action->setObjectName(QStringLiteral("example-") + name);
        connect(action, &QAction::triggered, this, [this, name] { m_document->openExample(name); });
    }
    m_recent = new QMenu(tr("Open &recent"), this);
    file->insertMenu(m_actions[ActionId::Save], examplesMenu);
    file->insertMenu(m_actions[ActionId::Save], m_recent);
    m_name->setContentsMargins(0, 0, 16, 0);
    m_name->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_name->setFixedSize(metrics::scaled(nameWidth), metrics::scaled(menuHeight));
    menuBar()->setCornerWidget(m_name);
    refreshRecentFiles();
}

void MainWindow::buildPages()
{
    m_trainPage = new TrainPage(&m_model, &m_run, &m_state);
    m_surfacePage = new SurfacePage(&m_point, &m_escape, &m_atlas, &m_state);
    m_runsPage = new RunsPage(&m_census, &m_fate, &m_race);
    m_lessonsPage = new LessonsPage(&m_lesson);
    m_dataPage = new DataPage(&m_model, &m_run);
    m_tabs = new QTabBar;
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Pages"));
    m_pages = new QStackedWidget;
    // In the order of Page.
    for (const auto &[page, name] : {std::pair{static_cast<QWidget *>(m_trainPage), tr("Train")},
                                     std::pair{static_cast<QWidget *>(m_surfacePage), tr("Error surface")},
                                     std::pair{static_cast<QWidget *>(m_runsPage), tr("Many runs")},
                                     std::pair{static_cast<QWidget *>(m_lessonsPage), tr("Lessons")},
                                     std::pair{static_cast<QWidget *>(m_dataPage), tr("Data")}}) {
        m_tabs->addTab(name);
        m_pages->addWidget(page);
    }
    connect(m_tabs, &QTabBar::currentChanged, this, &MainWindow::showPage);
}

void MainWindow::buildLayout()
{
    m_dataPanel = new DataPanel(&m_model, &m_run);
    m_startPanel = new StartPanel(&m_model, &m_run);
    m_planePanel = new PlanePanel(&m_surface);
    m_runsPanel = new RunsPanel(&m_census);
    m_trainingPanel = new TrainingPanel(&m_model, &m_run);
    m_left = panelColumn({m_dataPanel, m_startPanel, m_planePanel, m_runsPanel}, leftWidth);
    m_pointPanel = new PointPanel(&m_point, &m_escape);
    m_teachingPanel = new TeachingPanel(&m_model);
    m_right = panelColumn({m_trainingPanel, m_teachingPanel, m_pointPanel}, rightWidth);
    m_rail = new Rail;
    m_rail->addButton(QStringLiteral("data"), tr("Data"));
    m_rail->addButton(QStringLiteral("start"), tr("Start"));
    m_rail->addButton(QStringLiteral("axes"), tr("Plane"));
    m_rail->addButton(QStringLiteral("runs"), tr("Runs"));
    m_rail->hide();
    connect(m_rail, &Rail::currentEdited, this, &MainWindow::openRailPanel);
    buildPages();

    auto *tabRow = new QWidget;
    auto *tabLine = new QHBoxLayout(tabRow);
    tabLine->setContentsMargins(12, 0, 12, 0);
    tabLine->addWidget(m_tabs);
    tabLine->addStretch(1);
    tabRow->setFixedHeight(metrics::headerHeight());
    auto *centre = new QWidget;
    auto *centreBox = new QVBoxLayout(centre);
    centreBox->setContentsMargins(0, 0, 0, 0);
    centreBox->setSpacing(0);
    centreBox->addWidget(tabRow);
    centreBox->addWidget(new Separator(Qt::Horizontal));
    centreBox->addWidget(m_pages, 1);

    m_lessonPane = new LessonPane(&m_lesson);
    m_lessonPane->hide();
    m_middle = new QHBoxLayout;
    m_middle->setContentsMargins(0, 0, 0, 0);
    m_middle->setSpacing(0);
    m_middle->addWidget(m_lessonPane);
    m_middle->addWidget(m_rail);
    m_middle->addWidget(m_left);
    m_leftLine = new Separator(Qt::Vertical);
    m_middle->addWidget(m_leftLine);
    m_middle->addWidget(centre, 1);
    m_rightLine = new Separator(Qt::Vertical);
    m_middle->addWidget(m_rightLine);
    m_middle->addWidget(m_right);
    buildWhy();
    m_middle->addWidget(m_why);

    m_timeline = new TimelineBar;
    setControl(m_timeline, "timeline");
    auto *whole = background(new QWidget);
    auto *box = new QVBoxLayout(whole);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    box->addWidget(m_topBar);
    box->addWidget(new Separator(Qt::Horizontal));
    box->addLayout(m_middle, 1);
    box->addWidget(new Separator(Qt::Horizontal));
    box->addWidget(m_timeline);
    setCentralWidget(whole);
    resize(standardSize);
    showPage();
}

void MainWindow::setPage(Page page)
{
    m_tabs->setCurrentIndex(static_cast<int>(page));
}

MainWindow::Page MainWindow::page() const
{
    return static_cast<Page>(m_tabs->currentIndex());
}

FramePage *MainWindow::framePage() const
{
    return page() == Page::Surface ? static_cast<FramePage *>(m_surfacePage)
           : page() == Page::Runs  ? static_cast<FramePage *>(m_runsPage)
                                   : m_trainPage;
}

std::vector<FramePage *> MainWindow::framePages() const
{
    return {m_trainPage, m_surfacePage, m_runsPage};
}

void MainWindow::showPage()
{
    m_pages->setCurrentIndex(m_tabs->currentIndex());
    const bool isSurface = page() == Page::Surface;
    const bool isRuns = page() == Page::Runs;
    for (QWidget *panel : {static_cast<QWidget *>(m_dataPanel), static_cast<QWidget *>(m_startPanel)})
        panel->setVisible(!isSurface && !isRuns);
    m_trainingPanel->setVisible(!isSurface);
    m_teachingPanel->setVisible(!isSurface);
    m_planePanel->setVisible(isSurface);
    m_runsPanel->setVisible(isRuns);
    const bool isLessons = page() == Page::Lessons;
    refreshRightColumn();
    m_leftLine->setVisible(!isLessons || m_lesson.isActive());
    if (isSurface && !Surface3dView::isAvailable()) // asked only when it matters: it takes a while
        m_planePanel->setReliefProblem(tr("There is no 3-D surface here: it needs OpenGL."));
    m_pointPanel->setVisible(isSurface);
    for (int i = 0; i < 4; ++i)
        m_rail->button(i)->setVisible(isSurface ? i == 2 : isRuns ? i == 3 : i < 2);
    m_rail->setVisible(!isLessons && (m_lesson.isActive() ? leavesLeftFree() : m_compact));
    m_rail->setCurrent(-1);
    openRailPanel(-1);
    refreshColumns();
    m_surface.setActive(isSurface);
    m_point.setPace(this, isSurface ? PointPace::Quick : PointPace::Never);
    refreshActions();
    noteShown();
}

void MainWindow::refreshColumns()
{
    setColumnWidth(m_right, m_compact ? rightWidthCompact : page() == Page::Surface ? pointWidth : rightWidth);
    setColumnWidth(m_left, m_leftFloats ? railPanelWidth : leftWidth);
    m_left->verticalScrollBar()->setValue(0);
    m_right->verticalScrollBar()->setValue(0);
}

bool MainWindow::open(const QString &path)
{
    return m_document->open(path);
}

void MainWindow::setCompact(bool compact)
{
    if (m_compact == compact)
        return;
    m_compact = compact;
    m_topBar->setCompact(compact);
    m_trainingPanel->setCompact(compact);
    refreshLeft();
    showPage();
}

void MainWindow::openRailPanel(int index)
{
    m_left->setVisible(m_leftFloats ? index >= 0 : page() != Page::Lessons);
    if (!m_leftFloats || index < 0)
        return;
    const QPoint origin = m_rail->mapTo(centralWidget(), QPoint(m_rail->width(), 0));
    m_left->setGeometry(QRect(origin, QSize(metrics::scaled(railPanelWidth), m_rail->height())));
    m_left->raise();
    m_left->verticalScrollBar()->setValue(index == 1 ? m_startPanel->y() : 0);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    setCompact(width() < metrics::scaled(compactBelow));
    openRailPanel(m_rail->current());
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        m_actions[ActionId::FullScreen]->setChecked(isFullScreen());
}

void MainWindow::applyColours()
{
    const Settings::Colours colours = Settings::colours();
    // The palette in force is ours; what the system asks for is in the style's standard palette.
    static const bool systemIsDark = Theme::matching(QGuiApplication::palette()).isDark;
    const bool dark = colours == Settings::Colours::Dark || (colours == Settings::Colours::System && systemIsDark);
    applyTheme(*qApp, dark ? Theme::dark() : Theme::light());
    // The pages are paper, everything around them is panel.
    QPalette paper = QGuiApplication::palette();
    paper.setColor(QPalette::Window, Theme::current().surface);
    for (int i = 0; i < m_pages->count(); ++i) {
        m_pages->widget(i)->setPalette(paper);
        m_pages->widget(i)->setAutoFillBackground(true);
    }
    m_lessonPane->setPalette(paper);
    m_why->setPalette(paper);
    m_actions[ActionId::ThemeSystem]->setChecked(colours == Settings::Colours::System);
    m_actions[ActionId::ThemeLight]->setChecked(colours == Settings::Colours::Light);
    m_actions[ActionId::ThemeDark]->setChecked(colours == Settings::Colours::Dark);
}

void MainWindow::restoreSettings()
{
    applyColours();
    restoreGeometry(Settings::bytes(QStringLiteral("geometry")));
    m_trainPage->restoreLayout(Settings::bytes(QStringLiteral("train")));
    m_surfacePage->restoreLayout(Settings::bytes(QStringLiteral("surface")));
    m_runsPage->restoreLayout(Settings::bytes(QStringLiteral("runs")));
    m_surface.setOptions(savedSurfaceOptions());
    m_run.setSpeed(Settings::number(QStringLiteral("speed"), standardSpeed));
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_document->mayDiscard()) {
        event->ignore();
        return;
    }
    m_run.pause();
    m_census.cancel();
    m_fate.cancel();
    m_race.pause();
    m_fork.pause();
    Settings::setBytes(QStringLiteral("runs"), m_runsPage->saveLayout());
    Settings::setBytes(QStringLiteral("geometry"), saveGeometry());
    Settings::setBytes(QStringLiteral("train"), m_trainPage->saveLayout());
    Settings::setBytes(QStringLiteral("surface"), m_surfacePage->saveLayout());
    saveSurfaceOptions(m_surface.options());
    Settings::setNumber(QStringLiteral("speed"), m_run.speed());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const auto urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const auto urls = event->mimeData()->urls();
    if (!urls.isEmpty())
        open(urls.first().toLocalFile());
}

} // namespace basin
