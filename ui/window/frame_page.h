#pragma once

#include <QWidget>

#include <vector>

class QSplitter;

namespace basin {

class View;
class ViewFrame;

/// A page of the window that is made of places for views: knows which one is in use, gives one of them the whole page,
/// and remembers how the user parted them.
class FramePage : public QWidget {
    Q_OBJECT

public:
    [[nodiscard]] const std::vector<ViewFrame *> &frames() const { return m_frames; }
    /// Every view, the hidden ones too.
    [[nodiscard]] virtual std::vector<View *> views() const;
    [[nodiscard]] View *view(const QString &id) const;
    virtual void show(View *view);
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
    explicit FramePage(QWidget *parent);

    /// To be called once, when the frames have their views. The first one is in use until another one is.
    void setUp(std::vector<ViewFrame *> frames, std::vector<QSplitter *> splitters);
    /// Parts the page as it was designed.
    virtual void arrange() = 0;
    /// Shows what belongs on the page while one place (or, null, none) has all of it.
    virtual void showParts(ViewFrame *enlarged);
    /// The first part of a length and the rest of it.
    [[nodiscard]] static QList<int> parted(int whole, double share);

    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    std::vector<ViewFrame *> m_frames;
    std::vector<QSplitter *> m_splitters;
    ViewFrame *m_active = nullptr;
    ViewFrame *m_enlarged = nullptr;
    bool m_userSized = false;
};

} // namespace basin
