#include "panels/lesson_pane.h"

#include "controls/basin_style.h"
#include "controls/choice_row.h"
#include "controls/icon.h"
#include "controls/markdown_label.h"
#include "controls/metrics.h"
#include "controls/separator.h"
#include "controls/step_progress.h"
#include "controls/text_label.h"
#include "controls/tool_button.h"
#include "panels/lesson_report_page.h"
#include "render/number_text.h"

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace basin {

namespace {

constexpr int wideMargin = 24;
constexpr int narrowMargin = 16;
constexpr int footButtonHeight = 32;

constexpr int inner = ChoiceRow::overhang; ///< the answers reach beyond the text beside them

QVBoxLayout *column(QWidget *widget, int spacing, int margin = 0)
{
    auto *box = new QVBoxLayout(widget);
    box->setContentsMargins(margin, 0, margin, 0);
    box->setSpacing(spacing);
    return box;
}

} // namespace

LessonPane::LessonPane(LessonRun *lesson, QWidget *parent)
    : QWidget(parent),
      m_lesson(lesson),
      m_list(new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("chevron-left")), tr("All lessons"))),
      m_where(new TextLabel(QString(), TypeRole::Body, TextLabel::Tone::Text2)),
      m_progress(new StepProgress),
      m_scroll(new QScrollArea)
{
    setAccessibleName(tr("Lesson"));
    setAutoFillBackground(true);
    auto *box = column(this, 0);
    buildHead(box);
    buildPage();
    box->addWidget(m_scroll, 1);
    buildFoot(box);
    connect(lesson, &LessonRun::stepChanged, this, &LessonPane::showStep);
    for (const auto signal : {&LessonRun::answered, &LessonRun::hintShown, &LessonRun::recordChanged,
                              &LessonRun::progressChanged, &LessonRun::runningChanged})
        connect(lesson, signal, this, &LessonPane::refresh);
    setCompact(false);
}

void LessonPane::setCompact(bool compact)
{
    setFixedWidth(metrics::scaled(compact ? compactWidth : usualWidth));
    m_margin = compact ? narrowMargin : wideMargin;
    for (QWidget *part : {m_head, m_page, m_foot}) {
        const int margin = m_margin - (part == m_page ? ChoiceRow::overhang : 0);
        QMargins margins = part->layout()->contentsMargins();
        margins.setLeft(margin);
        margins.setRight(margin);
        part->layout()->setContentsMargins(margins);
    }
}

void LessonPane::buildHead(QVBoxLayout *box)
{
    m_head = new QWidget;
    auto *lines = column(m_head, 4);
    lines->setContentsMargins(wideMargin, 8, wideMargin, 0);
    auto *line = new QHBoxLayout;
    line->setSpacing(4);
    m_list->setWordsShown(true);
    auto *close = new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("close")), tr("Leave the lesson"));
    close->setToolTip(tr("Leave the lesson: your own project comes back"));
    // The words of the one and the cross of the other stand on the edges of the text below.
    line->setContentsMargins(-14, 0, -6, 0);
    line->addWidget(m_list);
    line->addStretch(1);
    line->addWidget(m_where);
    line->addWidget(close);
    lines->addLayout(line);
    lines->addWidget(m_progress);
    box->addWidget(m_head);
    connect(m_list, &QAbstractButton::clicked, this, &LessonPane::listRequested);
    connect(close, &QAbstractButton::clicked, this, &LessonPane::leaveRequested);
}

