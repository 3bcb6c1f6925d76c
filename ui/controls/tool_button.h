#pragma once

#include <QAbstractButton>
#include <QToolButton>

namespace basin {

/// A flat button of icon, or icon and words: 28 px in a view's header, 36 in the toolbar. It can stand for a QAction
/// (setDefaultAction) and takes its tool tip as its accessible name.
class ToolButton : public QToolButton {
    Q_OBJECT

public:
    enum class Size { Small, Toolbar };

    explicit ToolButton(Size size, QWidget *parent = nullptr);
    ToolButton(Size size, const QIcon &icon, const QString &name, QWidget *parent = nullptr);

    void setDefaultAction(QAction *action); ///< hides QToolButton's, which knows no accessible name

    /// Whether the words stand beside the icon; at first they do not.
    void setWordsShown(bool shown);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QString words() const;
    [[nodiscard]] int iconExtent() const;
    [[nodiscard]] int extent() const;

    Size m_size;
    bool m_hasWords = false;
};

/// Words that act like a link: "why?" beside the chip.
class LinkButton : public QAbstractButton {
    Q_OBJECT

public:
    explicit LinkButton(const QString &text, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace basin
