#include "window/top_bar.h"

#include "controls/chip.h"
#include "controls/log_slider.h"
#include "controls/metrics.h"
#include "controls/play_button.h"
#include "controls/read_out.h"
#include "controls/section.h"
#include "controls/separator.h"
#include "controls/speed_slider.h"
#include "controls/tool_button.h"
#include "render/names.h"
#include "render/number_text.h"
#include "window/actions.h"
#include "window/run_status.h"

#include <QHBoxLayout>

#include <cmath>

namespace basin {

namespace {

QString speedWords(std::optional<double> speed)
{
    if (!speed)
        return TopBar::tr("unlimited");
    const QString number = *speed < 10 ? numbers::compact(*speed, 2) : numbers::count(std::llround(*speed));
    return TopBar::tr("%1 epochs/s").arg(number);
}

ToolButton *actionButton(QAction *action)
{
    auto *button = new ToolButton(ToolButton::Size::Toolbar);
    button->setDefaultAction(action);
    return button;
}

Separator *groupLine()
{
    auto *line = new Separator(Qt::Vertical);
    line->setLength(metrics::scaled(24));
    return line;
}

} // namespace

TopBar::TopBar(DiagnosisModel *diagnosis, ProjectModel *model, const Actions &actions, QWidget *parent)
    : QWidget(parent),
      m_diagnosis(diagnosis),
      m_model(model),
      m_run(diagnosis->run()),
      m_restart(actionButton(actions[ActionId::Restart])),
      m_newWeights(actionButton(actions[ActionId::NewWeights])),
      m_stepBack(actionButton(actions[ActionId::StepBack])),
      m_play(new PlayButton),
      m_step(actionButton(actions[ActionId::Step])),
      m_speed(new SpeedSlider),
      m_epoch(new ReadOut(tr("Epoch"), QStringLiteral("00 000"))),
      m_loss(new ReadOut(tr("Loss"), QStringLiteral("0.0000"))),
      m_correct(new ReadOut(tr("Correct"), tr("%1 of %2").arg(8).arg(8))),
      m_bug(new Chip),
      m_chip(new Chip),
      m_why(new LinkButton(tr("why?")))
{
    setFixedHeight(metrics::toolbarHeight());
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(12, 0, 16, 0);
    line->setSpacing(0);
    line->addWidget(m_restart);
    line->addSpacing(8);
    line->addWidget(m_newWeights);
    line->addSpacing(12);
    line->addWidget(groupLine());
    line->addSpacing(16);
    line->addWidget(m_stepBack);
    line->addSpacing(8);
    line->addWidget(m_play);
    line->addSpacing(8);
    line->addWidget(m_step);
    line->addSpacing(16);
    line->addWidget(groupLine());
    line->addSpacing(16);
    line->addWidget(m_speed);
    line->addSpacing(16);
    line->addWidget(groupLine());
    line->addSpacing(16);
    for (ReadOut *readOut : {m_epoch, m_loss, m_correct}) {
        line->addWidget(readOut);
        line->addSpacing(24);
    }
    line->addStretch(1);
    line->addWidget(m_bug);
    line->addSpacing(8);
    line->addWidget(m_chip);
    line->addSpacing(8);
    line->addWidget(m_why);

    setControl(m_speed, "speed");
    m_speed->setWords(speedWords);
    connect(m_play, &QAbstractButton::clicked, actions[ActionId::PlayPause], &QAction::trigger);
    connect(actions[ActionId::PlayPause], &QAction::enabledChanged, m_play, &QWidget::setEnabled);
    for (QAbstractButton *button : {static_cast<QAbstractButton *>(m_chip), static_cast<QAbstractButton *>(m_why)})
        connect(button, &QAbstractButton::clicked, actions[ActionId::Why], &QAction::trigger);
    m_why->setToolTip(actions[ActionId::Why]->toolTip());
    connect(diagnosis, &DiagnosisModel::changed, this, &TopBar::refreshChip);
    connect(model, &ProjectModel::changed, this, &TopBar::refreshChip);
    connect(m_bug, &QAbstractButton::clicked, this, &TopBar::bugChosen);
    connect(m_speed, &SpeedSlider::speedEdited, m_run,
            [run = m_run](std::optional<double> speed) { run->setSpeed(speed.value_or(Session::unlimitedSpeed)); });
    connect(m_run, &LiveRun::speedChanged, this, &TopBar::refreshSpeed);
    for (const auto signal : {&LiveRun::progressed, &LiveRun::preparedChanged, &LiveRun::runningChanged,
                              &LiveRun::problemChanged, &LiveRun::gateChanged})
        connect(m_run, signal, this, &TopBar::refresh);
    setCompact(false);
    refreshSpeed();
    refresh();
}

void TopBar::setCompact(bool compact)
{
    m_compact = compact;
    m_restart->setWordsShown(!compact);
    m_newWeights->setWordsShown(!compact);
    refresh();
}

void TopBar::refresh()
{
    m_play->setPlaying(m_run->isRunning());
    refreshChip();
    const SnapshotPtr snapshot = m_run->snapshot();
    const auto prepared = m_run->prepared();
    if (!snapshot || !prepared)
        return;
    m_epoch->setValue(numbers::count(snapshot->epoch));
    const double loss = snapshot->metrics.loss;
    const bool isTiny = loss != 0.0 && std::abs(loss) < 0.00005;
    const bool isHuge = std::abs(loss) >= 1000;
    m_loss->setValue(isTiny || isHuge ? numbers::scientific(loss, isHuge ? 0 : 1) : numbers::fixed(loss, 4));
    const QString samples = numbers::count(prepared->data->train.samples());
    if (std::isnan(snapshot->metrics.accuracy)) {
        m_correct->setValue(QStringLiteral("–"));
    } else {
        m_correct->setWidest(tr("%1 of %2").arg(samples, samples));
        m_correct->setValue(tr("%1 of %2").arg(numbers::count(snapshot->metrics.correct), samples));
    }
}

void TopBar::refreshSpeed()
{
    const double speed = m_run->speed();
    m_speed->setSpeed(speed == Session::unlimitedSpeed ? std::nullopt : std::optional(speed));
}

void TopBar::changeSpeed(int direction)
{
    constexpr double factor = 3.1622776601683795; // half a decade
    const double largest = m_speed->slider()->scale().maximum;
    const double speed = m_run->speed();
    if (speed == Session::unlimitedSpeed) {
        if (direction < 0)
            m_run->setSpeed(largest);
        return;
    }
    const double next = speed * (direction > 0 ? factor : 1 / factor);
    m_run->setSpeed(next > largest * 1.01 ? Session::unlimitedSpeed : std::max(1.0, next));
}

void TopBar::faster()
{
    changeSpeed(1);
}

void TopBar::slower()
{
    changeSpeed(-1);
}

void TopBar::refreshChip()
{
    const RunStatus status = runStatus(*m_diagnosis);
    m_chip->setState(status.kind, m_compact ? status.shortWords : status.words, status.iconName);
    m_chip->setToolTip(status.sentence);
    const GradientFault fault = m_model->project().loss.fault;
    m_bug->setVisible(fault != GradientFault::None);
    const QString name = gradientFaultTitle(fault);
    m_bug->setState(Chip::Kind::Error, m_compact ? tr("Bug") : tr("Deliberate bug: %1").arg(name.toLower()),
                    QStringLiteral("warning"));
    m_bug->setToolTip(
        tr("The gradient is wrong on purpose: %1. A click shows the gradient check.").arg(name.toLower()));
}

} // namespace basin
