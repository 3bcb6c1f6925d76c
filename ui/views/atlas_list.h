#pragma once

#include "model/atlas_model.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace basin {

/// What an entry says on its card.
struct AtlasCard {
    QString level;  ///< "0.564691"
    QString kind;   ///< "saddle, 3 falling directions"
    QString origin; ///< "linear-perceptron point", "edge state"; may be empty
    QString counts; ///< "directions 3, 2, 4 · 64 images · found 5 times"
};
[[nodiscard]] AtlasCard atlasCard(const AtlasEntry &entry);

/// The atlas for a QListView. The model owns the entries.
class AtlasList : public QAbstractListModel {
    Q_OBJECT

public:
    explicit AtlasList(AtlasModel *model, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] const AtlasEntry &entry(int row) const;

private:
    AtlasModel *m_model;
    int m_count = 0;
};

/// Draws a card without a frame: the boundary, and beside it what the point is.
class AtlasDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

[[nodiscard]] QSizeF atlasCardSize();
void paintAtlasCard(QPainter &painter, const QRectF &area, const AtlasEntry &entry, const Theme &theme);

} // namespace basin
