#pragma once

#include <QWidget>

#include <functional>
#include <optional>

namespace basin {

class LogSlider;

/// How fast the training goes: from one step in a second to as fast as the machine can, at the very right.
class SpeedSlider : public QWidget {
    Q_OBJECT

public:
    explicit SpeedSlider(QWidget *parent = nullptr);

    /// Steps in a second; nothing is unlimited.
    [[nodiscard]] std::optional<double> speed() const;
    /// Says nothing: only the user's own edits are announced.
    void setSpeed(std::optional<double> stepsPerSecond);

    /// How a speed is written, at first "500 steps/s" or "unlimited".
    void setWords(std::function<QString(std::optional<double>)> words);

    [[nodiscard]] LogSlider *slider() const { return m_slider; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void speedEdited(std::optional<double> stepsPerSecond);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showWords();

    LogSlider *m_slider;
    std::function<QString(std::optional<double>)> m_words;
    QString m_text;
};

} // namespace basin
