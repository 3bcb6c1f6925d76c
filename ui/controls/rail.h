#pragma once

#include <QList>
#include <QWidget>

class QAbstractButton;

namespace basin {

/// A narrow column of icon-and-word buttons that open a panel over the centre: what is left of the left panel in a
/// small window. At most one is open.
class Rail : public QWidget {
    Q_OBJECT

public:
    explicit Rail(QWidget *parent = nullptr);

    /// @return  the index that stands for it from now on
    int addButton(const QString &iconName, const QString &word);

    /// The open one; −1: none.
    [[nodiscard]] int current() const;
    /// Says nothing: only the user's own choice is announced.
    void setCurrent(int index);

    [[nodiscard]] QAbstractButton *button(int index) const { return m_buttons[index]; }

    QSize sizeHint() const override;

signals:
    /// −1: the open one was closed.
    void currentEdited(int index);

private:
    QList<QAbstractButton *> m_buttons;
};

} // namespace basin
