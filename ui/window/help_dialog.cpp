#include "window/help_dialog.h"

#include "controls/text_label.h"
#include "window/actions.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace basin {

namespace {

QString plain(const char *text)
{
    return QCoreApplication::translate("Actions", text).remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

} // namespace

HelpDialog::HelpDialog(QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Keys and first steps"));
    auto *content = new QWidget;
    auto *box = new QVBoxLayout(content);
    box->setContentsMargins(24, 16, 24, 16);
    box->setSpacing(8);
    box->addWidget(new TextLabel(tr("First steps"), TypeRole::PanelTitle, TextLabel::Tone::Text));
    for (const QString &step :
         {tr("Press the space bar: the network learns. Press it again: it pauses."),
          tr("While it runs, drag the learning rate at the right. A diamond in the curves marks the change."),
          tr("Press Ctrl+R for other start weights: some starts get stuck, others solve the task."),
          tr("Point at a unit to see its response; click it for its formula, its weights and its bias."),
          tr("The camera over a view copies it as a picture, ready to be pasted into a slide.")}) {
        auto *line = new TextLabel(step, TypeRole::Body, TextLabel::Tone::Text2);
        line->setWordWrap(true);
        box->addWidget(line);
    }
    box->addSpacing(16);
    box->addWidget(new TextLabel(tr("Keys"), TypeRole::PanelTitle, TextLabel::Tone::Text));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    const char *menu = nullptr;
    int row = 0;
    for (const ActionRow &action : actionRows()) {
        if (action.shortcuts.isEmpty())
            continue;
        if (action.menu != menu) {
            menu = action.menu;
            auto *title = new TextLabel(plain(menu), TypeRole::BodyStrong, TextLabel::Tone::Text);
            title->setContentsMargins(0, 8, 0, 0);
            grid->addWidget(title, row++, 0);
        }
        grid->addWidget(new TextLabel(plain(action.text), TypeRole::Body, TextLabel::Tone::Text2), row, 0);
        grid->addWidget(new TextLabel(action.shortcuts.first().toString(QKeySequence::NativeText), TypeRole::Body,
                                      TextLabel::Tone::Text),
                        row++, 1);
    }
    box->addLayout(grid);
    box->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 12);
    whole->addWidget(scroll, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(24, 0, 24, 0);
    foot->addWidget(buttons);
    whole->addLayout(foot);
    resize(520, 640);
}

} // namespace basin
