#pragma once

#include <QObject>
#include <QPointer>

class QFocusFrame;
class QWidget;

namespace basin {

/// Puts the accent ring around the widget that has the keyboard. One for each application; applyTheme() makes it.
/// The ring comes with the keyboard (Tab, a shortcut) and, on fields, with the mouse too.
class FocusRing : public QObject {
    Q_OBJECT

public:
    explicit FocusRing(QObject *parent);
    ~FocusRing() override;

    bool eventFilter(QObject *watched, QEvent *event) override;

    /// For a widget that paints the ring itself, as a slider does around its handle.
    static void setPaintsOwnRing(QWidget *widget);

    /// What the ring is around; nothing while it is hidden.
    [[nodiscard]] QWidget *target() const;

    /// True if the keyboard put the focus where it is: what paints its own ring asks this.
    [[nodiscard]] static bool isShownFor(const QWidget *widget);

private:
    void moveTo(QWidget *widget);

    QPointer<QFocusFrame> m_frame;
    bool m_isByMouse = false; ///< the last thing the user did
};

} // namespace basin
