#pragma once

#include <QWidget>

class QAbstractButton;
class QButtonGroup;

namespace basin {

/// Two or three choices side by side, one of them taken: Log | Linear.
class SegmentedControl : public QWidget {
    Q_OBJECT

public:
    explicit SegmentedControl(const QStringList &choices, QWidget *parent = nullptr);

    [[nodiscard]] int current() const;
    /// Says nothing: only the user's own choice is announced.
    void setCurrent(int index);

    /// A little smaller, for a view's header; ViewHeader::addOption sees to it.
    void setCompact(bool compact);

    /// Segments share the width instead of being as wide as their words.
    void setEven(bool even);

signals:
    void currentEdited(int index);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QButtonGroup *m_group;
    QList<QAbstractButton *> m_segments;
};

} // namespace basin
