#pragma once

#include "model/census_model.h"

#include <QWidget>

#include <array>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace basin {

class IntegerField;
class NumberField;
class SectionRow;
class SideSection;
class TextLabel;
class VariationEditor;

/// How many runs, from which seed, how long, what is varied, and what counts as solved; starts and cancels them.
class RunsPanel : public QWidget {
    Q_OBJECT

public:
    explicit RunsPanel(CensusModel *census, QWidget *parent = nullptr);

signals:
    void lastRunsRequested();

private:
    void addRuns();
    void addProgress();
    void addVary();
    void addSolved();
    void addSettings();
    void change(const std::function<void(CensusSettings &)> &set);
    void changeVariations();
    [[nodiscard]] bool isRegression() const;
    [[nodiscard]] QString solvedText(const TrainingOptions &training) const;
    void refresh();
    void refreshProject();
    void refreshProgress();
    void refreshButtons();
    void showProblem(QString problem);

    CensusModel *m_census;
    SideSection *m_runsSection;
    SideSection *m_varySection;
    SideSection *m_solvedSection;
    SideSection *m_settingsSection;
    IntegerField *m_runs = nullptr;
    IntegerField *m_seed = nullptr;
    IntegerField *m_epochs = nullptr;
    SectionRow *m_epochsRow = nullptr;
    QComboBox *m_threads = nullptr;
    SectionRow *m_threadsRow = nullptr;
    QPushButton *m_start = nullptr;
    QPushButton *m_cancel = nullptr;
    QProgressBar *m_bar = nullptr;
    QWidget *m_progressLine = nullptr;
    TextLabel *m_done = nullptr;
    TextLabel *m_time = nullptr;
    TextLabel *m_rate = nullptr;
    QPushButton *m_last = nullptr;
    TextLabel *m_problem = nullptr;
    TextLabel *m_outdated = nullptr;
    std::array<VariationEditor *, 2> m_variations{};
    TextLabel *m_varyNote = nullptr;
    TextLabel *m_solvedNote = nullptr;
    NumberField *m_loss = nullptr;
    SectionRow *m_lossRow = nullptr;
    QLabel *m_optimizer = nullptr;
    QLabel *m_lossName = nullptr;
    QLabel *m_batch = nullptr;
    QLabel *m_weights = nullptr;
    QLabel *m_precision = nullptr;
};

} // namespace basin