void LessonPane::buildPage()
{
    m_page = new QWidget;
    auto *box = column(m_page, 0);
    box->setContentsMargins(wideMargin, 20, wideMargin, 16);
    m_title = new TextLabel(QString(), TypeRole::LessonTitle, TextLabel::Tone::Text);
    m_title->setWordWrap(true);
    m_text = new MarkdownLabel;
    for (QWidget *words : {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_text)})
        words->setContentsMargins(inner, 0, inner, 0);
    box->addWidget(m_title);
    box->addSpacing(12);
    box->addWidget(m_text);
    buildQuestion();
    box->addWidget(m_questionPart);

    m_resultPart = new QWidget;
    auto *result = column(m_resultPart, 8);
    result->setContentsMargins(inner, 20, inner, 0);
    auto *verdict = new QHBoxLayout;
    verdict->setSpacing(8);
    m_verdictIcon = new QLabel;
    m_verdictIcon->setFixedSize(metrics::scaled(18), metrics::scaled(20));
    m_verdict = new TextLabel(QString(), TypeRole::BodyStrong, TextLabel::Tone::Text);
    m_verdict->setWordWrap(true);
    verdict->addWidget(m_verdictIcon, 0, Qt::AlignTop);
    verdict->addWidget(m_verdict, 1);
    m_explanation = new MarkdownLabel;
    m_noticeTitle = new TextLabel(tr("What to notice"), TypeRole::SectionTitle, TextLabel::Tone::Text3);
    m_noticeTitle->setContentsMargins(0, 12, 0, 0);
    m_notice = new MarkdownLabel;
    result->addLayout(verdict);
    result->addWidget(m_explanation);
    result->addWidget(m_noticeTitle);
    result->addWidget(m_notice);
    box->addWidget(m_resultPart);

    m_report = new LessonReportPage(m_lesson);
    m_report->setContentsMargins(inner, 0, inner, 0);
    connect(m_report, &LessonReportPage::reportRequested, this, &LessonPane::reportRequested);
    box->addWidget(m_report);
    box->addStretch(1);
    m_scroll->setWidget(m_page);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void LessonPane::buildQuestion()
{
    m_questionPart = new QWidget;
    auto *box = column(m_questionPart, 0);
    auto *words = new QWidget;
    auto *wordBox = column(words, 16, inner);
    m_question = new MarkdownLabel;
    m_question->setStrong(true);
    wordBox->addWidget(new Separator(Qt::Horizontal));
    wordBox->addWidget(m_question);
    box->addSpacing(16);
    box->addWidget(words);
    box->addSpacing(8);
    m_choiceBox = new QVBoxLayout;
    m_choiceBox->setSpacing(4);
    box->addLayout(m_choiceBox);
    auto *below = new QWidget;
    auto *belowBox = column(below, 0, inner);
    box->addWidget(below);
    m_number = new QLineEdit;
    m_number->setAccessibleName(tr("Your answer, a number"));
    m_number->setPlaceholderText(tr("a number"));
    belowBox->addWidget(m_number);
    m_hint = new MarkdownLabel;
    m_hint->setContentsMargins(0, 12, 0, 0);
    belowBox->addWidget(m_hint);

    m_buttons = new QWidget;
    auto *buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 12, 0, 0);
    buttons->setSpacing(8);
    m_answer = new QPushButton(icon(QStringLiteral("play")), QString());
    setPrimary(m_answer);
    m_hintButton = new QPushButton(icon(QStringLiteral("hint")), tr("Hint"));
    for (QPushButton *button : {m_answer, m_hintButton})
        button->setMinimumHeight(metrics::scaled(36));
    buttons->addWidget(m_answer, 1);
    buttons->addWidget(m_hintButton);
    belowBox->addWidget(m_buttons);
    connect(m_answer, &QAbstractButton::clicked, this, &LessonPane::choose);
    connect(m_hintButton, &QAbstractButton::clicked, m_lesson, &LessonRun::showHint);
    connect(m_number, &QLineEdit::textChanged, this, &LessonPane::refresh);
    connect(m_number, &QLineEdit::returnPressed, this, &LessonPane::choose);
}

void LessonPane::buildFoot(QVBoxLayout *box)
{
    m_foot = new QWidget;
    auto *lines = column(m_foot, 12);
    lines->setContentsMargins(wideMargin, 12, wideMargin, 16);
    m_go = new QPushButton;
    m_go->setMinimumHeight(metrics::scaled(36));
    m_go->setIcon(icon(QStringLiteral("play")));
    setPrimary(m_go);
    m_left = new TextLabel(QString(), TypeRole::Body, TextLabel::Tone::Text2);
    m_left->setWordWrap(true);
    auto *buttons = new QHBoxLayout;
    m_back = new QPushButton(tr("Back"));
    m_next = new QPushButton(tr("Next"));
    for (QPushButton *button : {m_back, m_next})
        button->setFixedHeight(metrics::scaled(footButtonHeight));
    buttons->addWidget(m_back);
    buttons->addStretch(1);
    buttons->addWidget(m_next);
    lines->addWidget(m_left);
    lines->addWidget(m_go);
    lines->addLayout(buttons);
    box->addWidget(m_foot);
    connect(m_go, &QAbstractButton::clicked, m_lesson, &LessonRun::runOrStop);
    connect(m_back, &QAbstractButton::clicked, m_lesson, &LessonRun::back);
    connect(m_next, &QAbstractButton::clicked, m_lesson, &LessonRun::next);
}

