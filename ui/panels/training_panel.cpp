#include "panels/training_panel.h"

#include "controls/log_slider.h"
#include "controls/metrics.h"
#include "controls/number_field.h"
#include "controls/section.h"
#include "controls/segmented_control.h"
#include "controls/tool_button.h"
#include "render/names.h"
#include "render/number_text.h"

#include "network/loss.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int pairFieldWidth = 46; ///< two of them stand beside the label
constexpr int stopFieldWidth = 88;
constexpr int stopFieldWidthCompact = 72;
constexpr int standardPatience = 2000;
constexpr double standardStopLoss = 0.001;
const std::vector<std::string> oftenUsed{"momentum", "nesterov",  "rho",      "weight_decay",
                                         "eta_plus", "eta_minus", "delta_max"};

bool isFlag(const OptionSpec &spec)
{
    return spec.type == OptionType::Flag;
}

/// The hyperparameters of all optimizers, each once.
std::vector<OptionSpec> allOptions()
{
    std::vector<OptionSpec> all;
    for (const OptimizerKind &kind : optimizers()) {
        for (const OptionSpec &spec : kind.keras) {
            if (!findOption(all, spec.key))
                all.push_back(spec);
        }
    }
    return all;
}

NumberFormat formatOf(const OptionSpec &spec)
{
    NumberFormat format;
    format.minimum = spec.low;
    format.maximum = spec.high;
    format.isMinimumOpen = !spec.lowIncluded;
    format.isInteger = spec.type == OptionType::Integer;
    format.step = format.isInteger ? 1 : 0;
    return format;
}

QString sentenceOf(const QString &path, const QString &message)
{
    QString text = message;
    if (!path.isEmpty() && text.startsWith(path))
        text.remove(0, path.size() + 2);
    return text;
}

} // namespace

TrainingPanel::TrainingPanel(ProjectModel *model, LiveRun *run, QWidget *parent)
    : QWidget(parent), m_model(model), m_run(run)
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 16);
    box->setSpacing(0);
    m_training = new SideSection(tr("Training"), SideSection::Side::Right);
    m_stop = new SideSection(tr("Stop when"), SideSection::Side::Right);
    m_last = new SideSection(tr("Last step"), SideSection::Side::Right);
    for (SideSection *section : {m_training, m_stop, m_last})
        box->addWidget(section);
    box->addStretch(1);
    addOptimizer();
    addKnobs();
    addLoss();
    addStopRules();
    addLastStep();
    connect(model, &ProjectModel::changed, this, &TrainingPanel::refresh);
    connect(model, &ProjectModel::rejected, this, &TrainingPanel::showRejected);
    connect(run, &LiveRun::preparedChanged, this, &TrainingPanel::refreshBatch);
    connect(run, &LiveRun::progressed, this, &TrainingPanel::refreshLastStep);
    refresh();
}

void TrainingPanel::setCompact(bool compact)
{
    m_last->setVisible(!compact);
    m_isCompact = compact;
    for (QWidget *field :
         {static_cast<QWidget *>(m_epochs), static_cast<QWidget *>(m_stopLoss), static_cast<QWidget *>(m_patience)})
        field->setFixedWidth(metrics::scaled(compact ? stopFieldWidthCompact : stopFieldWidth));
    refreshBatch();
}

void TrainingPanel::edit(const QString &text, const QString &mergeKey, const std::function<void(Project &)> &change)
{
    if (!m_model->edit(text, mergeKey, change))
        refresh(); // the old value stays in force, and is what the fields are to show
}

void TrainingPanel::setOption(const std::string &key, double value, bool isDragging)
{
    m_optimizerRow->setError({});
    edit(tr("Change %1").arg(optionTitle(key)), QStringLiteral("optimizer.") + QString::fromStdString(key),
         [&](Project &project) {
             const auto *kind = findOptimizer(project.optimizer.name);
             const OptionSpec *spec = kind ? findOption(kind->options(project.optimizer.convention), key) : nullptr;
             if (spec && isFlag(*spec))
                 project.optimizer.options.set(key, value != 0.0);
             else
                 project.optimizer.options.set(key, value);
         });
    if (!isDragging)
        m_model->endMerge();
}

