#pragma once

#include <QAbstractButton>

namespace basin {

/// A secondary button of a column's width: a play mark, what it tries, and at its right end what is known of it
/// ("84 % solve").
class TryButton : public QAbstractButton {
    Q_OBJECT

public:
    explicit TryButton(QWidget *parent = nullptr);

    void setWords(const QString &title, const QString &note);
    [[nodiscard]] QString note() const { return m_note; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_note;
};

} // namespace basin
