#include "window/lessons_page.h"

#include "controls/basin_style.h"
#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/separator.h"
#include "controls/step_progress.h"
#include "controls/text_label.h"
#include "panels/source_picture.h"
#include "render/lesson_words.h"
#include "render/theme.h"
#include "window/settings.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace basin {

namespace {

constexpr int listWidth = 760;
constexpr int pictureSize = 64;
constexpr int progressWidth = 160;
constexpr int buttonWidth = 104;

/// The data of the first step as the data panel draws them.
class LessonPicture : public QWidget {
public:
    explicit LessonPicture(std::string source) : m_source(std::move(source))
    {
        setFixedSize(metrics::scaled(pictureSize), metrics::scaled(pictureSize));
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        // A table or many bits are no points in a plane.
        if (m_source != "inline" && m_source != "csv" && m_source != "modulo")
            return paintSource(painter, rect(), m_source);
        const int size = metrics::scaled(28);
        painter.drawPixmap((width() - size) / 2, (height() - size) / 2,
                           iconPixmap(QStringLiteral("data"), Theme::current().text3, size, devicePixelRatioF()));
    }

private:
    std::string m_source;
};

TextLabel *paragraph(const QString &text, TypeRole role, TextLabel::Tone tone)
{
    auto *label = new TextLabel(text, role, tone);
    label->setWordWrap(true);
    return label;
}

} // namespace

LessonRow::LessonRow(const Lesson &lesson, QWidget *parent)
    : QWidget(parent),
      m_steps(static_cast<int>(lesson.steps.size())),
      m_progress(new StepProgress),
      m_note(new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text3)),
      m_button(new QPushButton),
      m_time(QStringLiteral("%1 · %2").arg(stepsText(m_steps), minutesText(lesson.minutes)))
{
    const QString title = QString::fromStdString(lesson.title);
    setAccessibleName(title);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 16, 0, 16);
    line->setSpacing(20);
    line->addWidget(new LessonPicture(lesson.steps.front().project.data.source), 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(paragraph(title, TypeRole::PanelTitle, TextLabel::Tone::Text));
    words->addWidget(paragraph(QString::fromStdString(lesson.summary), TypeRole::Body, TextLabel::Tone::Text2));
    auto *foot = new QHBoxLayout;
    foot->setSpacing(12);
    m_progress->setFixedWidth(metrics::scaled(progressWidth));
    foot->addWidget(m_progress);
    foot->addWidget(m_note, 1);
    words->addLayout(foot);
    line->addLayout(words, 1);
    m_button->setMinimumWidth(metrics::scaled(buttonWidth));
    m_button->setFixedHeight(metrics::scaled(32));
    m_button->setAccessibleDescription(title);
    line->addWidget(m_button, 0, Qt::AlignVCenter);
    connect(m_button, &QAbstractButton::clicked, this, &LessonRow::startRequested);
    setProgress(0, 0, false);
}

void LessonRow::setProgress(int done, int step, bool isOpen)
{
    m_done = done;
    m_progress->setSteps(m_steps, done, -1);
    m_progress->setVisible(done > 0);
    m_note->setText(done == 0         ? m_time
                    : done == m_steps ? tr("done · %1").arg(m_time)
                                      : tr("%1 of %2 done · %3").arg(done).arg(m_steps).arg(m_time));
    m_button->setText(isOpen            ? tr("Back to it")
                      : isFinished()    ? tr("Again")
                      : done + step > 0 ? tr("Go on")
                                        : tr("Start"));
    m_button->setAccessibleName(m_button->text());
}

LessonsPage::LessonsPage(LessonRun *lesson, QWidget *parent) : QWidget(parent), m_lesson(lesson)
{
    setAccessibleName(tr("Lessons"));
    auto *content = new QWidget;
    auto *list = new QWidget;
    list->setMaximumWidth(metrics::scaled(listWidth));
    auto *box = new QVBoxLayout(list);
    box->setContentsMargins(24, 24, 24, 24);
    box->setSpacing(0);
    const auto addGroup = [&](const char *group, const QString &title, const QString &note) {
        box->addWidget(paragraph(title, TypeRole::LessonTitle, TextLabel::Tone::Text));
        box->addSpacing(4);
        box->addWidget(paragraph(note, TypeRole::Body, TextLabel::Tone::Text2));
        box->addSpacing(8);
        for (const Lesson &one : lessons()) {
            if (one.group != group)
                continue;
            auto *row = new LessonRow(one);
            box->addWidget(new Separator(Qt::Horizontal));
            box->addWidget(row);
            m_entries.push_back({&one, row});
            connect(row, &LessonRow::startRequested, this,
                    [this, name = QString::fromStdString(one.name)] { emit startRequested(name); });
        }
        box->addWidget(new Separator(Qt::Horizontal));
        box->addSpacing(32);
    };
    addGroup("lesson", tr("Lessons"),
             tr("Each asks before it runs: guess first, then look. Your own project waits meanwhile."));
    addGroup("gallery", tr("Gallery of bad starts"), tr("One situation each, with a commentary."));
    auto *open = new QPushButton(icon(QStringLiteral("open")), tr("Open a lesson file…"));
    box->addWidget(open, 0, Qt::AlignLeft);
    box->addStretch(1);
    connect(open, &QAbstractButton::clicked, this, &LessonsPage::openFileRequested);

    auto *centred = new QHBoxLayout(content);
    centred->setContentsMargins(0, 0, 0, 0);
    centred->addStretch(1);
    centred->addWidget(list, 100);
    centred->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    for (const auto signal : {&LessonRun::activeChanged, &LessonRun::stepChanged, &LessonRun::recordChanged})
        connect(lesson, signal, this, &LessonsPage::refresh);
}

void LessonsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void LessonsPage::refresh()
{
    if (!isVisible())
        return;
    const LessonRow *next = nullptr;
    for (const Entry &entry : m_entries) {
        const bool isOpen = m_lesson->isActive() && m_lesson->lesson().name == entry.lesson->name;
        const LessonRun::Kept kept = m_lesson->kept(*entry.lesson);
        entry.row->setProgress(kept.stepsDone(), kept.step, isOpen);
        if (isOpen || (!next && !m_lesson->isActive() && !entry.row->isFinished()))
            next = entry.row;
    }
    // What one most likely wants: the lesson under way, else the first that is not done.
    for (const Entry &entry : m_entries)
        setPrimary(entry.row->button(), entry.row == next);
}

} // namespace basin
