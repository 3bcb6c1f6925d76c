#include "panels/teaching_panel.h"

#include "controls/section.h"
#include "controls/text_label.h"
#include "render/names.h"

#include <QComboBox>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace basin {

TeachingPanel::TeachingPanel(ProjectModel *model, QWidget *parent)
    : QWidget(parent), m_model(model), m_bug(new QComboBox)
{
    auto *section = new SideSection(tr("Teaching"), SideSection::Side::Right);
    for (const GradientFaultKind &fault : gradientFaults()) {
        m_bug->addItem(gradientFaultTitle(fault.id), QString::fromStdString(fault.name));
        m_bug->setItemData(m_bug->count() - 1, QString::fromStdString(fault.formula), Qt::ToolTipRole);
    }
    m_bug->setAccessibleName(tr("Deliberate bug in the gradient"));
    m_bug->setToolTip(tr("A mistake that people make when they write back-propagation themselves. The loss stays "
                         "right, its gradient does not: the gradient check finds it."));
    m_row = section->addRow(tr("Bug"), m_bug);
    m_note = section->addNote(QString());
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 16);
    box->addWidget(section);
    connect(m_bug, &QComboBox::activated, this, [this](int index) {
        m_row->setError({});
        const bool taken = m_model->setKey(tr("Change the deliberate bug"), QStringLiteral("loss.deliberate_bug"),
                                           m_bug->itemData(index).toString());
        if (!taken)
            refresh();
    });
    connect(model, &ProjectModel::changed, this, &TeachingPanel::refresh);
    connect(model, &ProjectModel::rejected, this, [this](const QString &path, const QString &message) {
        if (path == QLatin1String("loss.deliberate_bug"))
            m_row->setError(message);
    });
    refresh();
}

void TeachingPanel::refresh()
{
    const Project &project = m_model->project();
    const Loss *loss = findLoss(project.loss.name);
    auto *items = qobject_cast<QStandardItemModel *>(m_bug->model());
    const auto &faults = gradientFaults();
    for (std::size_t i = 0; i < faults.size(); ++i) {
        const bool canBe = loss && !project.layers.empty() &&
                           !gradientFaultProblem(faults[i].id, loss->id, project.layers.back().activation);
        items->item(static_cast<int>(i))->setEnabled(canBe || faults[i].id == GradientFault::None);
        if (faults[i].id == project.loss.fault)
            m_bug->setCurrentIndex(static_cast<int>(i));
    }
    m_row->setError({});
    m_note->setText(
        project.loss.fault == GradientFault::None
            ? QString()
            : tr("The gradient is wrong on purpose: %1.")
                  .arg(QString::fromStdString(faults[static_cast<std::size_t>(m_bug->currentIndex())].formula)));
    m_note->setVisible(project.loss.fault != GradientFault::None);
}

} // namespace basin
