#include "panels/lesson_report_page.h"

#include "controls/basin_style.h"
#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/separator.h"
#include "controls/text_label.h"
#include "render/number_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace basin {

namespace {

constexpr int longestName = 200;

QString answerText(const Question &question, const StepRecord &record)
{
    if (record.choice)
        return QString::fromStdString(question.choices[static_cast<std::size_t>(*record.choice)].text);
    return record.number ? numbers::compact(*record.number) : QString();
}

} // namespace

LessonReportPage::LessonReportPage(LessonRun *lesson, QWidget *parent)
    : QWidget(parent),
      m_lesson(lesson),
      m_steps(new QWidget),
      m_stepBox(new QVBoxLayout(m_steps)),
      m_name(new QLineEdit)
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(12);
    m_stepBox->setContentsMargins(0, 0, 0, 0);
    m_stepBox->setSpacing(12);
    box->addWidget(m_steps);
    box->addSpacing(4);
    box->addWidget(new Separator(Qt::Horizontal));
    box->addSpacing(4);
    box->addWidget(new TextLabel(tr("Report"), TypeRole::PanelTitle, TextLabel::Tone::Text));
    auto *what = new TextLabel(tr("Your answers, what was measured, the pictures, and every setting and seed: with it "
                                  "anyone can run the lesson’s runs again."),
                               TypeRole::Body, TextLabel::Tone::Text2);
    what->setWordWrap(true);
    box->addWidget(what);
    m_name->setMaxLength(longestName);
    m_name->setPlaceholderText(tr("Name, if you want one on it"));
    m_name->setAccessibleName(tr("Your name in the report, optional"));
    box->addWidget(m_name);
    auto *pdf = new QPushButton(tr("Save as PDF…"));
    auto *page = new QPushButton(tr("Save as a web page…"));
    setPrimary(pdf);
    for (QPushButton *button : {pdf, page}) {
        button->setMinimumHeight(metrics::scaled(32));
        box->addWidget(button);
    }
    connect(pdf, &QAbstractButton::clicked, this, [this] { emit reportRequested(m_name->text().trimmed(), true); });
    connect(page, &QAbstractButton::clicked, this, [this] { emit reportRequested(m_name->text().trimmed(), false); });
}

void LessonReportPage::addLine(const QString &iconName, const QColor &colour, const QString &title, const QString &note)
{
    auto *line = new QHBoxLayout;
    line->setSpacing(12);
    auto *mark = new QLabel;
    mark->setFixedSize(metrics::scaled(16), metrics::scaled(20));
    mark->setPixmap(iconPixmap(iconName, colour, metrics::scaled(16), devicePixelRatioF()));
    line->addWidget(mark, 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    auto *heading = new TextLabel(title, TypeRole::Body, TextLabel::Tone::Text);
    heading->setWordWrap(true);
    words->addWidget(heading);
    if (!note.isEmpty()) {
        auto *below = new TextLabel(note, TypeRole::Note, TextLabel::Tone::Text2);
        below->setWordWrap(true);
        words->addWidget(below);
    }
    line->addLayout(words, 1);
    auto *whole = new QWidget;
    line->setContentsMargins(0, 0, 0, 0);
    whole->setLayout(line);
    m_stepBox->addWidget(whole);
}

void LessonReportPage::refresh()
{
    qDeleteAll(m_steps->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    const auto &theme = Theme::current();
    int asked = 0, right = 0;
    const Lesson &lesson = m_lesson->lesson();
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
        const auto &question = lesson.steps[i].question;
        const StepRecord &record = m_lesson->records()[i];
        const QString title = tr("%1. %2").arg(i + 1).arg(QString::fromStdString(lesson.steps[i].title));
        if (!question || !record.isAnswered()) {
            addLine(record.isDone ? QStringLiteral("dot") : QStringLiteral("minus"), theme.text3, title,
                    question ? tr("not answered") : QString());
            continue;
        }
        const bool isRight = record.isRight(*question);
        ++asked;
        right += isRight ? 1 : 0;
        const QString mine = answerText(*question, record);
        addLine(isRight ? QStringLiteral("check") : QStringLiteral("cross"),
                isRight ? theme.chipOkText : theme.chipErrorText, title,
                isRight ? tr("%1: right").arg(mine)
                        : tr("%1: not so, it is “%2”").arg(mine, QString::fromStdString(question->rightText())));
    }
    if (asked > 0) {
        auto *sum = new TextLabel(
            tr("%1 of %2 answers were right. What counts is that you guessed before you looked.").arg(right).arg(asked),
            TypeRole::Body, TextLabel::Tone::Text);
        sum->setWordWrap(true);
        m_stepBox->insertWidget(0, sum);
    }
}

} // namespace basin
