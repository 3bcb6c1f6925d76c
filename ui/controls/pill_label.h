#pragma once

#include <QWidget>

namespace basin {

namespace paint {

/// The room a pill takes around `text` when it is centred at `centre`.
[[nodiscard]] QRectF pillRect(const QPointF &centre, const QString &text);

/// A small round label on a hairline: the value of a weight on its edge. Views paint many of these themselves.
void pill(QPainter &painter, const QPointF &centre, const QString &text);

} // namespace paint

/// One such label as a widget.
class PillLabel : public QWidget {
    Q_OBJECT

public:
    explicit PillLabel(const QString &text, QWidget *parent = nullptr);

    void setText(const QString &text);
    [[nodiscard]] QString text() const { return m_text; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

} // namespace basin
