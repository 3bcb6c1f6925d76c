#include "views/race_view.h"

#include "controls/icon.h"
#include "controls/speed_slider.h"
#include "controls/text_label.h"
#include "controls/tool_button.h"
#include "render/curve_chart.h"
#include "render/names.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace basin {

namespace {

constexpr double chartShare = 0.45; ///< of a picture that leaves the window
constexpr int mostStarts = 8;
constexpr int usualStarts = 4;

/// A key in which racers may differ.
struct RaceKey {
    const char *key;
    const char *title;
};
constexpr std::array keys{RaceKey{"optimizer.name", QT_TRANSLATE_NOOP("RaceView", "Optimizer")},
                          RaceKey{"training.precision", QT_TRANSLATE_NOOP("RaceView", "Precision")},
                          RaceKey{"data.scaling", QT_TRANSLATE_NOOP("RaceView", "Scaling")},
                          RaceKey{"init.seed", QT_TRANSLATE_NOOP("RaceView", "Start")}};

std::vector<std::string> valuesOf(const std::string &key, std::uint64_t seed)
{
    std::vector<std::string> values;
    if (key == "training.precision")
        return {"float32", "float64"};
    if (key == "data.scaling")
        return {"none", "standard", "minmax"};
    if (key == "init.seed") {
        for (int i = 0; i < mostStarts; ++i)
            values.push_back(std::to_string(seed + static_cast<std::uint64_t>(i)));
        return values;
    }
    for (const OptimizerKind &kind : optimizers())
        values.push_back(kind.name);
    return values;
}

QString valueTitle(const std::string &key, const std::string &value)
{
    return key == "init.seed" ? RaceView::tr("Seed %1").arg(QString::fromStdString(value))
                              : racerTitle({.label = value, .project = {}});
}

} // namespace

RaceView::RaceView(RaceModel *model, QWidget *parent)
    : View(parent), m_model(model), m_chart(new CurveChart), m_tiles(new RaceTiles(model))
{
    setAccessibleName(title());
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    addSettings();
    addClock();
    box->addWidget(m_chart, 4);
    box->addWidget(m_tiles, 5);
    m_chart->setAccessibleName(tr("Loss of everyone who races"));
    connect(model, &RaceModel::choiceChanged, this, &RaceView::refreshSettings);
    connect(model, &RaceModel::problemChanged, this, &RaceView::refreshSettings);
    connect(model, &RaceModel::runningChanged, this, &RaceView::refreshClock);
    connect(model, &RaceModel::runningChanged, this, &RaceView::refresh);
    connect(model, &RaceModel::snapshotChanged, this, &RaceView::refresh);
    refreshSettings();
    refresh();
}

void RaceView::addSettings()
{
    auto *line = new QHBoxLayout;
    line->setContentsMargins(16, 4, 16, 0);
    line->setSpacing(8);
    m_key = new QComboBox;
    m_key->setAccessibleName(tr("What differs"));
    for (const RaceKey &row : keys)
        m_key->addItem(tr(row.title), QString::fromLatin1(row.key));
    connect(m_key, &QComboBox::activated, this, [this](int index) {
        RaceChoice choice = m_model->choice();
        choice.key = m_key->itemData(index).toString().toStdString();
        choice.values = choice.key == "optimizer.name" ? RaceChoice().values : valuesOf(choice.key, m_model->seed());
        choice.values.resize(std::min<std::size_t>(choice.values.size(), usualStarts));
        m_model->setChoice(choice);
    });
    m_values = new QPushButton(tr("Choose …"));
    m_menu = new QMenu(m_values);
    m_values->setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &RaceView::refreshSettings);
    m_start = new QPushButton(tr("Start"));
    connect(m_start, &QPushButton::clicked, m_model, &RaceModel::start);
    line->addWidget(m_key);
    line->addWidget(m_values, 1);
    line->addWidget(m_start);
    static_cast<QVBoxLayout *>(layout())->addLayout(line);
}

void RaceView::addClock()
{
    auto *line = new QHBoxLayout;
    line->setContentsMargins(16, 8, 16, 4);
    line->setSpacing(8);
    m_play = new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("play")), tr("Play"));
    connect(m_play, &QAbstractButton::clicked, this,
            [this] { m_model->isRunning() ? m_model->pause() : m_model->play(); });
    m_step = new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("step")), tr("One epoch"));
    connect(m_step, &QAbstractButton::clicked, this, [this] { m_model->step(1); });
    m_epoch = new TextLabel({}, TypeRole::Body, TextLabel::Tone::Text2);
    m_keepRate = new QCheckBox(tr("Same rate"));
    m_keepRate->setToolTip(tr("All at the project's learning rate, not each at its own standard"));
    connect(m_keepRate, &QCheckBox::clicked, this, [this](bool keep) {
        RaceChoice choice = m_model->choice();
        choice.keepRate = keep;
        m_model->setChoice(choice);
    });
    m_speed = new SpeedSlider;
    m_speed->setSpeed(m_model->speed());
    m_speed->setWords([](std::optional<double> speed) {
        return speed ? tr("%1 epochs/s").arg(numbers::compact(*speed, 3)) : tr("unlimited");
    });
    connect(m_speed, &SpeedSlider::speedEdited, this,
            [this](std::optional<double> speed) { m_model->setSpeed(speed.value_or(Session::unlimitedSpeed)); });
    line->addWidget(m_play);
    line->addWidget(m_step);
    line->addWidget(m_epoch);
    line->addStretch(1);
    line->addWidget(m_keepRate);
    line->addWidget(m_speed);
    auto *box = static_cast<QVBoxLayout *>(layout());
    box->addLayout(line);
    m_note = new TextLabel({}, TypeRole::Note, TextLabel::Tone::Error);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(16, 0, 16, 4);
    box->addWidget(m_note);
}

