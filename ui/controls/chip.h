#pragma once

#include <QAbstractButton>

namespace basin {

/// How the run stands, in a symbol and words: "Solved at epoch 900". A click asks for the reasons.
class Chip : public QAbstractButton {
    Q_OBJECT

public:
    enum class Kind { Ok, Warn, Error, Neutral };

    explicit Chip(QWidget *parent = nullptr);

    /// @param iconName  a drawing of :/icons; empty is the kind's own (check, triangle, cross, dot)
    void setState(Kind kind, const QString &words, const QString &iconName = {});
    [[nodiscard]] Kind kind() const { return m_kind; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Kind m_kind = Kind::Neutral;
    QString m_iconName;
};

} // namespace basin
