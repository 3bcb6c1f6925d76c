#pragma once

#include <QAbstractButton>

#include <functional>

namespace basin {

/// A small picture to choose by: a data source. The chosen one has the accent's frame. Put tiles into an exclusive
/// QButtonGroup; the arrow keys then go from one to the next.
class TileButton : public QAbstractButton {
    Q_OBJECT

public:
    /// Paints the picture into a rectangle in logical pixels; called again after a change of theme.
    using Picture = std::function<void(QPainter &, const QRectF &)>;

    /// @param name  said by the tool tip and to screen readers
    TileButton(const QString &name, Picture picture, QWidget *parent = nullptr);
    /// A word instead of a picture: "CSV…".
    TileButton(const QString &name, const QString &word, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Picture m_picture;
    QString m_word;
};

} // namespace basin