void TrainingPanel::addOptimizer()
{
    m_optimizer = new QComboBox;
    for (const OptimizerKind &kind : optimizers())
        m_optimizer->addItem(optimizerTitle(kind.name), QString::fromStdString(kind.name));
    m_optimizerRow = m_training->addRow(tr("Optimizer"), m_optimizer);
    setControl(m_optimizerRow, "optimizer");
    connect(m_optimizer, &QComboBox::activated, this, [this](int index) {
        const std::string name = m_optimizer->itemData(index).toString().toStdString();
        m_optimizerRow->setError({});
        edit(tr("Change the optimizer"), {}, [&](Project &project) {
            const OptimizerSpec before = project.optimizer;
            project.optimizer.name = name;
            const auto &known = findOptimizer(name)->options(before.convention);
            // What both have (the learning rate, say) is kept as it was set.
            for (const auto &[key, value] : before.options.values()) {
                if (!findOption(known, key))
                    project.optimizer.options.clear(key);
            }
            if (findOptimizer(name)->fullBatchOnly)
                project.training.batchSize = 0;
        });
    });

    NumberFormat format;
    format.minimum = 0;
    format.isMinimumOpen = true;
    format.maximum = 1e9;
    format.step = 0;
    m_rate = new LogSliderRow(LogScale{.minimum = 1e-5, .maximum = 10}, format, this);
    m_rate->setAccessibleName(tr("Learning rate"));
    m_rateRow = m_training->addSliderRow(tr("Learning rate"), m_rate);
    setControl(m_rateRow, "learning_rate");
    connect(m_rate, &LogSliderRow::valueEdited, this,
            [this](double value, bool isDragging) { setOption("learning_rate", value, isDragging); });
    connect(m_rateRow, &SectionRow::resetRequested, this, [this] {
        edit(tr("Reset the learning rate"), {},
             [](Project &project) { project.optimizer.options.clear("learning_rate"); });
    });
}

void TrainingPanel::addKnobs()
{
    auto *pair = new QWidget;
    auto *line = new QHBoxLayout(pair);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    for (const auto &[key, field] :
         {std::pair{std::string("beta_1"), &m_beta1}, std::pair{std::string("beta_2"), &m_beta2}}) {
        const auto specs = allOptions();
        *field = new NumberField(formatOf(*findOption(specs, key)));
        (*field)->setArrowsShown(false);
        (*field)->setMinimumWidth(pairFieldWidth);
        (*field)->setAccessibleName(optionTitle(key));
        line->addWidget(*field, 1);
        connect(*field, &NumberField::valueEdited, this,
                [this, key = key](double value) { setOption(key, value, false); });
    }
    m_betasRow = m_training->addRow(tr("β₁, β₂"), pair);
    setControl(m_betasRow, "optimizer");
    for (const OptionSpec &spec : allOptions()) {
        if (spec.key == "learning_rate" || spec.key == "beta_1" || spec.key == "beta_2")
            continue;
        addKnob(spec.key, std::find(oftenUsed.begin(), oftenUsed.end(), spec.key) == oftenUsed.end());
    }
    m_convention = new SegmentedControl({QStringLiteral("Keras"), QStringLiteral("PyTorch")});
    m_convention->setEven(true);
    m_convention->setAccessibleName(tr("Formulas and defaults as in"));
    m_conventionRow = m_training->addRow(tr("As in"), m_convention);
    setControl(m_conventionRow, "optimizer");
    connect(m_convention, &SegmentedControl::currentEdited, this, [this](int index) {
        edit(tr("Change the convention"), {}, [&](Project &project) {
            project.optimizer.convention = index == 0 ? Convention::Keras : Convention::PyTorch;
        });
    });
    m_more = new LinkButton(tr("More…"));
    m_more->setAccessibleDescription(tr("Shows the rarely used settings of the optimizer"));
    m_training->setTitleWidget(m_more);
    connect(m_more, &QAbstractButton::clicked, this, [this] {
        m_showsMore = !m_showsMore;
        m_more->setText(m_showsMore ? tr("Less") : tr("More…"));
        refresh();
    });
}

