#include "views/unit_popup.h"

#include "controls/number_field.h"
#include "controls/text_label.h"
#include "render/number_text.h"
#include "render/run_figures.h"

#include "network/activation.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace basin {

namespace {

constexpr int mostRowsShown = 10;
constexpr std::size_t mostGateRows = 200; ///< of a wide recurrent layer the weights dialog shows the rest
constexpr std::size_t mostTerms = 6;      ///< of the sum that are written out in the formula

} // namespace

UnitPopup::UnitPopup(ProjectModel *model, LiveRun *run, int layer, int unit, QWidget *parent)
    : QFrame(parent, Qt::Popup), m_model(model), m_run(run)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    const auto prepared = run->prepared();
    const Architecture &architecture = prepared->spec.architecture;
    const auto index = static_cast<std::size_t>(layer);
    const LayerSpec &spec = architecture.layers()[index];
    const LayerLayout &layout = architecture.layout(index);
    m_name = unitName(architecture, *prepared->data, layer, unit);
    m_activation = QString::fromStdString(spec.activation);
    m_isRecurrent = spec.kind == LayerKind::Lstm;
    setAccessibleName(tr("Unit %1").arg(m_name));

    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(16, 12, 16, 12);
    box->setSpacing(8);
    box->addWidget(new TextLabel(tr("Unit %1").arg(m_name), TypeRole::BodyStrong, TextLabel::Tone::Text));
    m_formula = new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text2);
    m_formula->setWordWrap(true);
    m_formula->setMinimumWidth(300);
    m_formula->setTextInteractionFlags(Qt::TextSelectableByMouse);
    box->addWidget(m_formula);
    const QString below = m_isRecurrent ? tr("c = f · c before + i · g, with the gates i, f, o and the candidate g")
                                        : QString::fromStdString(findActivation(spec.activation)->formula);
    box->addWidget(new TextLabel(below, TypeRole::Caption, TextLabel::Tone::Text3));

    auto *content = new QWidget;
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(0, 1);
    if (m_isRecurrent)
        addGateRows(grid, layout, unit);
    for (int input = 0; !m_isRecurrent && input < layout.inputs; ++input) {
        const QString source = unitName(architecture, *prepared->data, layer - 1, input);
        addRow(grid, tr("weight from %1").arg(source), source,
               layout.kernel + static_cast<Eigen::Index>(input) * layout.units + unit);
    }
    if (!m_isRecurrent)
        addRow(grid, tr("bias"), {}, layout.bias + unit);
    if (m_rows.size() > static_cast<std::size_t>(mostRowsShown)) {
        auto *scroll = new QScrollArea;
        scroll->setWidget(content);
        scroll->setWidgetResizable(true);
        scroll->setFrameShape(QFrame::NoFrame);
        scroll->setMinimumHeight(mostRowsShown * 34);
        box->addWidget(scroll);
    } else {
        box->addWidget(content);
    }
    connect(run, &LiveRun::progressed, this, &UnitPopup::refresh);
    // Another architecture: this unit may no longer exist.
    connect(run, &LiveRun::preparedChanged, this, &QWidget::close);
    refresh();
}

void UnitPopup::addGateRows(QGridLayout *grid, const LayerLayout &layout, int unit)
{
    const Architecture &architecture = m_run->prepared()->spec.architecture;
    const Eigen::Index rows = (layout.end() - layout.kernel) / layout.columns();
    for (int gate = 0; gate < 4; ++gate) {
        // The biases first: they say most.
        for (Eigen::Index row = rows; row-- > 0;) {
            const Eigen::Index index = layout.kernel + row * layout.columns() + gate * layout.units + unit;
            if (m_rows.size() < mostGateRows)
                addRow(grid, QString::fromStdString(architecture.parameterName(index)), {}, index);
        }
    }
}

void UnitPopup::addRow(QGridLayout *grid, const QString &label, const QString &source, qint64 index)
{
    const int line = grid->rowCount();
    auto *text = new TextLabel(label, TypeRole::Body, TextLabel::Tone::Text2);
    NumberFormat format;
    format.digits = 6;
    format.step = 0.1;
    auto *field = new NumberField(format);
    field->setWidest(QStringLiteral("−123.4567"));
    field->setAccessibleName(label);
    text->setBuddy(field);
    auto *frozen = new QCheckBox(tr("freeze"));
    frozen->setToolTip(tr("Keeps this value where it is while the rest learns."));
    frozen->setAccessibleName(tr("freeze %1").arg(label));
    grid->addWidget(text, line, 0);
    grid->addWidget(field, line, 1);
    grid->addWidget(frozen, line, 2);
    connect(field, &NumberField::valueEdited, this,
            [this, index](double value) { m_run->editParameter(index, value); });
    connect(frozen, &QCheckBox::clicked, this, [this, index](bool on) { setFrozen(index, on); });
    m_rows.push_back({index, source, field, frozen});
}

void UnitPopup::refresh()
{
    const SnapshotPtr snapshot = m_run->snapshot();
    if (!snapshot)
        return;
    const auto &frozen = m_model->project().training.frozen;
    QString sum;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const Row &row = m_rows[i];
        if (row.index >= snapshot->parameters.size())
            return;
        const double value = snapshot->parameters[row.index];
        if (!row.field->hasFocus()) // what is being typed stays
            row.field->setValue(value);
        row.frozen->setChecked(std::find(frozen.begin(), frozen.end(), row.index) != frozen.end());
        if (row.source.isEmpty() || i < mostTerms) {
            const QString size = numbers::fixed(std::abs(value), 2);
            const QString sign = value < 0 ? QString(numbers::minus) : QStringLiteral("+");
            sum += sum.isEmpty() ? (value < 0 ? sign : QString()) : QStringLiteral(" %1 ").arg(sign);
            sum += row.source.isEmpty() ? size : QStringLiteral("%1·%2").arg(size, row.source);
        } else if (i == mostTerms) {
            sum += QStringLiteral(" + …");
        }
    }
    m_formula->setText(m_isRecurrent ? QStringLiteral("%1 = o · tanh(c)").arg(m_name)
                                     : QStringLiteral("%1 = %2(%3)").arg(m_name, m_activation, sum));
}

void UnitPopup::setFrozen(qint64 index, bool frozen)
{
    m_model->edit(frozen ? tr("Freeze a weight") : tr("Unfreeze a weight"), {}, [&](Project &project) {
        auto &all = project.training.frozen;
        const auto place = std::lower_bound(all.begin(), all.end(), index);
        const bool isThere = place != all.end() && *place == index;
        if (frozen && !isThere)
            all.insert(place, index);
        else if (!frozen && isThere)
            all.erase(place);
    });
}

void UnitPopup::openAt(const QPoint &where)
{
    adjustSize();
    QRect place(where, size());
    if (const QScreen *screen = this->screen()) {
        const QRect free = screen->availableGeometry();
        place.moveLeft(std::clamp(place.left(), free.left(), std::max(free.left(), free.right() - place.width())));
        if (place.bottom() > free.bottom())
            place.moveBottom(free.bottom());
    }
    setGeometry(place);
    show();
    if (!m_rows.empty())
        m_rows.front().field->setFocus();
}

} // namespace basin
