#include "panels/runs_panel.h"

#include "controls/basin_style.h"
#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/number_field.h"
#include "controls/section.h"
#include "controls/text_label.h"
#include "panels/variation_editor.h"
#include "render/names.h"
#include "render/number_text.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <thread>

namespace basin {

namespace {

constexpr qint64 fewestRuns = 10;
constexpr qint64 largestSeed = 9'007'199'254'740'991; ///< every whole number up to here is exact in JSON
constexpr qint64 mostEpochs = 1'000'000'000;
constexpr int barSteps = 1000;
constexpr int barHeight = 8;

QString timeText(double seconds)
{
    if (seconds < 60)
        return RunsPanel::tr("%1 s").arg(numbers::fixed(seconds, seconds < 9.95 ? 1 : 0));
    const auto minutes = static_cast<qint64>(seconds / 60);
    if (minutes < 60)
        return RunsPanel::tr("%1 min %2 s").arg(minutes).arg(static_cast<qint64>(seconds) % 60);
    return RunsPanel::tr("%1 h %2 min").arg(numbers::count(minutes / 60)).arg(minutes % 60);
}

} // namespace

RunsPanel::RunsPanel(CensusModel *census, QWidget *parent)
    : QWidget(parent),
      m_census(census),
      m_runsSection(new SideSection(tr("Many runs"), SideSection::Side::Left)),
      m_varySection(new SideSection(tr("Vary"), SideSection::Side::Left)),
      m_solvedSection(new SideSection(tr("Solved means"), SideSection::Side::Left)),
      m_settingsSection(new SideSection(tr("Every run uses"), SideSection::Side::Left))
{
    setAccessibleName(tr("Many runs"));
    setControl(m_varySection, "runs");
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 16);
    box->setSpacing(0);
    for (SideSection *section : {m_runsSection, m_varySection, m_solvedSection, m_settingsSection})
        box->addWidget(section);
    addRuns();
    addVary();
    addSolved();
    addSettings();
    connect(census, &CensusModel::settingsChanged, this, &RunsPanel::refresh);
    connect(census, &CensusModel::runningChanged, this, &RunsPanel::refreshButtons);
    connect(census, &CensusModel::progressed, this, &RunsPanel::refreshProgress);
    connect(census, &CensusModel::censusChanged, this, &RunsPanel::refreshButtons);
    connect(census->project(), &ProjectModel::changed, this, &RunsPanel::refreshProject);
    connect(census->run(), &LiveRun::preparedChanged, this, &RunsPanel::refreshProject);
    connect(census->run(), &LiveRun::progressed, this, [this] {
        if (isVisible() && m_lossRow->isVisibleTo(this) == isRegression())
            refresh(); // only the first snapshot tells
    });
    refreshProject();
    refreshButtons();
}

void RunsPanel::change(const std::function<void(CensusSettings &)> &set)
{
    CensusSettings settings = m_census->settings();
    set(settings);
    m_census->setSettings(settings);
    refresh();
}

void RunsPanel::addRuns()
{
    m_runs = new IntegerField(fewestRuns, CensusSpec::maximumRuns);
    setControl(m_runsSection->addRow(tr("Runs"), m_runs), "runs");
    m_runs->setToolTip(tr("How many starts are tried, each trained to its end"));
    connect(m_runs, &IntegerField::integerEdited, this,
            [this](qint64 value) { change([value](CensusSettings &s) { s.runs = value; }); });
    m_seed = new IntegerField(0, largestSeed);
    setControl(m_runsSection->addRow(tr("First seed"), m_seed), "runs");
    m_seed->setToolTip(
        tr("The first run's seed; each further run has the next one. A seed gives the same start weights "
           "and the same shuffling every time."));
    connect(m_seed, &IntegerField::integerEdited, this, [this](qint64 value) {
        change([value](CensusSettings &s) { s.firstSeed = static_cast<std::uint64_t>(value); });
    });
    m_epochs = new IntegerField(1, mostEpochs);
    m_epochsRow = m_runsSection->addRow(tr("Epochs"), m_epochs);
    setControl(m_epochsRow, "runs");
    m_epochs->setToolTip(tr("A run that has not ended by itself ends here"));
    connect(m_epochs, &IntegerField::integerEdited, this,
            [this](qint64 value) { change([value](CensusSettings &s) { s.epochs = value; }); });
    connect(m_epochsRow, &SectionRow::resetRequested, this,
            [this] { change([](CensusSettings &s) { s.epochs.reset(); }); });
    m_threads = new QComboBox;
    const int all = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    m_threads->addItem(tr("All (%1)").arg(all), 0);
    for (int count = 1; count < all; count *= 2)
        m_threads->addItem(numbers::count(count), count);
    m_threadsRow = m_runsSection->addRow(tr("Threads"), m_threads);
    m_threads->setToolTip(tr("How many cores the runs share. While the run in the window goes on, it has one for "
                             "itself."));
    connect(m_threads, &QComboBox::activated, this, [this](int index) {
        change([count = m_threads->itemData(index).toInt()](CensusSettings &s) { s.threads = count; });
    });

    auto *buttons = new QWidget;
    auto *line = new QHBoxLayout(buttons);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    m_start = new QPushButton(icon(QStringLiteral("play"), Theme::light().onAccent), tr("Start"));
    setPrimary(m_start);
    m_cancel = new QPushButton(tr("Cancel"));
    line->addWidget(m_start, 5);
    line->addWidget(m_cancel, 3);
    m_runsSection->addWide(buttons);
    connect(m_start, &QAbstractButton::clicked, m_census, &CensusModel::start);
    connect(m_cancel, &QAbstractButton::clicked, m_census, &CensusModel::cancel);
    m_last = new QPushButton(tr("Show the runs of last time"));
    m_runsSection->addWide(m_last);
    connect(m_last, &QAbstractButton::clicked, this, &RunsPanel::lastRunsRequested);
    addProgress();
}

