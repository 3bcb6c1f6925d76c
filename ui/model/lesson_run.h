#pragma once

#include "lesson/lesson.h"
#include "model/census_model.h"
#include "model/live_run.h"
#include "model/project_model.h"
#include "render/latest_job.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace basin {

/// The numbers a step's run came to, with all that gives them again.
struct RunMeasurement {
    Project project; ///< as it stood at the end, its epochs those that it ran; with `state` where isRepeatable is false
    std::int64_t epoch = 0;
    Metrics metrics;
    Outcome outcome = Outcome::Undecided;
    /// Nothing was changed on the way and it rests between two epochs: `basin train` of the project gives these
    /// numbers.
    bool isRepeatable = true;
    std::vector<HistoryEvent> events{}; ///< else what was changed
    std::shared_ptr<const PreparedRun> prepared;
    Vector parameters;
    std::shared_ptr<const History> history;
    RunState state;
};

/// What became of one step: for whoever comes back to it, and for the report.
struct StepRecord {
    std::optional<int> choice;
    std::optional<double> number;
    bool hintSeen = false;
    bool isDone = false;
    std::optional<RunMeasurement> run;
    CensusPtr census; ///< of the step's project; null: none

    [[nodiscard]] bool isAnswered() const { return choice || number; }
    [[nodiscard]] bool isRight(const Question &question) const
    {
        return choice ? question.isRight(*choice) : number && question.isRight(*number);
    }
};

/// A lesson under way: which step one is at, what was answered, whether the step is done, what was measured. Sets the
/// project of each step, holds the run back while a question is open, and gives the user's own project back at the end.
/// Owned by MainWindow, lives on the GUI thread.
class LessonRun : public QObject {
    Q_OBJECT

public:
    LessonRun(ProjectModel *model, LiveRun *run, CensusModel *census, QObject *parent = nullptr);
    ~LessonRun() override;

    /// Puts the user's own project aside (once it rests) and begins at a step. Another lesson under way is left first,
    /// its records are kept until the window closes.
    void start(const Lesson &lesson, int step = 0);
    /// How far one got in a lesson: where it was left, and what became of its steps. Of the one under way as it is now.
    struct Kept {
        int step = 0;
        std::vector<StepRecord> records;
        [[nodiscard]] int stepsDone() const;
    };
    [[nodiscard]] Kept kept(const Lesson &lesson) const;
    /// What is known of a lesson from an earlier sitting.
    void recall(const Lesson &lesson, Kept kept);
    /// Gives the user's own project back, as it was.
    void leave();
    [[nodiscard]] bool isActive() const { return m_lesson.has_value(); }
    [[nodiscard]] const Lesson &lesson() const { return *m_lesson; }

    [[nodiscard]] int stepCount() const { return static_cast<int>(m_lesson->steps.size()); }
    /// From 0; stepCount() is the end, where the report is.
    [[nodiscard]] int step() const { return m_step; }
    [[nodiscard]] bool isAtEnd() const { return isActive() && m_step == stepCount(); }
    [[nodiscard]] const LessonStep &current() const { return m_lesson->steps[static_cast<std::size_t>(m_step)]; }
    [[nodiscard]] const StepRecord &record() const { return m_records[static_cast<std::size_t>(m_step)]; }
    [[nodiscard]] const std::vector<StepRecord> &records() const { return m_records; }

    /// Comes to rest, takes down what was measured, and goes there.
    void goTo(int step);
    void next();
    void back();
    [[nodiscard]] bool canGoOn() const { return isActive() && !isAtEnd() && record().isDone; }

    /// A question is open: nothing runs before it is answered.
    [[nodiscard]] bool isGated() const;
    /// @param choice  of the question's choices, from 0; once
    void answer(int choice);
    void answerNumber(double number);
    void showHint();
    /// Whether an answer should set something going: the live run, or the runs.
    [[nodiscard]] bool wantsRun() const;
    [[nodiscard]] bool wantsCensus() const;
    void runStep();
    /// Sets going what the step asks for, or stops it.
    void runOrStop();
    [[nodiscard]] bool isRunning() const; ///< what the step asks for

    /// A page or view was shown: some steps wait for that.
    void noteOpened(const QString &id);
    /// What is still to be done, in words; empty when the step is.
    [[nodiscard]] QString whatIsLeft() const;

    /// Takes down what has been measured so far; for the report of a step that is not left yet.
    void measure();

signals:
    void activeChanged();
    void stepChanged(); ///< another step, or another lesson
    void answered();
    void hintShown();
    void recordChanged(); ///< the step's being done, or what it came to
    void runningChanged();
    void progressChanged(); ///< what is left to do is said differently

private:
    struct Aside {
        Project project;
        QString fileName;
        bool wasModified = false;
        CensusSettings runs;
        CensusPtr census;
        std::vector<PinnedRun> pinned;
    };

    void whenAtRest(std::function<void()> what);
    [[nodiscard]] bool isAtRest() const;
    void putAside();
    void begin(Lesson lesson, int step);
    void enter(int step, int from);
    void setProject(int step);
    void setRuns(const LessonStep &step);
    void takeAnswer();
    void refreshGate();
    void update();
    void look();
    [[nodiscard]] LessonMoment moment() const;
    [[nodiscard]] CensusPtr censusOfStep() const;
    void keepRecords();

    ProjectModel *m_model;
    LiveRun *m_run;
    CensusModel *m_census;
    std::optional<Lesson> m_lesson;
    int m_step = 0;
    std::vector<StepRecord> m_records;
    std::map<std::string, Kept> m_kept;
    std::optional<Aside> m_aside;
    std::vector<std::string> m_opened; ///< since the step began
    qint64 m_censusBefore = 0;         ///< number of the census that was there when the step began
    bool m_isEntering = false;
    std::int64_t m_entryStep = 0; ///< the updates the run had when the step began; −1: that of the last step goes on
    std::int64_t m_startStep = 0; ///< the updates the run had when the step began
    QString m_left;               ///< what is left to do, as it was said last
    std::function<void()> m_waiting;
    QElapsedTimer m_sinceLook;
    std::uint64_t m_lookedAt = 0; ///< serial of the snapshot the findings are of
    std::vector<std::string> m_findings;
    LatestJob<std::vector<std::string>> m_diagnosis;
};

} // namespace basin
