#pragma once

#include "model/lesson_run.h"

#include <QWidget>

#include <vector>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace basin {

class ChoiceRow;
class LessonReportPage;
class MarkdownLabel;
class StepProgress;
class TextLabel;
class ToolButton;

/// A lesson under way, one step on one page: the text, the question with its answers, what is still to be done, and
/// after the run the explanation and what to notice. Its last page is the report.
class LessonPane : public QWidget {
    Q_OBJECT

public:
    explicit LessonPane(LessonRun *lesson, QWidget *parent = nullptr);

    /// Width of the pane at 100 %, and where the window is small.
    static constexpr int usualWidth = 360;
    static constexpr int compactWidth = 320;
    void setCompact(bool compact);

signals:
    void listRequested(); ///< "All lessons"
    void leaveRequested();
    void reportRequested(const QString &name, bool asPdf);

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildHead(QVBoxLayout *box);
    void buildPage();
    void buildQuestion();
    void buildFoot(QVBoxLayout *box);
    void showStep();
    void showQuestion();
    void refresh();
    void refreshChoices();
    void refreshResult();
    void refreshFoot();
    void choose();
    [[nodiscard]] int chosen() const;

    LessonRun *m_lesson;
    ToolButton *m_list;
    TextLabel *m_where;
    StepProgress *m_progress;
    QScrollArea *m_scroll;
    QWidget *m_head = nullptr;
    QWidget *m_page = nullptr;
    QWidget *m_foot = nullptr;
    TextLabel *m_title = nullptr;
    MarkdownLabel *m_text = nullptr;
    QWidget *m_questionPart = nullptr;
    MarkdownLabel *m_question = nullptr;
    QVBoxLayout *m_choiceBox = nullptr;
    std::vector<ChoiceRow *> m_choices;
    QButtonGroup *m_group = nullptr;
    QLineEdit *m_number = nullptr;
    QPushButton *m_answer = nullptr;
    QPushButton *m_hintButton = nullptr;
    QWidget *m_buttons = nullptr;
    MarkdownLabel *m_hint = nullptr;
    QWidget *m_resultPart = nullptr;
    QLabel *m_verdictIcon = nullptr;
    TextLabel *m_verdict = nullptr;
    MarkdownLabel *m_explanation = nullptr;
    TextLabel *m_noticeTitle = nullptr;
    MarkdownLabel *m_notice = nullptr;
    TextLabel *m_left = nullptr;
    QPushButton *m_go = nullptr;
    LessonReportPage *m_report = nullptr;
    QPushButton *m_back = nullptr;
    QPushButton *m_next = nullptr;
    int m_margin = 24;
};

} // namespace basin
