#pragma once

#include <QStyledItemDelegate>

namespace basin {

class SampleModel;

/// Edits a sample's value as text, or as one of its classes.
class SampleDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    SampleDelegate(SampleModel *model, QObject *parent);

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;

private:
    SampleModel *m_model;
};

} // namespace basin
