#pragma once

#include "model/live_run.h"

#include <QWidget>

namespace basin {

class Actions;
class Chip;
class PlayButton;
class ReadOut;
class SpeedSlider;
class ToolButton;

/// The line under the menu: restart, play, step, speed, the run's numbers, and how it stands.
class TopBar : public QWidget {
    Q_OBJECT

public:
    TopBar(LiveRun *run, const Actions &actions, QWidget *parent = nullptr);

    /// In a narrow window the words of the buttons go, and the chip has one word.
    void setCompact(bool compact);

public slots:
    void faster();
    void slower();

private:
    void refresh();
    void refreshSpeed();
    void changeSpeed(int direction);
    void explain();

    LiveRun *m_run;
    ToolButton *m_restart;
    ToolButton *m_newWeights;
    PlayButton *m_play;
    ToolButton *m_step;
    SpeedSlider *m_speed;
    ReadOut *m_epoch;
    ReadOut *m_loss;
    ReadOut *m_correct;
    Chip *m_chip;
    QString m_sentence;
    bool m_compact = false;
};

} // namespace basin
