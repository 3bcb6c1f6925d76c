#pragma once

#include <QLabel>

namespace basin {

/// Markdown as a text to be read, 14/22, in the theme's colours; as high as it needs to be. Links to the web open in
/// the browser; the keyboard reaches them.
class MarkdownLabel : public QLabel {
    Q_OBJECT

public:
    explicit MarkdownLabel(QWidget *parent = nullptr);

    void setMarkdown(const QString &markdown);
    [[nodiscard]] QString markdown() const { return m_markdown; }
    /// All of it in the medium weight: a question.
    void setStrong(bool strong);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyLook();

    QString m_markdown;
    bool m_isStrong = false;
    bool m_isApplying = false;
};

} // namespace basin