void RaceView::fillValues()
{
    const RaceChoice &choice = m_model->choice();
    const std::string &key = choice.key;
    const std::string wanted = key + ' ' + std::to_string(m_model->seed());
    if (wanted == m_filledFor)
        return;
    m_filledFor = wanted;
    m_menu->clear();
    std::vector<std::string> values = valuesOf(key, m_model->seed());
    for (const std::string &value : choice.values) // seeds that were chosen before the project had another
        if (std::ranges::find(values, value) == values.end())
            values.push_back(value);
    for (const std::string &value : values) {
        QAction *action = m_menu->addAction(valueTitle(key, value));
        action->setCheckable(true);
        action->setData(QString::fromStdString(value));
        connect(action, &QAction::triggered, this, [this, value](bool isTaken) {
            RaceChoice other = m_model->choice();
            std::erase(other.values, value);
            if (isTaken)
                other.values.push_back(value);
            m_model->setChoice(other);
        });
    }
}

void RaceView::refreshSettings()
{
    fillValues();
    const RaceChoice &choice = m_model->choice();
    m_key->setCurrentIndex(m_key->findData(QString::fromStdString(choice.key)));
    QStringList titles;
    for (QAction *action : m_menu->actions()) {
        const std::string value = action->data().toString().toStdString();
        const bool isTaken = std::ranges::find(choice.values, value) != choice.values.end();
        action->setChecked(isTaken);
        action->setEnabled(isTaken || choice.values.size() < maximumRacers);
        if (isTaken)
            titles.append(action->text());
    }
    const QString words = titles.isEmpty() ? tr("Choose …") : titles.join(QStringLiteral(", "));
    constexpr int room = 220;
    m_values->setText(m_values->fontMetrics().elidedText(words, Qt::ElideRight, room));
    m_values->setToolTip(words);
    m_values->setAccessibleName(tr("Who races: %1").arg(words));
    m_keepRate->setVisible(choice.key == "optimizer.name");
    m_keepRate->setChecked(choice.keepRate);
    m_start->setText(m_model->snapshot() ? tr("Start again") : tr("Start"));
    m_start->setEnabled(!choice.values.empty());
    m_note->setText(m_model->problem());
    m_note->setVisible(!m_model->problem().isEmpty());
}

void RaceView::refreshClock()
{
    const RacePtr race = m_model->snapshot();
    const bool canGoOn = race && !race->isOver;
    const bool isRunning = m_model->isRunning();
    m_play->setIcon(icon(isRunning ? QStringLiteral("pause") : QStringLiteral("play")));
    m_play->setToolTip(isRunning ? tr("Pause") : tr("Play"));
    m_play->setEnabled(canGoOn || isRunning);
    m_step->setEnabled(canGoOn);
    m_epoch->setText(race ? tr("epoch %1").arg(numbers::count(race->epoch)) : QString());
}

void RaceView::refresh()
{
    refreshClock();
    if (!isVisible())
        return;
    const RacePtr race = m_model->snapshot();
    m_start->setText(race ? tr("Start again") : tr("Start"));
    m_tiles->refresh();
    constexpr qint64 chartPace = 66; // ms: nobody reads curves at 30 a second
    if (m_model->isRunning() && m_sinceChart.isValid() && m_sinceChart.elapsed() < chartPace)
        return;
    m_sinceChart.start();
    m_chart->setFigure(race ? raceChart(race->entries, race->racers, Theme::current())
                            : raceChart({}, {}, Theme::current()));
}

void RaceView::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::current().surface);
}

void RaceView::showEvent(QShowEvent *event)
{
    View::showEvent(event);
    refresh();
}

void RaceView::changeEvent(QEvent *event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_play != nullptr) {
        m_sinceChart.invalidate();
        m_step->setIcon(icon(QStringLiteral("step")));
        refresh();
    }
}

void RaceView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    const RacePtr race = m_model->snapshot();
    if (!race)
        return raceChart({}, {}, theme).paint(painter, area, theme);
    QRectF chart = area, tiles = area;
    chart.setHeight(chartShare * area.height());
    tiles.setTop(chart.bottom() + 8);
    raceChart(race->entries, race->racers, theme).paint(painter, chart, theme);
    constexpr int cells = 192, margin = 16;
    raceFigure(race->entries, race->runs, race->racers, cells, theme)
        .paint(painter, tiles.adjusted(margin, 0, -margin, -margin), theme);
}

QByteArray RaceView::csv() const
{
    const RacePtr race = m_model->snapshot();
    if (!race)
        return {};
    QByteArray text = "racer,epoch,loss,accuracy\n";
    for (std::size_t i = 0; i < race->racers.size(); ++i) {
        const QByteArray name = QByteArray::fromStdString(race->entries[i].label);
        for (const HistoryBin &bin : race->racers[i].history->bins())
            text += name + ',' + QByteArray::number(qint64(bin.epoch)) + ',' + numbers::exact(bin.first.loss).toUtf8() +
                    ',' + numbers::exact(bin.first.accuracy).toUtf8() + '\n';
    }
    return text;
}

} // namespace basin
