#include "panels/start_panel.h"

#include "controls/icon.h"
#include "controls/number_field.h"
#include "controls/section.h"
#include "controls/text_label.h"
#include "controls/tool_button.h"
#include "render/names.h"

#include "network/initialiser.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QRandomGenerator>
#include <QVBoxLayout>

namespace basin {

namespace {

constexpr qint64 largestSeed = 9'007'199'254'740'991; ///< every whole number up to here is exact in JSON
constexpr int diceFaces = 100'000;                    ///< thrown seeds stay short enough to be read aloud

} // namespace

StartPanel::StartPanel(ProjectModel *model, LiveRun *run, QWidget *parent)
    : QWidget(parent), m_model(model), m_run(run), m_section(new SideSection(tr("Start"), SideSection::Side::Left))
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 16);
    box->addWidget(m_section);
    addScheme(m_kernel, tr("Weights"), &InitialisationSpec::kernel);
    addScheme(m_recurrent, tr("Recurrent"), &InitialisationSpec::recurrent);
    addScheme(m_bias, tr("Biases"), &InitialisationSpec::bias);

    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_seed = new IntegerField(0, largestSeed);
    m_seed->setAccessibleName(tr("Seed of the start weights"));
    auto *dice = new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("new-weights")), tr("Throw a seed"));
    row->addWidget(m_seed, 1);
    row->addWidget(dice);
    m_seedRow = m_section->addRow(tr("Seed"), line);
    setControl(m_seedRow, "seed");
    const auto setSeed = [this](qint64 seed) {
        edit(tr("Change the seed"), [seed](Project &project) {
            project.init.seed = static_cast<std::uint64_t>(seed);
            project.init.parameters.clear();
        });
    };
    connect(m_seed, &IntegerField::integerEdited, this, setSeed);
    connect(dice, &QAbstractButton::clicked, this,
            [setSeed] { setSeed(QRandomGenerator::global()->bounded(diceFaces)); });

    m_editWeights = new QPushButton;
    m_section->addWide(m_editWeights);
    setControl(m_editWeights, "weights");
    m_note = m_section->addNote(QString());
    connect(m_editWeights, &QAbstractButton::clicked, this, &StartPanel::editWeightsRequested);
    connect(model, &ProjectModel::changed, this, &StartPanel::refresh);
    connect(run, &LiveRun::preparedChanged, this, &StartPanel::refresh);
    refresh();
}

void StartPanel::edit(const QString &text, const std::function<void(Project &)> &change)
{
    if (!m_model->edit(text, {}, change))
        refresh();
}

void StartPanel::addScheme(Scheme &scheme, const QString &label, InitSpec InitialisationSpec::*spec)
{
    scheme.spec = spec;
    scheme.box = new QComboBox;
    for (const Initialiser &initialiser : initialisers())
        scheme.box->addItem(initialiserTitle(initialiser.name), QString::fromStdString(initialiser.name));
    scheme.row = m_section->addRow(label, scheme.box);
    setControl(scheme.row, "start");
    connect(scheme.box, &QComboBox::activated, this, [this, &scheme, spec](int index) {
        edit(tr("Change the start"), [&](Project &project) {
            project.init.*spec = {.name = scheme.box->itemData(index).toString().toStdString(), .options = {}};
            project.init.parameters.clear();
        });
    });
    for (const Initialiser &initialiser : initialisers()) {
        for (const OptionSpec &option : initialiser.options) {
            NumberFormat format;
            format.minimum = option.low;
            format.maximum = option.high;
            format.step = 0.1;
            OptionRow row{.key = option.key, .field = new NumberField(format)};
            row.field->setAccessibleName(QStringLiteral("%1: %2").arg(label, optionTitle(option.key)));
            row.row = m_section->addRow(optionTitle(option.key), row.field);
            setControl(row.row, "start");
            connect(row.field, &NumberField::valueEdited, this, [this, spec, key = option.key](double value) {
                edit(tr("Change the start"), [&](Project &project) {
                    (project.init.*spec).options.set(key, value);
                    project.init.parameters.clear();
                });
            });
            scheme.options.push_back(row);
        }
    }
}

void StartPanel::refreshScheme(const Scheme &scheme, bool isShown)
{
    scheme.row->setVisible(isShown);
    const InitSpec &spec = m_model->project().init.*scheme.spec;
    scheme.box->setCurrentIndex(scheme.box->findData(QString::fromStdString(spec.name)));
    const Initialiser *initialiser = findInitialiser(spec.name);
    for (const OptionRow &row : scheme.options) {
        const bool has = initialiser && findOption(initialiser->options, row.key);
        row.row->setVisible(has && isShown);
        if (has)
            row.field->setValue(spec.options.number(row.key, initialiser->options));
    }
}

void StartPanel::refresh()
{
    refreshScheme(m_kernel);
    const auto &layers = m_model->project().layers;
    refreshScheme(m_recurrent, !layers.empty() && layers.front().kind == LayerKind::Lstm);
    refreshScheme(m_bias);
    const InitialisationSpec &init = m_model->project().init;
    m_seed->setInteger(static_cast<qint64>(init.seed));
    m_note->setText(init.parameters.empty()
                        ? tr("A change of data or start begins the run anew.")
                        : tr("The start was typed in by hand. Another seed or scheme replaces it."));
    const auto prepared = m_run->prepared();
    const int count = prepared ? static_cast<int>(prepared->spec.architecture.parameterCount()) : 0;
    m_editWeights->setText(count == 9 ? tr("Edit all nine weights…") : tr("Edit all %n weight(s)…", nullptr, count));
    m_editWeights->setEnabled(count > 0);
}

} // namespace basin
