#pragma once

#include <QAbstractButton>

namespace basin {

/// One answer of a question: a radio button with a line of text and a note below it, over the whole width. Once the
/// question is closed it says of itself, by a sign and in words, whether it was chosen and whether it is right.
class ChoiceRow : public QAbstractButton {
    Q_OBJECT

public:
    ChoiceRow(const QString &text, const QString &note, QWidget *parent = nullptr);

    enum class Verdict { Open, Right, Wrong, Other };
    /// Other than Open: it can no longer be chosen. `verdict` is shown below the note ("Your answer").
    void setVerdict(Verdict verdict, const QString &words = {});

    static constexpr int overhang = 12; ///< how far the row reaches beyond its text at both sides

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void confirmed(); ///< Enter on the answer that is chosen already

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    struct Places {
        QRect text, note, words;
        int height = 0;
    };
    [[nodiscard]] Places places(int width) const;
    void refreshName();

    QString m_note;
    QString m_words;
    Verdict m_verdict = Verdict::Open;
};

} // namespace basin
