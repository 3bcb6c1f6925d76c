#pragma once

#include <QWidget>

#include <vector>

class QAction;
class QStackedLayout;

namespace basin {

class View;
class ViewHeader;

/// A place of the window that shows one of several views: a header with the view's title, its own options, copy and
/// enlarge, and the view below.
class ViewFrame : public QWidget {
    Q_OBJECT

public:
    explicit ViewFrame(QWidget *parent = nullptr);

    /// The frame owns the view. The first one added is shown.
    void addView(View *view);
    [[nodiscard]] const std::vector<View *> &views() const { return m_views; }
    [[nodiscard]] View *current() const;
    void setCurrent(View *view);
    void setEnlarged(bool enlarged);
    /// Without a title, its buttons over the view's top right corner: for a view that begins with words of its own.
    void setHeaderFloating(bool floating);
    /// What else can be done with what these views show: a menu behind three dots, and in the context menu.
    void setExtraActions(const QList<QAction *> &actions);

signals:
    void currentChanged();
    void copyRequested(basin::View *view);
    void enlargeRequested();
    void exportPictureRequested(basin::View *view);
    void exportDataRequested(basin::View *view);

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void refreshTitles();
    void placeHeader();

    ViewHeader *m_header;
    QStackedLayout *m_stack;
    std::vector<View *> m_views;
    QList<QAction *> m_extraActions;
    bool m_isFloating = false;
};

} // namespace basin
