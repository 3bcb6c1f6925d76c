#pragma once

#include "model/live_run.h"
#include "model/view_state.h"

#include <QFrame>

class QComboBox;

namespace basin {

/// For networks of more than two inputs: which two span the picture, and where the others are held. Closes like a menu.
class PlanePopup : public QFrame {
    Q_OBJECT

public:
    PlanePopup(LiveRun *run, ViewState *state, QWidget *parent);

private:
    void refresh();

    LiveRun *m_run;
    ViewState *m_state;
    QComboBox *m_horizontal;
    QComboBox *m_vertical;
    QList<QWidget *> m_held; ///< one row for each input; hidden for the two that are shown
};

} // namespace basin
