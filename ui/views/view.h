#pragma once

#include "render/theme.h"

#include <QWidget>

class QPainter;

namespace basin {

/// One way to look at the run, shown in a ViewFrame. A hidden view asks for nothing and computes nothing.
class View : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    [[nodiscard]] virtual QString title() const = 0;
    /// A short plain name for files: "boundary".
    [[nodiscard]] virtual QString id() const = 0;
    /// Controls of this view alone, to be shown in the frame's header; owned by the view.
    [[nodiscard]] virtual QList<QWidget *> headerControls() { return {}; }

    /// Draws the view as a picture, at any size, in any theme: exports, the clipboard.
    virtual void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) = 0;
    [[nodiscard]] virtual QSize pictureSize() const { return size(); }

    /// The numbers behind the picture as CSV, where there are any.
    [[nodiscard]] virtual bool hasData() const { return false; }
    [[nodiscard]] virtual QByteArray csv() const { return {}; }

signals:
    void titleChanged();
};

} // namespace basin
