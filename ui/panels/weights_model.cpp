#include "panels/weights_model.h"

#include "render/number_text.h"

namespace basin {

void WeightsModel::setDraft(const Architecture &architecture, std::vector<double> values,
                            const std::vector<std::int64_t> &frozen)
{
    beginResetModel();
    m_architecture = architecture;
    m_values = std::move(values);
    m_isFrozen.assign(m_values.size(), false);
    for (const std::int64_t index : frozen) {
        if (index >= 0 && static_cast<std::size_t>(index) < m_isFrozen.size())
            m_isFrozen[static_cast<std::size_t>(index)] = true;
    }
    endResetModel();
}

void WeightsModel::setValues(const std::vector<double> &values)
{
    if (values.size() != m_values.size() || values.empty())
        return;
    m_values = values;
    emit dataChanged(index(0, Value), index(rowCount() - 1, Value));
    emit edited();
}

std::vector<std::int64_t> WeightsModel::frozen() const
{
    std::vector<std::int64_t> indices;
    for (std::size_t i = 0; i < m_isFrozen.size(); ++i) {
        if (m_isFrozen[i])
            indices.push_back(static_cast<std::int64_t>(i));
    }
    return indices;
}

int WeightsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_values.size());
}

int WeightsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant WeightsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    switch (index.column()) {
    case Name:
        return role == Qt::DisplayRole ? QVariant(QString::fromStdString(m_architecture.parameterName(index.row())))
                                       : QVariant();
    case Value:
        if (role == Qt::DisplayRole)
            return numbers::compact(m_values[row]);
        if (role == Qt::EditRole || role == Qt::ToolTipRole)
            return numbers::exact(m_values[row]);
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
        return {};
    case Frozen:
        return role == Qt::CheckStateRole ? QVariant(m_isFrozen[row] ? Qt::Checked : Qt::Unchecked) : QVariant();
    default:
        return {};
    }
}

QVariant WeightsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(section) : QVariant(); // the index in θ, as scripts count
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((section == Value ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("name");
    case Value:
        return tr("value");
    case Frozen:
        return tr("frozen");
    default:
        return {};
    }
}

Qt::ItemFlags WeightsModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (index.column() == Value)
        flags |= Qt::ItemIsEditable;
    if (index.column() == Frozen)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

bool WeightsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const auto row = static_cast<std::size_t>(index.row());
    if (index.column() == Frozen && role == Qt::CheckStateRole) {
        m_isFrozen[row] = value.toInt() == Qt::Checked;
    } else if (index.column() == Value && role == Qt::EditRole) {
        const auto number = numbers::parse(value.toString());
        if (!number) {
            emit refused(tr("“%1” is not a finite number").arg(value.toString().trimmed().left(24)));
            return false;
        }
        m_values[row] = *number;
    } else {
        return false;
    }
    emit dataChanged(index, index);
    emit edited();
    return true;
}

} // namespace basin
