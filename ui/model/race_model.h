#pragma once

#include "model/race_runner.h"

#include <QObject>

#include <string>
#include <vector>

namespace basin {

/// In what those who race differ.
struct RaceChoice {
    std::string key = "optimizer.name";
    std::vector<std::string> values{"sgd", "rmsprop", "adam"};
    bool keepRate = false; ///< optimizers: all at the project's learning rate
    friend bool operator==(const RaceChoice &, const RaceChoice &) = default;
};

/// Up to eight live runs of the window's project under one clock. GUI thread only.
class RaceModel : public QObject {
    Q_OBJECT

public:
    RaceModel(ProjectModel *model, LiveRun *run, QObject *parent = nullptr);

    [[nodiscard]] const RaceChoice &choice() const { return m_choice; }
    void setChoice(const RaceChoice &choice);

    [[nodiscard]] std::uint64_t seed() const { return m_model->project().init.seed; } ///< of the project's start

    void start(); ///< the project as it is now, all at their start, and off they go
    void play() { m_runner.play(); }
    void pause() { m_runner.pause(); }
    void step(qint64 epochs) { m_runner.step(epochs); }
    void setSpeed(double epochsPerSecond) { m_runner.setSpeed(epochsPerSecond); }
    [[nodiscard]] double speed() const { return m_runner.speed(); }
    [[nodiscard]] bool isRunning() const { return m_runner.isRunning(); }

    [[nodiscard]] RacePtr snapshot() const { return m_runner.snapshot(); } ///< null: no race yet
    [[nodiscard]] QString problem() const { return m_runner.problem(); }   ///< why there is none; else empty

    /// Makes this racer's project the window's; undoable.
    void open(std::size_t racer);

signals:
    void choiceChanged();
    void snapshotChanged();
    void runningChanged();
    void problemChanged();

private:
    ProjectModel *m_model;
    LiveRun *m_run;
    RaceChoice m_choice;
    RaceRunner m_runner;
};

} // namespace basin