void RunsPanel::addProgress()
{

    m_progressLine = new QWidget;
    auto *lines = new QVBoxLayout(m_progressLine);
    lines->setContentsMargins(0, 4, 0, 0);
    lines->setSpacing(2);
    m_bar = new QProgressBar;
    m_bar->setRange(0, barSteps);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(metrics::scaled(barHeight));
    m_bar->setAccessibleName(tr("Runs done"));
    lines->addWidget(m_bar);
    auto *numbersLine = new QHBoxLayout;
    m_done = new TextLabel({}, TypeRole::Caption, TextLabel::Tone::Text2);
    m_time = new TextLabel({}, TypeRole::Caption, TextLabel::Tone::Text2);
    numbersLine->addWidget(m_done, 1);
    numbersLine->addWidget(m_time);
    lines->addLayout(numbersLine);
    m_rate = new TextLabel({}, TypeRole::Caption, TextLabel::Tone::Text2);
    lines->addWidget(m_rate);
    m_runsSection->addWide(m_progressLine);
    m_problem = m_runsSection->addNote({});
    m_problem->setTone(TextLabel::Tone::Error);
    m_outdated = m_runsSection->addNote({});
}

void RunsPanel::addVary()
{
    for (const std::size_t i : {0U, 1U}) {
        m_variations[i] = new VariationEditor(m_varySection, i == 0 ? tr("Setting") : tr("and"), this);
        connect(m_variations[i], &VariationEditor::edited, this, &RunsPanel::changeVariations);
    }
    m_varyNote = m_varySection->addNote({});
}

void RunsPanel::changeVariations()
{
    CensusSettings settings = m_census->settings();
    settings.vary.clear();
    for (const VariationEditor *editor : m_variations)
        if (editor->variation())
            settings.vary.push_back(*editor->variation());
    if (settings.vary.size() == 2 && settings.vary[0].key == settings.vary[1].key) {
        m_variations[1]->setProblem(tr("This setting is varied already."));
        settings.vary.pop_back();
    }
    m_census->setSettings(settings);
    refresh();
}

void RunsPanel::addSolved()
{
    m_solvedNote = m_solvedSection->addNote({});
    NumberFormat format;
    format.minimum = 0;
    format.step = 0;
    m_loss = new NumberField(format);
    m_lossRow = m_solvedSection->addRow(tr("Loss"), m_loss);
    setControl(m_lossRow, "runs");
    m_loss->setAccessibleName(tr("Solved asks for a loss below this"));
    m_loss->setToolTip(tr("0: the loss does not matter."));
    connect(m_loss, &NumberField::valueEdited, this,
            [this](double value) { change([value](CensusSettings &s) { s.solvedLoss = value; }); });
    connect(m_lossRow, &SectionRow::resetRequested, this,
            [this] { change([](CensusSettings &s) { s.solvedLoss.reset(); }); });
}

void RunsPanel::addSettings()
{
    m_settingsSection->setDense();
    m_optimizer = m_settingsSection->addValueRow(tr("Optimizer"));
    m_lossName = m_settingsSection->addValueRow(tr("Loss"));
    m_batch = m_settingsSection->addValueRow(tr("Batch"));
    m_weights = m_settingsSection->addValueRow(tr("Weights"));
    m_precision = m_settingsSection->addValueRow(tr("Precision"));
}

void RunsPanel::refresh()
{
    const CensusSettings &settings = m_census->settings();
    const CensusSpec spec = m_census->spec();
    const TrainingOptions &training = spec.project.training;
    m_runs->setInteger(settings.runs);
    m_seed->setInteger(static_cast<qint64>(settings.firstSeed));
    m_epochs->setInteger(training.epochs);
    m_epochsRow->setChanged(settings.epochs.has_value());
    m_threads->setCurrentIndex(std::max(0, m_threads->findData(settings.threads)));
    m_loss->setValue(training.solvedLoss);
    m_lossRow->setChanged(settings.solvedLoss.has_value());
    m_solvedNote->setText(solvedText(training));
    m_lossRow->setVisible(!isRegression());
    for (std::size_t i = 0; i < m_variations.size(); ++i)
        if (!m_variations[i]->isWrong())
            m_variations[i]->setVariation(i < settings.vary.size() ? std::optional(settings.vary[i]) : std::nullopt);
    m_variations[1]->setShown(m_variations[0]->isChosen() || m_variations[1]->isChosen());
    const qint64 cells = spec.cellCount();
    m_varyNote->setText(settings.vary.empty()
                            ? tr("Choose a setting to compare solved shares side by side.")
                            : tr("%n cell(s) of %1 runs, in each the same seeds.", nullptr, static_cast<int>(cells))
                                  .arg(numbers::count(settings.runs)));
    refreshButtons();
}