void TrainingPanel::addKnob(const std::string &key, bool isRare)
{
    Knob knob{.key = key, .isRare = isRare};
    const auto specs = allOptions();
    const OptionSpec &spec = *findOption(specs, key);
    if (isFlag(spec)) {
        knob.box = new QCheckBox(tr("on"));
        knob.box->setAccessibleName(optionTitle(key));
        knob.row = m_training->addRow(optionTitle(key), knob.box);
        connect(knob.box, &QCheckBox::clicked, this, [this, key](bool on) { setOption(key, on ? 1.0 : 0.0, false); });
    } else {
        knob.field = new NumberField(formatOf(spec));
        knob.field->setAccessibleName(optionTitle(key));
        knob.row = m_training->addRow(optionTitle(key), knob.field);
        connect(knob.field, &NumberField::valueEdited, this,
                [this, key](double value) { setOption(key, value, false); });
    }
    setControl(knob.row, "optimizer");
    connect(knob.row, &SectionRow::resetRequested, this, [this, key] {
        edit(tr("Reset %1").arg(optionTitle(key)), {}, [&](Project &project) { project.optimizer.options.clear(key); });
    });
    m_knobs.push_back(knob);
}

void TrainingPanel::addLoss()
{
    m_loss = new QComboBox;
    for (const Loss &loss : losses())
        m_loss->addItem(lossTitle(loss.name), QString::fromStdString(loss.name));
    m_lossRow = m_training->addRow(tr("Loss"), m_loss);
    setControl(m_lossRow, "loss");
    connect(m_loss, &QComboBox::activated, this, [this](int index) {
        m_lossRow->setError({});
        edit(tr("Change the loss"), {},
             [&](Project &project) { project.loss.name = m_loss->itemData(index).toString().toStdString(); });
    });
    NumberFormat format;
    format.minimum = 0;
    format.maximum = 1e9;
    format.step = 0;
    for (const auto &[title, slider, member] : {std::tuple{QStringLiteral("L1"), &m_l1, &LossSpec::l1},
                                                std::tuple{QStringLiteral("L2"), &m_l2, &LossSpec::l2}}) {
        *slider = new LogSliderRow(LogScale{.minimum = 1e-6, .maximum = 1, .startsAtZero = true}, format, this);
        (*slider)->setAccessibleName(tr("%1 penalty").arg(title));
        setControl(m_training->addNarrowSliderRow(title, *slider), "penalty");
        connect(*slider, &LogSliderRow::valueEdited, this,
                [this, title = title, member = member](double value, bool isDragging) {
                    edit(tr("Change %1").arg(title), QStringLiteral("loss.") + title,
                         [&](Project &project) { project.loss.*member = value; });
                    if (!isDragging)
                        m_model->endMerge();
                });
    }
    m_penaliseBias = new QCheckBox(tr("biases too"));
    m_penaliseBiasRow = m_training->addRow(tr("Penalty"), m_penaliseBias);
    setControl(m_penaliseBiasRow, "penalty");
    connect(m_penaliseBias, &QCheckBox::clicked, this, [this](bool on) {
        edit(tr("Change what is penalised"), {}, [&](Project &project) { project.loss.penaliseBias = on; });
    });

    m_batch = new QComboBox;
    m_batchRow = m_training->addRow(tr("Batch"), m_batch);
    setControl(m_batchRow, "batch");
    connect(m_batch, &QComboBox::activated, this, [this](int index) {
        m_batchRow->setError({});
        edit(tr("Change the batch size"), {},
             [&](Project &project) { project.training.batchSize = m_batch->itemData(index).toLongLong(); });
    });
    m_shuffle = new QCheckBox(tr("each epoch"));
    m_shuffleRow = m_training->addRow(tr("Shuffle"), m_shuffle);
    setControl(m_shuffleRow, "batch");
    connect(m_shuffle, &QCheckBox::clicked, this, [this](bool on) {
        edit(tr("Change the shuffling"), {}, [&](Project &project) { project.training.shuffle = on; });
    });

    m_precision = new SegmentedControl({tr("32 bit"), tr("64 bit")});
    m_precision->setEven(true);
    m_precision->setAccessibleName(tr("Precision of all arithmetic"));
    m_precisionRow = m_training->addRow(tr("Precision"), m_precision);
    setControl(m_precisionRow, "precision");
    m_precision->setToolTip(tr("Another precision starts the run anew."));
    connect(m_precision, &SegmentedControl::currentEdited, this, [this](int index) {
        edit(tr("Change the precision"), {}, [&](Project &project) {
            project.training.precision = index == 0 ? Precision::Float32 : Precision::Float64;
        });
    });
}

