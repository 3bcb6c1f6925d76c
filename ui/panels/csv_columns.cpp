#include "panels/csv_columns.h"

#include "controls/metrics.h"

#include <QSize>

namespace basin {

void CsvColumns::setColumns(const QStringList &names, const QStringList &targets)
{
    beginResetModel();
    m_names = names;
    m_isTarget.assign(static_cast<std::size_t>(names.size()), false);
    for (const QString &target : targets) {
        const auto place = names.lastIndexOf(target);
        if (place >= 0)
            m_isTarget[static_cast<std::size_t>(place)] = true;
    }
    endResetModel();
}

QStringList CsvColumns::targets() const
{
    QStringList chosen;
    for (qsizetype i = 0; i < m_names.size(); ++i) {
        if (m_isTarget[static_cast<std::size_t>(i)])
            chosen << m_names[i];
    }
    return chosen;
}

int CsvColumns::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_names.size());
}

QVariant CsvColumns::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return m_names[index.row()];
    if (role == Qt::SizeHintRole)
        return QSize(0, metrics::scaled(24));
    if (role == Qt::CheckStateRole)
        return m_isTarget[static_cast<std::size_t>(index.row())] ? Qt::Checked : Qt::Unchecked;
    return {};
}

Qt::ItemFlags CsvColumns::flags(const QModelIndex &index) const
{
    return QAbstractListModel::flags(index) | (index.isValid() ? Qt::ItemIsUserCheckable : Qt::NoItemFlags);
}

bool CsvColumns::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    m_isTarget[static_cast<std::size_t>(index.row())] = value.toInt() == Qt::Checked;
    emit dataChanged(index, index, {role});
    emit targetsEdited();
    return true;
}

} // namespace basin
