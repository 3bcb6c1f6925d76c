#pragma once

#include "render/sweep_figure.h"
#include "views/census_view.h"

class QScrollBar;

namespace basin {

/// The cells of a sweep, as a table or as a map. A click chooses the cell that the other views show; a second one, or
/// Enter, opens one of its runs.
class SweepView : public CensusView {
    Q_OBJECT

public:
    enum class Kind { Table, Map };

    SweepView(Kind kind, CensusModel *census, QWidget *parent = nullptr);

    QString title() const override
    {
        return m_kind == Kind::Table ? tr("Compared in a table") : tr("Compared in a map");
    }
    QString id() const override
    {
        return m_kind == Kind::Table ? QStringLiteral("sweep-table") : QStringLiteral("sweep-map");
    }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    QSize pictureSize() const override;

    [[nodiscard]] const SweepTable &table() const { return m_table; }
    [[nodiscard]] const SweepMap &map() const { return m_map; }

signals:
    /// One of the cell's runs is to be opened; `where` is a place on the screen for a menu.
    void cellChosen(std::size_t cell, const QPoint &where);

protected:
    bool event(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void refresh();
    void refreshSelection();
    void placeScrollBar();
    [[nodiscard]] int cellCount() const;
    [[nodiscard]] int cellAt(const QPointF &pixel) const;
    [[nodiscard]] QRectF rectOf(int cell) const;
    [[nodiscard]] QString cellText(int cell) const;
    [[nodiscard]] int stepOf(int key) const;

    Kind m_kind;
    CensusModel *m_census;
    SweepTable m_table;
    SweepMap m_map;
    QScrollBar *m_scroll;
};

} // namespace basin
