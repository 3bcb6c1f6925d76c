#pragma once

#include <QAbstractListModel>
#include <QStringList>

#include <vector>

namespace basin {

/// The columns of a table, each with a check mark where it is a target.
class CsvColumns : public QAbstractListModel {
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setColumns(const QStringList &names, const QStringList &targets);
    [[nodiscard]] QStringList targets() const;
    [[nodiscard]] const QStringList &names() const { return m_names; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

signals:
    void targetsEdited();

private:
    QStringList m_names;
    std::vector<bool> m_isTarget;
};

} // namespace basin
