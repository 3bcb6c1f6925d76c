#pragma once

#include "training/training_options.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <vector>

namespace basin {

/// All weights and biases of a network by name: a draft that nobody else sees until it is taken.
class WeightsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Value, Frozen, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// @param values as many as the architecture has parameters
    void setDraft(const Architecture &architecture, std::vector<double> values,
                  const std::vector<std::int64_t> &frozen);
    void setValues(const std::vector<double> &values);
    [[nodiscard]] const std::vector<double> &values() const { return m_values; }
    [[nodiscard]] std::vector<std::int64_t> frozen() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

signals:
    void edited();
    void refused(const QString &message); ///< a text that is no number; the old value stays

private:
    Architecture m_architecture;
    std::vector<double> m_values;
    std::vector<bool> m_isFrozen;
};

} // namespace basin
