#pragma once

#include "window/frame_page.h"

namespace basin {

class LiveRun;
class NetworkView;
class ProjectModel;
class ViewState;

/// The centre of the window while one trains: the network above, two places for views below, on one base line.
class TrainPage : public FramePage {
    Q_OBJECT

public:
    TrainPage(ProjectModel *model, LiveRun *run, ViewState *state, QWidget *parent = nullptr);

    [[nodiscard]] NetworkView *network() const { return m_network; }
    [[nodiscard]] ViewFrame *left() const { return m_left; }
    [[nodiscard]] ViewFrame *right() const { return m_right; }
    [[nodiscard]] std::vector<View *> views() const override;

protected:
    void arrange() override;
    void showParts(ViewFrame *enlarged) override;

private:
    QSplitter *m_rows;
    QSplitter *m_columns;
    NetworkView *m_network;
    ViewFrame *m_left;
    ViewFrame *m_right;
};

} // namespace basin
