#pragma once

#include <QAbstractButton>

namespace basin {

/// The one filled button of the toolbar. It is as wide as the longer of its two words.
class PlayButton : public QAbstractButton {
    Q_OBJECT

public:
    explicit PlayButton(QWidget *parent = nullptr);

    void setPlaying(bool playing);
    [[nodiscard]] bool isPlaying() const { return m_isPlaying; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] static QString wordFor(bool playing);

    bool m_isPlaying = false;
};

} // namespace basin
