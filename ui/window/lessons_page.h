#pragma once

#include "model/lesson_run.h"

#include <QWidget>

#include <vector>

class QPushButton;

namespace basin {

class StepProgress;
class TextLabel;

/// One lesson in the list: a picture of its data, what it is about, how long it takes, how far one got.
class LessonRow : public QWidget {
    Q_OBJECT

public:
    explicit LessonRow(const Lesson &lesson, QWidget *parent = nullptr);

    /// @param step  where one would go on; @param isOpen  it is under way now
    void setProgress(int done, int step, bool isOpen);
    [[nodiscard]] bool isFinished() const { return m_done == m_steps; }
    [[nodiscard]] QPushButton *button() const { return m_button; }

signals:
    void startRequested();

private:
    int m_steps;
    int m_done = 0;
    StepProgress *m_progress;
    TextLabel *m_note;
    QPushButton *m_button;
    QString m_time;
};

/// The page that lists the lessons, and after them the gallery of bad starts.
class LessonsPage : public QWidget {
    Q_OBJECT

public:
    explicit LessonsPage(LessonRun *lesson, QWidget *parent = nullptr);

signals:
    void startRequested(const QString &name);
    void openFileRequested();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refresh();

    LessonRun *m_lesson;
    struct Entry {
        const Lesson *lesson;
        LessonRow *row;
    };
    std::vector<Entry> m_entries;
};

} // namespace basin
