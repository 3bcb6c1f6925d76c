#include "panels/weights_dialog.h"

#include "controls/basin_style.h"
#include "controls/metrics.h"
#include "controls/text_label.h"
#include "panels/number_list.h"
#include "panels/weights_model.h"
#include "render/number_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace basin {

WeightsDialog::WeightsDialog(ProjectModel *model, LiveRun *run, QWidget *parent)
    : QDialog(parent),
      m_model(model),
      m_run(run),
      m_weights(new WeightsModel(this)),
      m_table(new QTableView),
      m_message(new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text3))
{
    setWindowTitle(tr("Weights and biases"));
    m_table->setAccessibleName(tr("Weights and biases"));
    m_table->setModel(m_weights);
    m_table->installEventFilter(this);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const QFontMetrics numbersFont = m_table->verticalHeader()->fontMetrics();
    m_table->verticalHeader()->setFixedWidth(numbersFont.horizontalAdvance(QStringLiteral("0000")) +
                                             metrics::panelPadding);
    m_table->setCornerButtonEnabled(false);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(WeightsModel::Name, QHeaderView::Stretch);
    m_table->setColumnWidth(WeightsModel::Value, metrics::scaled(136));
    m_table->setColumnWidth(WeightsModel::Frozen, metrics::scaled(72));
    m_message->setWordWrap(true);
    m_message->setMinimumHeight(2 * lineHeight(TypeRole::Note));
    m_message->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(24, 16, 24, 24);
    page->setSpacing(8);
    page->addWidget(makeTools());
    page->addWidget(m_table, 1);
    page->addWidget(m_message);
    page->addWidget(makeButtons());
    resize(metrics::scaled(440), metrics::scaled(480));

    connect(m_weights, &WeightsModel::edited, this, [this] { say({}, false); });
    connect(m_weights, &WeightsModel::refused, this, [this](const QString &message) { say(message, true); });
    connect(run, &LiveRun::preparedChanged, this, &WeightsDialog::followRun);
    connect(run, &LiveRun::progressed, this, [this] {
        if (m_waits)
            reload();
    });
    connect(model, &ProjectModel::rejected, this, [this](const QString &path, const QString &message) {
        if (path.startsWith(QLatin1String("init")) || path.startsWith(QLatin1String("training.frozen")))
            say(message, true);
    });
    reload();
}

QWidget *WeightsDialog::makeTools()
{
    auto *tools = new QWidget;
    auto *line = new QHBoxLayout(tools);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    const auto add = [&](const QString &words, const QString &help, auto slot) {
        auto *button = new QPushButton(words);
        button->setToolTip(help);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, slot);
        line->addWidget(button);
    };
    add(tr("As it is now"), tr("Forget what was typed here and show the network's values"), &WeightsDialog::reload);
    line->addStretch(1);
    add(tr("Copy"), tr("All values as a JSON list, every digit; or the selected ones in a column"),
        &WeightsDialog::copy);
    add(tr("Paste"), tr("A JSON list, or numbers in a column or a row"), &WeightsDialog::paste);
    return tools;
}

QWidget *WeightsDialog::makeButtons()
{
    auto *buttons = new QWidget;
    auto *line = new QHBoxLayout(buttons);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    m_start = new QPushButton(tr("Use as the start"));
    m_start->setToolTip(tr("Every run begins with these values; the run starts anew"));
    m_start->setAutoDefault(false);
    m_change = new QPushButton(tr("Change the running network"));
    m_change->setToolTip(tr("Training goes on from these values"));
    m_change->setDefault(true);
    setPrimary(m_change);
    line->addStretch(1);
    line->addWidget(m_start);
    line->addWidget(m_change);
    connect(m_start, &QPushButton::clicked, this, &WeightsDialog::useAsStart);
    connect(m_change, &QPushButton::clicked, this, &WeightsDialog::changeRunning);
    return buttons;
}

QString WeightsDialog::problem() const
{
    return m_problem;
}