void LessonPane::showStep()
{
    if (!m_lesson->isActive())
        return;
    const bool isEnd = m_lesson->isAtEnd();
    const int count = m_lesson->stepCount();
    m_where->setText(isEnd ? tr("done") : tr("step %1 of %2").arg(m_lesson->step() + 1).arg(count));
    m_text->setVisible(!isEnd);
    m_report->setVisible(isEnd);
    if (isEnd) {
        m_title->setText(QString::fromStdString(m_lesson->lesson().title));
        m_report->refresh();
    } else {
        m_title->setText(QString::fromStdString(m_lesson->current().title));
        m_text->setMarkdown(QString::fromStdString(m_lesson->current().text));
    }
    showQuestion();
    refresh();
    m_scroll->verticalScrollBar()->setValue(0);
}

void LessonPane::showQuestion()
{
    delete m_group;
    m_group = new QButtonGroup(this);
    for (ChoiceRow *row : std::exchange(m_choices, {}))
        delete row;
    const bool asks = !m_lesson->isAtEnd() && m_lesson->current().question;
    m_questionPart->setVisible(asks);
    if (!asks)
        return;
    const Question &question = *m_lesson->current().question;
    m_question->setMarkdown(QString::fromStdString(question.text));
    m_hint->setMarkdown(QString::fromStdString(question.hint));
    for (const Choice &choice : question.choices) {
        auto *row = new ChoiceRow(QString::fromStdString(choice.text), QString::fromStdString(choice.note));
        m_group->addButton(row, static_cast<int>(m_choices.size()));
        m_choices.push_back(row);
        m_choiceBox->addWidget(row);
        connect(row, &QAbstractButton::toggled, this, &LessonPane::refresh);
        connect(row, &ChoiceRow::confirmed, this, &LessonPane::choose);
    }
    const StepRecord &record = m_lesson->record();
    if (record.choice)
        m_choices[static_cast<std::size_t>(*record.choice)]->setChecked(true);
    m_number->setVisible(question.isNumber());
    m_number->setText(record.number ? numbers::compact(*record.number) : QString());
}

int LessonPane::chosen() const
{
    return m_group ? m_group->checkedId() : -1;
}

void LessonPane::choose()
{
    if (!m_lesson->isGated())
        return;
    if (m_lesson->current().question->isNumber()) {
        if (const auto number = numbers::parse(m_number->text()))
            m_lesson->answerNumber(*number);
    } else {
        m_lesson->answer(chosen());
    }
    if (!m_lesson->isGated())
        m_lesson->runStep();
}

void LessonPane::refresh()
{
    if (!m_lesson->isActive())
        return;
    m_progress->setSteps(m_lesson->stepCount(), m_lesson->isAtEnd() ? m_lesson->stepCount() : m_lesson->step(),
                         m_lesson->isAtEnd() ? -1 : m_lesson->step());
    if (!m_lesson->isAtEnd())
        refreshChoices();
    refreshResult();
    refreshFoot();
}

