#pragma once

#include <QStringList>
#include <QWidget>

class QAbstractButton;
class QHBoxLayout;
class QMenu;

namespace basin {

class TitleButton;
class ToolButton;

/// The line above a plot, 40 high: its title (with a menu, where the place can show other views), the view's own
/// options, copy picture, enlarge.
class ViewHeader : public QWidget {
    Q_OBJECT

public:
    explicit ViewHeader(const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    [[nodiscard]] QString title() const;

    /// The views this place can show; with two or more the title becomes a menu. The current one is the title.
    void setViews(const QStringList &names, int current);
    void setCurrentView(int index);
    [[nodiscard]] int currentView() const { return m_current; }

    /// Left of the two buttons, in the order added. The header owns it from now on.
    void addOption(QWidget *option);
    /// Shows one more or one less: an enlarged view offers the way back.
    void setEnlarged(bool enlarged);
    void setButtonsShown(bool copy, bool enlarge);

    [[nodiscard]] QAbstractButton *titleButton() const;
    [[nodiscard]] ToolButton *copyButton() const { return m_copy; }
    [[nodiscard]] ToolButton *enlargeButton() const { return m_enlarge; }

signals:
    void viewChosen(int index);
    void copyRequested();
    void enlargeRequested();

private:
    void openMenu();

    TitleButton *m_title;
    QHBoxLayout *m_options;
    ToolButton *m_copy;
    ToolButton *m_enlarge;
    QStringList m_views;
    int m_current = 0;
};

} // namespace basin