void WeightsDialog::say(const QString &text, bool isProblem)
{
    m_problem = isProblem ? text : QString();
    m_message->setTone(isProblem ? TextLabel::Tone::Error : TextLabel::Tone::Text3);
    m_message->setText(text);
}

void WeightsDialog::reload()
{
    const auto prepared = m_run->prepared();
    const SnapshotPtr snapshot = m_run->snapshot();
    m_waits = !prepared || !snapshot;
    if (!m_waits) {
        // Frozen weights may be named in the project; the run knows them all by index.
        m_weights->setDraft(prepared->spec.architecture, {snapshot->parameters.begin(), snapshot->parameters.end()},
                            prepared->spec.training.frozen);
        say(tr("%1 values, in the order of the project file and of Keras.").arg(m_weights->rowCount()), false);
    } else if (m_weights->rowCount() == 0) {
        say(m_run->problem().isEmpty() ? tr("The network is being made…") : m_run->problem(), false);
    }
    const bool isUsable = m_weights->rowCount() > 0;
    m_change->setEnabled(isUsable);
    m_start->setEnabled(isUsable);
}

void WeightsDialog::followRun()
{
    const auto prepared = m_run->prepared();
    const auto count = prepared ? prepared->spec.architecture.parameterCount() : 0;
    if (count != m_weights->rowCount())
        reload();
}

bool WeightsDialog::pasteText(const QString &text)
{
    const NumberList list = readNumberList(text, m_weights->rowCount());
    if (!list.problem.isEmpty()) {
        say(list.problem, true);
        return false;
    }
    m_weights->setValues(list.values);
    say(tr("%1 numbers pasted. They take effect with one of the buttons below.").arg(m_weights->rowCount()), false);
    return true;
}

void WeightsDialog::paste()
{
    pasteText(QGuiApplication::clipboard()->text());
}

void WeightsDialog::copy() const
{
    const QModelIndexList selected = m_table->selectionModel()->selectedIndexes();
    QStringList values;
    for (const QModelIndex &index : selected) {
        if (index.column() == WeightsModel::Value)
            values << index.data(Qt::EditRole).toString();
    }
    QString text = values.join(QLatin1Char('\n'));
    if (values.size() < 2 && !m_table->hasFocus()) { // the button, with no choice made
        values.clear();
        for (const double value : m_weights->values())
            values << numbers::exact(value);
        text = QLatin1Char('[') + values.join(QStringLiteral(", ")) + QLatin1Char(']');
    }
    QGuiApplication::clipboard()->setText(text);
}

void WeightsDialog::changeRunning()
{
    const SnapshotPtr snapshot = m_run->snapshot();
    const auto prepared = m_run->prepared();
    if (!snapshot || !prepared || snapshot->parameters.size() != m_weights->rowCount())
        return;
    QUndoStack *undo = m_model->undoStack();
    const std::vector<std::int64_t> frozen = m_weights->frozen();
    std::vector<std::int64_t> frozenNow = prepared->spec.training.frozen;
    std::sort(frozenNow.begin(), frozenNow.end());
    const bool freezes = frozen != frozenNow;
    if (freezes) {
        undo->beginMacro(tr("Change weights"));
        m_model->edit(tr("Freeze weights"), QString(), [&](Project &project) {
            project.training.frozen = frozen;
            project.frozenNames.clear();
        });
    }
    m_run->editParameters(m_weights->values());
    if (freezes)
        undo->endMacro();
    say(tr("The network goes on from these values."), false);
}

void WeightsDialog::useAsStart()
{
    const bool isTaken = m_model->edit(tr("Start with these weights"), QString(), [this](Project &project) {
        project.init.parameters = m_weights->values();
        project.training.frozen = m_weights->frozen();
        project.frozenNames.clear();
    });
    if (isTaken)
        say(tr("Every run begins with these values now."), false);
}

bool WeightsDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Copy))
            copy();
        else if (key->matches(QKeySequence::Paste))
            paste();
        else
            return QDialog::eventFilter(watched, event);
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace basin
