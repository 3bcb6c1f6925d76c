#pragma once

#include <QWidget>

#include <vector>

class QSplitter;

namespace basin {

class LiveRun;
class NetworkView;
class ProjectModel;
class View;
class ViewFrame;
class ViewState;

/// The centre of the window while one trains: the network above, two places for views below, on one base line.
class TrainPage : public QWidget {
    Q_OBJECT

public:
    TrainPage(ProjectModel *model, LiveRun *run, ViewState *state, QWidget *parent = nullptr);

    [[nodiscard]] NetworkView *network() const { return m_network; }
    [[nodiscard]] ViewFrame *left() const { return m_left; }
    [[nodiscard]] ViewFrame *right() const { return m_right; }
    /// Every view, the hidden ones too.
    [[nodiscard]] std::vector<View *> views() const;
    [[nodiscard]] View *view(const QString &id) const;
    void show(View *view);
    /// The view that was last pointed at or used: what "copy" and "enlarge" of the menus mean.
    [[nodiscard]] View *activeView() const;

    /// Gives one place the whole page; null: back to all.
    void setEnlarged(ViewFrame *frame);
    [[nodiscard]] ViewFrame *enlarged() const { return m_enlarged; }
    [[nodiscard]] ViewFrame *activeFrame() const { return m_active; }

    [[nodiscard]] QByteArray saveLayout() const;
    void restoreLayout(const QByteArray &layout);
    void resetLayout();

signals:
    void enlargedChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QSplitter *m_rows;
    QSplitter *m_columns;
    NetworkView *m_network;
    ViewFrame *m_left;
    ViewFrame *m_right;
    ViewFrame *m_active;
    ViewFrame *m_enlarged = nullptr;
    bool m_userSized = false;
};

} // namespace basin