void TrainingPanel::addStopRules()
{
    const auto change = [this](const std::function<void(TrainingOptions &)> &set) {
        edit(tr("Change a stop rule"), {}, [&](Project &project) { set(project.training); });
    };
    m_epochsOn = new QCheckBox(tr("epoch reaches"));
    m_epochs = new IntegerField(1, 1'000'000'000'000);
    m_epochs->setAccessibleName(tr("Stop when the epoch reaches"));
    setControl(m_stop->addCheckRow(m_epochsOn, m_epochs), "stop");
    connect(m_epochsOn, &QCheckBox::clicked, this,
            [change](bool on) { change([on](TrainingOptions &t) { t.limitEpochs = on; }); });
    connect(m_epochs, &IntegerField::integerEdited, this,
            [change](qint64 value) { change([value](TrainingOptions &t) { t.epochs = value; }); });

    NumberFormat format;
    format.minimum = 0;
    format.isMinimumOpen = true;
    format.step = 0;
    m_lossOn = new QCheckBox(tr("loss is below"));
    m_stopLoss = new NumberField(format);
    m_stopLoss->setAccessibleName(tr("Stop when the loss is below"));
    m_stopLoss->setValue(standardStopLoss);
    setControl(m_stop->addCheckRow(m_lossOn, m_stopLoss), "stop");
    connect(m_lossOn, &QCheckBox::clicked, this, [this, change](bool on) {
        change([value = on ? m_stopLoss->value() : 0.0](TrainingOptions &t) { t.stopLoss = value; });
    });
    connect(m_stopLoss, &NumberField::valueEdited, this,
            [change](double value) { change([value](TrainingOptions &t) { t.stopLoss = value; }); });

    m_patienceOn = new QCheckBox(tr("no progress for"));
    m_patience = new IntegerField(1, 1'000'000'000);
    m_patience->setAccessibleName(tr("Stop when there was no progress for so many epochs"));
    m_patience->setInteger(standardPatience);
    setControl(m_stop->addCheckRow(m_patienceOn, m_patience), "stop");
    connect(m_patienceOn, &QCheckBox::clicked, this, [this, change](bool on) {
        change([value = on ? m_patience->integer() : 0](TrainingOptions &t) { t.patience = value; });
    });
    connect(m_patience, &IntegerField::integerEdited, this,
            [change](qint64 value) { change([value](TrainingOptions &t) { t.patience = value; }); });
}

void TrainingPanel::addLastStep()
{
    m_gradient = m_last->addValueRow(tr("Gradient"));
    m_largest = m_last->addValueRow(tr("Largest weight"));
    m_right = m_last->addValueRow(tr("Patterns right"));
}

void TrainingPanel::refresh()
{
    const Project &project = m_model->project();
    m_optimizer->setCurrentIndex(m_optimizer->findData(QString::fromStdString(project.optimizer.name)));
    m_loss->setCurrentIndex(m_loss->findData(QString::fromStdString(project.loss.name)));
    m_loss->setToolTip(lossAxisTitle(project.loss.name));
    m_l1->setValue(project.loss.l1);
    m_l2->setValue(project.loss.l2);
    m_penaliseBias->setChecked(project.loss.penaliseBias);
    m_penaliseBiasRow->setVisible(project.loss.l1 > 0 || project.loss.l2 > 0);
    m_precision->setCurrent(project.training.precision == Precision::Float32 ? 0 : 1);
    refreshKnobs();
    refreshBatch();

    const TrainingOptions &training = project.training;
    m_epochsOn->setChecked(training.limitEpochs);
    m_epochs->setInteger(training.epochs);
    m_epochs->setEnabled(training.limitEpochs);
    m_lossOn->setChecked(training.stopLoss > 0);
    if (training.stopLoss > 0)
        m_stopLoss->setValue(training.stopLoss);
    m_stopLoss->setEnabled(training.stopLoss > 0);
    m_patienceOn->setChecked(training.patience > 0);
    if (training.patience > 0)
        m_patience->setInteger(training.patience);
    m_patience->setEnabled(training.patience > 0);
}

void TrainingPanel::refreshKnobs()
{
    const OptimizerSpec &optimizer = m_model->project().optimizer;
    const OptimizerKind *kind = findOptimizer(optimizer.name);
    if (!kind)
        return;
    const auto &specs = kind->options(optimizer.convention);
    const auto has = [&](std::string_view key) { return findOption(specs, key) != nullptr; };
    m_rateRow->setVisible(has("learning_rate"));
    if (has("learning_rate")) {
        m_rate->setValue(optimizer.value("learning_rate"));
        m_rateRow->setChanged(optimizer.options.contains("learning_rate"));
        m_rateRow->setLabel(optimizer.name.find("rprop") != std::string::npos ? tr("First step") : tr("Learning rate"));
    }
    m_betasRow->setVisible(has("beta_1"));
    if (has("beta_1")) {
        m_beta1->setValue(optimizer.value("beta_1"));
        m_beta2->setValue(optimizer.value("beta_2"));
    }
    for (const Knob &knob : m_knobs) {
        knob.row->setVisible(has(knob.key) && (m_showsMore || !knob.isRare || optimizer.options.contains(knob.key)));
        if (!has(knob.key))
            continue;
        const double value = optimizer.value(knob.key);
        knob.box ? knob.box->setChecked(value != 0.0) : knob.field->setValue(value);
        knob.row->setChanged(optimizer.options.contains(knob.key));
    }
    m_conventionRow->setVisible(m_showsMore || optimizer.convention != Convention::Keras);
    m_convention->setCurrent(optimizer.convention == Convention::Keras ? 0 : 1);
}

void TrainingPanel::refreshBatch()
{
    const TrainingOptions &training = m_model->project().training;
    const auto prepared = m_run->prepared();
    const qint64 samples = prepared ? prepared->data->train.samples() : 0;
    const QSignalBlocker quiet(m_batch);
    m_batch->clear();
    if (m_isCompact)
        m_batch->addItem(tr("All (%1)").arg(numbers::count(samples)), 0);
    else
        m_batch->addItem(samples > 0 ? tr("All %n pattern(s)", nullptr, static_cast<int>(samples)) : tr("All"), 0);
    for (qint64 size = 1; size <= 1024 && size < std::max<qint64>(samples, 2); size *= 2)
        m_batch->addItem(numbers::count(size), size);
    int index = m_batch->findData(QVariant::fromValue<qint64>(training.batchSize));
    if (index < 0) {
        m_batch->addItem(numbers::count(training.batchSize), QVariant::fromValue<qint64>(training.batchSize));
        index = m_batch->count() - 1;
    }
    m_batch->setCurrentIndex(index);
    m_shuffle->setChecked(training.shuffle);
    m_shuffleRow->setVisible(training.batchSize > 0);
}

void TrainingPanel::refreshLastStep()
{
    const SnapshotPtr snapshot = m_run->snapshot();
    const auto prepared = m_run->prepared();
    if (!snapshot || !prepared || !isVisible())
        return;
    m_gradient->setText(numbers::scientific(snapshot->gradientNorm, 1));
    m_largest->setText(numbers::fixed(snapshot->parameters.cwiseAbs().maxCoeff(), 3));
    m_right->setText(
        std::isnan(snapshot->metrics.accuracy)
            ? QStringLiteral("–")
            : tr("%1 of %2")
                  .arg(numbers::count(snapshot->metrics.correct), numbers::count(prepared->data->train.samples())));
}

void TrainingPanel::showRejected(const QString &path, const QString &message)
{
    const QString sentence = sentenceOf(path, message);
    if (path.startsWith(QLatin1String("optimizer")))
        m_optimizerRow->setError(sentence);
    else if (path.startsWith(QLatin1String("loss")))
        m_lossRow->setError(sentence);
    else if (path.startsWith(QLatin1String("training.batch")))
        m_batchRow->setError(sentence);
}

} // namespace basin
