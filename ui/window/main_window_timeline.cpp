// The main window's way with the past of a run.

#include "window/main_window.h"

#include "controls/timeline_bar.h"
#include "render/names.h"
#include "render/number_text.h"
#include "window/settings.h"

#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>

#include <algorithm>

namespace basin {

namespace {

constexpr std::size_t timelinePoints = 400;
constexpr double mebibyte = 1024.0 * 1024.0;
constexpr double standardMemory = static_cast<double>(TimelineOptions::standardMemory) / mebibyte;

QString memoryKey()
{
    return QStringLiteral("timeline-memory"); // MiB
}

std::vector<timeline::Event> timelineEvents(const History &history)
{
    std::vector<timeline::Event> events;
    for (const HistoryEvent &event : history.events())
        events.push_back({static_cast<double>(event.epoch), eventTitle(event), eventText(event)});
    if (const std::int64_t solved = history.solvedEpoch(); solved >= 0) {
        const auto after = std::find_if(events.begin(), events.end(), [solved](const timeline::Event &event) {
            return event.epoch >= static_cast<double>(solved);
        });
        events.insert(after, {static_cast<double>(solved), MainWindow::tr("all right"), {}});
    }
    return events;
}

} // namespace

void MainWindow::connectTimeline()
{
    auto *newest = new QPushButton(tr("Go to newest"));
    newest->setObjectName(QStringLiteral("go-to-newest"));
    newest->setFocusPolicy(Qt::TabFocus);
    newest->setToolTip(m_actions[ActionId::GoToNewest]->toolTip());
    connect(newest, &QAbstractButton::clicked, m_actions[ActionId::GoToNewest], &QAction::trigger);
    connect(m_actions[ActionId::GoToNewest], &QAction::changed, newest,
            [this, newest] { newest->setEnabled(m_actions[ActionId::GoToNewest]->isEnabled()); });
    m_timeline->setCaption(tr("Timeline"), tr("every step kept"));
    m_timeline->setTrailingWidget(newest);
    m_timeline->setScrubbable(true);
    connect(m_timeline, &TimelineBar::scrubbed, this, [this](double epoch, bool) {
        const auto wanted = static_cast<qint64>(epoch);
        epoch >= m_timeline->newest() ? m_run.goToNewest() : m_run.goToEpoch(wanted);
    });
    connect(&m_run, &LiveRun::progressed, this, &MainWindow::refreshTimeline);
    connect(&m_run, &LiveRun::preparedChanged, this, &MainWindow::refreshTimeline);
    addMemoryMenu();
    refreshTimeline();
}

void MainWindow::addMemoryMenu()
{
    auto *run = menuBar()->findChild<QMenu *>(QStringLiteral("run"));
    auto *menu = new QMenu(tr("Memory for the past"), this);
    menu->setObjectName(QStringLiteral("timeline-memory"));
    auto *group = new QActionGroup(menu);
    const double chosen = Settings::number(memoryKey(), standardMemory);
    for (const double size : {64.0, standardMemory, 1024.0, 4096.0}) {
        const QString text =
            size < 1024 ? tr("%1 MiB").arg(numbers::compact(size)) : tr("%1 GiB").arg(numbers::compact(size / 1024));
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(size == chosen);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, size] {
            Settings::setNumber(memoryKey(), size);
            m_run.setTimelineMemory(static_cast<qint64>(size * mebibyte));
        });
    }
    run->insertMenu(m_actions[ActionId::Restart], menu);
    m_run.setTimelineMemory(static_cast<qint64>(chosen * mebibyte));
}

/// What can be gone to, unless a lesson withholds the timeline.
void MainWindow::refreshTravel()
{
    const SnapshotPtr snapshot = m_run.snapshot();
    const LessonStep *step = lessonStep();
    const bool isFree = snapshot && (!step || step->control("timeline") == ControlState::Shown);
    const bool canGoBack = isFree && snapshot->step > snapshot->firstStep;
    m_actions[ActionId::StepBack]->setEnabled(canGoBack);
    m_actions[ActionId::TenStepsBack]->setEnabled(canGoBack);
    m_actions[ActionId::GoToNewest]->setEnabled(isFree && snapshot->isPast);
}

void MainWindow::refreshTimeline()
{
    const SnapshotPtr snapshot = m_run.snapshot();
    refreshTravel();
    if (!snapshot || !snapshot->history)
        return;
    const auto &bins = snapshot->history->bins();
    std::vector<QPointF> loss;
    const std::size_t step = std::max<std::size_t>(1, bins.size() / timelinePoints);
    for (std::size_t i = 0; i < bins.size(); i += step)
        loss.emplace_back(static_cast<double>(bins[i].epoch), bins[i].first.loss);
    m_timeline->setNow(static_cast<double>(snapshot->epoch), static_cast<double>(snapshot->firstEpoch),
                       static_cast<double>(snapshot->newestEpoch));
    m_timeline->setLoss(std::move(loss));
    m_timeline->setEvents(timelineEvents(*snapshot->history));
    m_timeline->setCaption(tr("Timeline"), snapshot->isSeeking ? tr("going there …")
                                           : snapshot->isPast  ? tr("back in time")
                                           : snapshot->firstEpoch > 0
                                               ? tr("from epoch %1").arg(numbers::count(snapshot->firstEpoch))
                                               : tr("every step kept"));
    m_timeline->setToolTip(
        tr("The past takes %1 MiB.").arg(numbers::fixed(static_cast<double>(snapshot->timelineBytes) / mebibyte, 1)));
}

} // namespace basin
