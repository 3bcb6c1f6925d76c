#include "views/plane_popup.h"

#include "controls/number_field.h"
#include "controls/text_label.h"
#include "render/run_figures.h"

#include <QComboBox>
#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace basin {

namespace {

constexpr int mostRowsShown = 10;
constexpr int mostHeldInputs = 256; ///< more rows than anyone scrolls through; the rest stay at their means

} // namespace

PlanePopup::PlanePopup(LiveRun *run, ViewState *state, QWidget *parent)
    : QFrame(parent, Qt::Popup), m_run(run), m_state(state), m_horizontal(new QComboBox), m_vertical(new QComboBox)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Inputs shown"));
    const PreparedData &prepared = *run->prepared()->data;
    const int inputs = static_cast<int>(prepared.raw.inputs.cols());
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(16, 12, 16, 12);
    box->addWidget(new TextLabel(tr("Inputs shown"), TypeRole::BodyStrong, TextLabel::Tone::Text));
    auto *axes = new QGridLayout;
    axes->addWidget(new TextLabel(tr("across"), TypeRole::Body, TextLabel::Tone::Text2), 0, 0);
    axes->addWidget(m_horizontal, 0, 1);
    axes->addWidget(new TextLabel(tr("up"), TypeRole::Body, TextLabel::Tone::Text2), 1, 0);
    axes->addWidget(m_vertical, 1, 1);
    axes->setColumnStretch(1, 1);
    box->addLayout(axes);
    box->addWidget(new TextLabel(tr("The others are held at"), TypeRole::Note, TextLabel::Tone::Text2));

    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, 0, 0, 0);
    for (int i = 0; i < inputs; ++i) {
        const QString name = inputName(prepared, i);
        m_horizontal->addItem(name);
        m_vertical->addItem(name);
        if (i >= mostHeldInputs)
            continue;
        auto *row = new QWidget;
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        NumberFormat format;
        format.digits = 5;
        format.step = 0;
        auto *field = new NumberField(format);
        field->setAccessibleName(name);
        field->setValue(static_cast<std::size_t>(i) < state->heldInputs().size()
                            ? state->heldInputs()[static_cast<std::size_t>(i)]
                            : 0.0);
        line->addWidget(new TextLabel(name, TypeRole::Body, TextLabel::Tone::Text2), 1);
        line->addWidget(field);
        rows->addWidget(row);
        m_held.append(row);
        connect(field, &NumberField::valueEdited, this, [this, i](double value) { m_state->setHeldInput(i, value); });
    }
    rows->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setMinimumSize(240, std::min(inputs, mostRowsShown) * 34);
    box->addWidget(scroll);
    connect(m_horizontal, &QComboBox::activated, this, [this](int index) {
        const int other = m_state->verticalInput();
        m_state->setPlane(index, other == index ? m_state->horizontalInput() : other);
        refresh();
    });
    connect(m_vertical, &QComboBox::activated, this, [this](int index) {
        const int other = m_state->horizontalInput();
        m_state->setPlane(other == index ? m_state->verticalInput() : other, index);
        refresh();
    });
    connect(run, &LiveRun::preparedChanged, this, &QWidget::close);
    refresh();
}

void PlanePopup::refresh()
{
    m_horizontal->setCurrentIndex(m_state->horizontalInput());
    m_vertical->setCurrentIndex(m_state->verticalInput());
    for (int i = 0; i < m_held.size(); ++i)
        m_held[i]->setVisible(i != m_state->horizontalInput() && i != m_state->verticalInput());
}

} // namespace basin
