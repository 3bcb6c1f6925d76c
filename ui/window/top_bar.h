#pragma once

#include "model/diagnosis_model.h"

#include <QWidget>

namespace basin {

class Actions;
class Chip;
class LinkButton;
class PlayButton;
class ReadOut;
class SpeedSlider;
class ToolButton;

/// The line under the menu: restart, play, step, speed, the run's numbers, and how it stands.
class TopBar : public QWidget {
    Q_OBJECT

public:
    TopBar(DiagnosisModel *diagnosis, ProjectModel *model, const Actions &actions, QWidget *parent = nullptr);

    /// In a narrow window the words of the buttons go, and the chip has one word.
    void setCompact(bool compact);

    [[nodiscard]] Chip *chip() const { return m_chip; }
    [[nodiscard]] Chip *bugChip() const { return m_bug; } ///< hidden while the gradient is right

signals:
    void bugChosen(); ///< what does it do?

public slots:
    void faster();
    void slower();

private:
    void refresh();
    void refreshSpeed();
    void changeSpeed(int direction);
    void refreshChip();

    DiagnosisModel *m_diagnosis;
    ProjectModel *m_model;
    LiveRun *m_run;
    ToolButton *m_restart;
    ToolButton *m_newWeights;
    ToolButton *m_stepBack;
    PlayButton *m_play;
    ToolButton *m_step;
    SpeedSlider *m_speed;
    ReadOut *m_epoch;
    ReadOut *m_loss;
    ReadOut *m_correct;
    Chip *m_bug;
    Chip *m_chip;
    LinkButton *m_why;
    bool m_compact = false;
};

} // namespace basin