bool RunsPanel::isRegression() const
{
    const SnapshotPtr snapshot = m_census->run()->snapshot();
    return snapshot && std::isnan(snapshot->metrics.accuracy);
}

QString RunsPanel::solvedText(const TrainingOptions &training) const
{
    if (!isRegression())
        return training.solvedLoss > 0 ? tr("All patterns on the right side, and a mean loss below")
                                       : tr("All patterns on the right side, whatever the loss");
    return training.stopLoss > 0
               ? tr("The loss falls to %1, where training stops.").arg(numbers::compact(training.stopLoss))
               : tr("Numbers have no right side: set “loss is below” on the page Train, and a run is solved when it "
                    "gets there.");
}

void RunsPanel::refreshProject()
{
    const Project &project = m_census->project()->project();
    for (VariationEditor *editor : m_variations)
        editor->setProject(project);
    QString optimizer = optimizerTitle(project.optimizer.name);
    const OptimizerKind *kind = findOptimizer(project.optimizer.name);
    if (kind && findOption(kind->options(project.optimizer.convention), "learning_rate"))
        optimizer += QStringLiteral(", ") + numbers::compact(project.optimizer.value("learning_rate"), 4);
    m_optimizer->setText(optimizer);
    m_lossName->setText(lossTitle(project.loss.name));
    m_batch->setText(project.training.batchSize == 0 ? tr("all patterns") : numbers::count(project.training.batchSize));
    m_weights->setText(initialiserTitle(project.init.kernel.name));
    m_precision->setText(project.training.precision == Precision::Float32 ? tr("32 bit") : tr("64 bit"));
    refresh();
}

void RunsPanel::refreshButtons()
{
    const bool isRunning = m_census->isRunning();
    const bool isWrong = std::ranges::any_of(m_variations, &VariationEditor::isWrong);
    m_start->setText(m_census->canGoOn()                ? tr("Go on")
                     : m_census->census() && !isRunning ? tr("Start again")
                                                        : tr("Start"));
    m_start->setEnabled(!isWrong && !isRunning);
    m_cancel->setEnabled(isRunning);
    m_last->setVisible(!isRunning && !m_census->census() && QFileInfo::exists(CensusModel::lastFile()));
    QString problem = m_census->problem();
    if (const QString save = m_census->saveProblem(); problem.isEmpty() && !save.isEmpty())
        problem = tr("The runs are not kept on the disk: %1").arg(save);
    showProblem(problem);
    const bool isOutdated = m_census->isOutdated();
    m_outdated->setText(tr("The project has changed since: these runs have its settings of before."));
    m_outdated->setVisible(isOutdated);
    refreshProgress();
}

void RunsPanel::showProblem(QString problem)
{
    // "vary: network.layers[0].units=-3: network.layers[0].units: must be …" belongs under its field.
    const auto &vary = m_census->settings().vary;
    for (std::size_t i = 0; i < vary.size(); ++i) {
        const QString key = QString::fromStdString(vary[i].key);
        const qsizetype at = problem.indexOf(QStringLiteral(": %1: ").arg(key));
        const bool isHere = problem.startsWith(QLatin1String("vary: ")) && at >= 0;
        QString what = isHere ? problem.mid(at + key.size() + 4) : QString();
        if (isHere) {
            what[0] = what[0].toUpper();
            problem.clear();
        }
        if (!m_variations[i]->isWrong())
            m_variations[i]->setProblem(what);
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void RunsPanel::refreshProgress()
{
    const qint64 done = m_census->rowsDone(), wanted = m_census->rowsWanted();
    m_progressLine->setVisible(wanted > 0 && (done > 0 || m_census->isRunning()));
    if (wanted == 0)
        return;
    m_bar->setValue(static_cast<int>(barSteps * done / wanted));
    m_done->setText(tr("%1 of %2").arg(numbers::count(done), numbers::count(wanted)));
    const double left = m_census->secondsLeft();
    m_time->setText(std::isfinite(left) ? tr("%1 left").arg(timeText(left)) : timeText(m_census->seconds()));
    const double rate = m_census->runsPerSecond();

    m_rate->setText(rate > 0
                        ? tr("%1 runs/s").arg(rate < 9.5 ? numbers::fixed(rate, 1) : numbers::count(std::llround(rate)))
                        : tr("Beginning…"));
}

} // namespace basin