void LessonPane::refreshChoices()
{
    const auto &question = m_lesson->current().question;
    if (!question)
        return;
    const StepRecord &record = m_lesson->record();
    const bool isOpen = m_lesson->isGated();
    for (std::size_t i = 0; i < m_choices.size(); ++i) {
        const auto number = static_cast<int>(i);
        const bool isMine = record.choice == number;
        if (isMine)
            m_choices[i]->setChecked(true);
        const bool isRight = question->isRight(number);
        using Verdict = ChoiceRow::Verdict;
        if (isOpen)
            m_choices[i]->setVerdict(Verdict::Open);
        else if (!record.isDone)
            m_choices[i]->setVerdict(Verdict::Other, isMine ? tr("Your answer") : QString());
        else if (isRight)
            m_choices[i]->setVerdict(Verdict::Right, isMine ? tr("Your answer, and it is right") : tr("This is right"));
        else
            m_choices[i]->setVerdict(isMine ? Verdict::Wrong : Verdict::Other,
                                     isMine ? tr("Your answer, but it is not right") : QString());
    }
    m_number->setEnabled(isOpen);
    const bool isReady = question->isNumber() ? numbers::parse(m_number->text()).has_value() : chosen() >= 0;
    m_answer->setEnabled(isReady);
    const bool runs = m_lesson->wantsRun() || m_lesson->wantsCensus();
    m_answer->setText(runs ? tr("Answer and run") : tr("Answer"));
    m_answer->setIcon(runs ? icon(QStringLiteral("play")) : QIcon());
    m_buttons->setVisible(isOpen);
    m_hintButton->setVisible(!question->hint.empty());
    m_hintButton->setEnabled(!record.hintSeen);
    m_hint->setVisible(record.hintSeen && !question->hint.empty());
}

void LessonPane::refreshResult()
{
    const bool isShown = !m_lesson->isAtEnd() && m_lesson->record().isDone;
    const bool wasShown = !m_resultPart->isHidden();
    m_resultPart->setVisible(isShown);
    if (!isShown)
        return;
    const LessonStep &step = m_lesson->current();
    const auto &question = step.question;
    m_verdict->setVisible(question.has_value());
    m_verdictIcon->setVisible(question.has_value());
    m_explanation->setVisible(question && !question->explanation.empty());
    if (question) {
        const bool isRight = m_lesson->record().isRight(*question);
        const auto &theme = Theme::current();
        m_verdictIcon->setPixmap(iconPixmap(isRight ? QStringLiteral("check") : QStringLiteral("cross"),
                                            isRight ? theme.chipOkText : theme.chipErrorText, metrics::scaled(18),
                                            devicePixelRatioF()));
        m_verdict->setText(
            isRight ? tr("That is right.")
                    : tr("Not so: the right answer is “%1”.").arg(QString::fromStdString(question->rightText())));
        m_explanation->setMarkdown(QString::fromStdString(question->explanation));
    }
    m_noticeTitle->setVisible(!step.notice.empty());
    m_notice->setVisible(!step.notice.empty());
    m_notice->setMarkdown(QString::fromStdString(step.notice));
    if (!wasShown) {
        // Once the layout knows how high the words are.
        QMetaObject::invokeMethod(
            this, [this] { m_scroll->ensureWidgetVisible(m_resultPart, 0, 24); }, Qt::QueuedConnection);
    }
}

void LessonPane::refreshFoot()
{
    const bool isEnd = m_lesson->isAtEnd();
    const bool isOpen = m_lesson->isGated();
    const QString left = isEnd || isOpen ? QString() : m_lesson->whatIsLeft();
    m_left->setText(left);
    m_left->setVisible(!left.isEmpty());
    const bool canRun =
        !isEnd && !isOpen && !m_lesson->record().isDone && (m_lesson->wantsRun() || m_lesson->wantsCensus());
    m_go->setVisible(canRun);
    if (canRun) {
        const bool isRunning = m_lesson->isRunning();
        m_go->setText(m_lesson->wantsCensus() ? (isRunning ? tr("Stop the runs") : tr("Start the runs"))
                                              : (isRunning ? tr("Pause") : tr("Run")));
        m_go->setIcon(icon(isRunning ? QStringLiteral("pause") : QStringLiteral("play")));
    }
    m_back->setEnabled(m_lesson->step() > 0);
    m_next->setVisible(!isEnd);
    m_next->setText(m_lesson->step() + 1 == m_lesson->stepCount() ? tr("Finish") : tr("Next"));
    m_next->setEnabled(m_lesson->canGoOn());
    setPrimary(m_next, m_lesson->canGoOn());
}

void LessonPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_next)
        refresh();
}

} // namespace basin
