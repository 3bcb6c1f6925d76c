#pragma once

#include "model/lesson_run.h"

#include <QWidget>

class QLineEdit;
class QVBoxLayout;

namespace basin {

/// The last page of a lesson: what was answered, and the report for whoever wants to see or rerun it.
class LessonReportPage : public QWidget {
    Q_OBJECT

public:
    explicit LessonReportPage(LessonRun *lesson, QWidget *parent = nullptr);

    void refresh();

signals:
    /// @param name  the pupil's, may be empty
    void reportRequested(const QString &name, bool asPdf);

private:
    void addLine(const QString &iconName, const QColor &colour, const QString &title, const QString &note);

    LessonRun *m_lesson;
    QWidget *m_steps;
    QVBoxLayout *m_stepBox;
    QLineEdit *m_name;
};

} // namespace basin
