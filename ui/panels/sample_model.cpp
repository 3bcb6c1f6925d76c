#include "panels/sample_model.h"

#include "model/project_edits.h"
#include "render/number_text.h"
#include "render/run_figures.h"

#include "data/csv.h"

#include <algorithm>

namespace basin {

namespace {

constexpr Eigen::Index longestCompared = 20'000;
constexpr qsizetype maximumPastedText = 1'000'000;

bool sameRow(const Dataset &a, Eigen::Index rowOfA, const Dataset &b, Eigen::Index rowOfB)
{
    return (a.inputs.row(rowOfA).array() == b.inputs.row(rowOfB).array()).all() &&
           (a.targets.row(rowOfA).array() == b.targets.row(rowOfB).array()).all();
}

bool sameColumns(const Dataset &a, const Dataset &b)
{
    return a.inputNames == b.inputNames && a.targetNames == b.targetNames && a.classNames == b.classNames;
}

} // namespace

SampleModel::SampleModel(ProjectModel *model, LiveRun *run, QObject *parent)
    : QAbstractTableModel(parent), m_model(model), m_run(run)
{
    connect(model, &ProjectModel::changed, this, &SampleModel::takeProject);
    connect(run, &LiveRun::preparedChanged, this, &SampleModel::takePrepared);
    takePrepared();
}

int SampleModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_samples ? 0 : static_cast<int>(m_samples->samples());
}

int SampleModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_samples ? 0 : inputColumns() + 2 * targetColumns() + 1;
}

int SampleModel::inputColumns() const
{
    return m_samples ? static_cast<int>(m_samples->inputs.cols()) : 0;
}

int SampleModel::targetColumns() const
{
    return !m_samples ? 0 : isOneHot() ? 1 : static_cast<int>(m_samples->targets.cols());
}

bool SampleModel::isOneHot() const
{
    return m_samples->targets.cols() > 1 && !m_samples->classNames.empty();
}

bool SampleModel::isEditable() const
{
    return m_samples && m_samples->samples() <= maximumEditableRows;
}

QString SampleModel::inputTitle(int input) const
{
    const bool isPrepared = m_prepared && m_prepared->data->raw.inputNames == m_samples->inputNames;
    return isPrepared ? inputName(*m_prepared->data, input)
                      : QString::fromStdString(m_samples->inputNames[static_cast<std::size_t>(input)]);
}

bool SampleModel::isTest(int row) const
{
    const auto place = static_cast<std::size_t>(row);
    return place < m_places.size() && m_places[place] < 0;
}

SampleModel::Kind SampleModel::kindOf(int column) const
{
    const int targets = targetColumns();
    column -= inputColumns();
    return column < 0 ? Kind::Input : column < targets ? Kind::Target : column == targets ? Kind::Part : Kind::Output;
}

QStringList SampleModel::choices(int column) const
{
    QStringList names;
    if (!m_samples || kindOf(column) != Kind::Target)
        return names;
    // "0" and "1" are numbers like any others: one may want to type 0.5.
    const auto isNumber = [](const std::string &name) { return numbers::parse(QString::fromStdString(name)); };
    const auto &classes = m_samples->classNames;
    if (!isOneHot() && std::all_of(classes.begin(), classes.end(), isNumber))
        return names;
    for (const std::string &name : classes)
        names << QString::fromStdString(name);
    return names;
}

QString SampleModel::targetText(Eigen::Index row, int target) const
{
    if (isOneHot()) {
        Eigen::Index winner = 0;
        m_samples->targets.row(row).maxCoeff(&winner);
        return QString::fromStdString(m_samples->classNames[static_cast<std::size_t>(winner)]);
    }
    const double value = m_samples->targets(row, target);
    if (!choices(inputColumns() + target).isEmpty())
        return QString::fromStdString(m_samples->classNames[value > m_samples->threshold() ? 1 : 0]);
    return numbers::exact(value);
}

QString SampleModel::outputText(int row, int output) const
{
    const SnapshotPtr snapshot = m_run->snapshot();
    const auto index = static_cast<std::size_t>(row);
    const Eigen::Index place = index < m_places.size() ? m_places[index] : -1;
    if (!snapshot || place < 0 || place >= snapshot->trainOutputs.rows())
        return {};
    const auto outputs = snapshot->trainOutputs.row(place);
    if (!isOneHot())
        return output < outputs.size() ? numbers::fixed(outputs[output], 3) : QString();
    Eigen::Index winner = 0;
    const double most = outputs.maxCoeff(&winner);
    if (winner >= m_samples->targets.cols())
        return {};
    return tr("%1, %2", "class and its output")
        .arg(QString::fromStdString(m_samples->classNames[static_cast<std::size_t>(winner)]), numbers::fixed(most, 3));
}

QVariant SampleModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Kind kind = kindOf(index.column());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    switch (kind) {
    case Kind::Input: {
        const double value = m_samples->inputs(index.row(), index.column());
        return role == Qt::EditRole ? numbers::exact(value) : numbers::compact(value);
    }
    case Kind::Target: {
        const QString text = targetText(index.row(), index.column() - inputColumns());
        const auto number = numbers::parse(text);
        const bool isNumber = number && choices(index.column()).isEmpty();
        return role == Qt::DisplayRole && isNumber ? numbers::compact(*number) : text;
    }
    case Kind::Part:
        return isTest(index.row()) ? tr("test") : tr("train");
    case Kind::Output:
        return outputText(index.row(), index.column() - inputColumns() - targetColumns() - 1);
    }
    return {};
}

QVariant SampleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const int count = orientation == Qt::Horizontal ? columnCount() : rowCount();
    if (section < 0 || section >= count)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(numbers::count(section + 1)) : QVariant();
    const Kind kind = kindOf(section);
    if (role == Qt::ToolTipRole && kind == Kind::Output)
        return tr("What the network says now, of the first %1 training samples").arg(Snapshot::maximumPatterns);
    if (role != Qt::DisplayRole)
        return {};
    const auto targetName = [&](int target) {
        return isOneHot() ? tr("class")
                          : QString::fromStdString(m_samples->targetNames[static_cast<std::size_t>(target)]);
    };
    switch (kind) {
    case Kind::Input:
        return inputTitle(section);
    case Kind::Target:
        return targetColumns() == 1 && !isOneHot() ? tr("target %1").arg(targetName(0))
                                                   : targetName(section - inputColumns());
    case Kind::Part:
        return tr("part");
    case Kind::Output:
        return targetColumns() == 1 ? tr("output")
                                    : tr("output %1").arg(targetName(section - inputColumns() - targetColumns() - 1));
    }
    return {};
}

Qt::ItemFlags SampleModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Kind kind = kindOf(index.column());
    const bool isOurs = (kind == Kind::Input || kind == Kind::Target) && isEditable();
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren |
           (isOurs ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

std::optional<QString> SampleModel::put(std::vector<double> &inputs, std::vector<double> &targets, int column,
                                        const QString &text) const
{
    const QStringList names = choices(column);
    const auto chosen = names.indexOf(text.trimmed());
    if (isOneHot() && kindOf(column) == Kind::Target) {
        if (chosen < 0)
            return tr("“%1” is not one of the classes: %2").arg(text.trimmed(), names.join(QStringLiteral(", ")));
        std::fill(targets.begin(), targets.end(), m_samples->lowTarget);
        targets[static_cast<std::size_t>(chosen)] = m_samples->highTarget;
        return std::nullopt;
    }
    const auto number = numbers::parse(text);
    if (chosen < 0 && !number)
        return names.isEmpty()
                   ? tr("“%1” is not a number").arg(text.trimmed())
                   : tr("“%1” is not one of the classes: %2").arg(text.trimmed(), names.join(QStringLiteral(", ")));
    const double value = chosen == 0 ? m_samples->lowTarget : chosen > 0 ? m_samples->highTarget : *number;
    if (kindOf(column) == Kind::Input)
        inputs[static_cast<std::size_t>(column)] = value;
    else
        targets[static_cast<std::size_t>(column - inputColumns())] = value;
    return std::nullopt;
}

bool SampleModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable))
        return false;
    if (value.toString() == data(index, Qt::EditRole).toString())
        return true;
    const auto valuesOf = [&](const Matrix &matrix) {
        const Eigen::RowVectorXd values = matrix.row(index.row());
        return std::vector<double>(values.begin(), values.end());
    };
    std::vector<double> newInputs = valuesOf(m_samples->inputs);
    std::vector<double> newTargets = valuesOf(m_samples->targets);
    if (const auto problem = put(newInputs, newTargets, index.column(), value.toString())) {
        emit refused(*problem);
        return false;
    }
    return change(tr("Edit a sample"), [&](Rows &inputs, Rows &targets) {
        inputs[static_cast<std::size_t>(index.row())] = newInputs;
        targets[static_cast<std::size_t>(index.row())] = newTargets;
    });
}

bool SampleModel::change(const QString &name, const std::function<void(Rows &, Rows &)> &edit)
{
    // What stands in the table is what was meant, even while newer data is being prepared.
    const std::shared_ptr<const Dataset> shown = m_samples;
    return m_model->edit(name, QString(), [&](Project &project) { editSamples(project, *shown, edit); });
}

QString SampleModel::addRow(int like)
{
    if (!isEditable() || m_samples->samples() >= maximumEditableRows)
        return tr("No more rows can be added here");
    const int rows = rowCount();
    change(tr("Add a sample"), [&](Rows &inputs, Rows &targets) {
        const auto model = static_cast<std::size_t>(like >= 0 && like < rows ? like : rows - 1);
        inputs.push_back(std::vector<double>(inputs[model]));
        targets.push_back(std::vector<double>(targets[model]));
    });
    return {};
}

QString SampleModel::removeRows(const std::vector<int> &rows)
{
    if (!isEditable() || rows.empty())
        return {};
    if (static_cast<int>(rows.size()) >= rowCount())
        return tr("One sample at least has to stay");
    change(tr("Remove samples"), [&](Rows &inputs, Rows &targets) {
        std::vector<int> fromTheEnd(rows);
        std::sort(fromTheEnd.begin(), fromTheEnd.end(), std::greater<>());
        for (const int row : fromTheEnd) {
            inputs.erase(inputs.begin() + row);
            targets.erase(targets.begin() + row);
        }
    });
    return {};
}

QString SampleModel::paste(const QString &text)
{
    if (!isEditable())
        return tr("These samples cannot be edited here");
    if (text.trimmed().isEmpty())
        return tr("The clipboard holds no text");
    if (text.size() > maximumPastedText)
        return tr("The clipboard holds too much: save it as a file and import that");
    const int wanted = inputColumns() + targetColumns();
    Rows newInputs;
    Rows newTargets;
    try {
        const CsvTable table = CsvTable::parse(text.toStdString(), tr("clipboard").toStdString());
        if (static_cast<int>(table.columns().size()) != wanted)
            return tr("Rows of %1 columns are needed (inputs, then targets), the clipboard has %2")
                .arg(wanted)
                .arg(table.columns().size());
        if (static_cast<Eigen::Index>(table.rows()) + m_samples->samples() > maximumEditableRows)
            return tr("At most %1 rows can be edited here: save them as a file and import that")
                .arg(numbers::count(maximumEditableRows));
        for (std::size_t row = 0; row < table.rows(); ++row) {
            std::vector<double> inputs(static_cast<std::size_t>(m_samples->inputs.cols()));
            std::vector<double> targets(static_cast<std::size_t>(m_samples->targets.cols()));
            for (int column = 0; column < wanted; ++column) {
                const std::string_view cell = table.cell(row, static_cast<std::size_t>(column));
                if (const auto problem = put(inputs, targets, column,
                                             QString::fromUtf8(cell.data(), static_cast<qsizetype>(cell.size()))))
                    return tr("clipboard:%1: %2").arg(table.line(row)).arg(*problem);
            }
            newInputs.push_back(std::move(inputs));
            newTargets.push_back(std::move(targets));
        }
    } catch (const InputError &error) {
        return QString::fromUtf8(error.what());
    }
    change(tr("Paste samples"), [&](Rows &inputs, Rows &targets) {
        inputs.insert(inputs.end(), newInputs.begin(), newInputs.end());
        targets.insert(targets.end(), newTargets.begin(), newTargets.end());
    });
    return {};
}

QString SampleModel::text(const std::vector<int> &rows) const
{
    QStringList lines;
    for (const int row : rows) {
        QStringList cells;
        for (int column = 0; column < inputColumns() + targetColumns(); ++column)
            cells << data(index(row, column), Qt::EditRole).toString();
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

void SampleModel::refreshOutputs(int first, int last)
{
    if (!m_samples || first < 0 || last < first || last >= rowCount())
        return;
    emit dataChanged(index(first, inputColumns() + targetColumns() + 1), index(last, columnCount() - 1),
                     {Qt::DisplayRole});
}

bool SampleModel::takeProject()
{
    const Project &project = m_model->project();
    if (project.data.source != "inline")
        return false; // what it generates or reads comes with the prepared run
    const auto &values = project.data.options.values();
    const auto inputs = values.find("inputs");
    if (inputs == values.end() || std::get<Rows>(inputs->second).size() > maximumEditableRows)
        return false;
    try {
        replace(std::make_shared<const Dataset>(findDataSource("inline")->make(project.data, project.folder)));
    } catch (const InputError &) {
        // LiveRun says what is wrong with it; the table keeps what it had.
    }
    return true;
}

void SampleModel::takePrepared()
{
    const auto prepared = m_run->prepared();
    const bool isOther = prepared && (!m_prepared || m_prepared->data != prepared->data);
    m_prepared = prepared;
    if (!isOther)
        return;
    // Data that is edited quickly is ahead of what was prepared for it: the project knows best.
    if (!takeProject())
        replace(std::shared_ptr<const Dataset>(prepared->data, &prepared->data->raw));
    m_places.assign(static_cast<std::size_t>(prepared->data->raw.samples()), -1);
    for (std::size_t place = 0; place < prepared->data->trainRows.size(); ++place)
        m_places[static_cast<std::size_t>(prepared->data->trainRows[place])] = static_cast<std::int32_t>(place);
    if (inputColumns() > 0)
        emit headerDataChanged(Qt::Horizontal, 0, inputColumns() - 1);
    if (rowCount() > 0)
        emit dataChanged(index(0, inputColumns() + targetColumns()), index(rowCount() - 1, columnCount() - 1));
    emit samplesChanged();
}

void SampleModel::replace(std::shared_ptr<const Dataset> samples)
{
    // To look for what differs in a long table takes longer than to show it anew.
    const bool isLong = samples->samples() > longestCompared;
    if (!m_samples || isLong || !sameColumns(*m_samples, *samples)) {
        beginResetModel();
        m_samples = std::move(samples);
        endResetModel();
        emit samplesChanged();
        return;
    }
    const Eigen::Index before = m_samples->samples();
    const Eigen::Index after = samples->samples();
    const Eigen::Index shorter = std::min(before, after);
    Eigen::Index head = 0;
    while (head < shorter && sameRow(*m_samples, head, *samples, head))
        ++head;
    Eigen::Index tail = 0;
    while (tail < shorter - head && sameRow(*m_samples, before - 1 - tail, *samples, after - 1 - tail))
        ++tail;
    const int first = static_cast<int>(head);
    const int last = static_cast<int>(std::max(before, after) - tail) - 1;
    const Eigen::Index changed = shorter - head - tail;
    if (after > before && changed == 0) {
        beginInsertRows({}, first, last);
        m_samples = std::move(samples);
        endInsertRows();
    } else if (after < before && changed == 0) {
        beginRemoveRows({}, first, last);
        m_samples = std::move(samples);
        endRemoveRows();
    } else if (after == before) {
        m_samples = std::move(samples);
        if (changed > 0)
            emit dataChanged(index(first, 0), index(last, columnCount() - 1));
    } else {
        beginResetModel();
        m_samples = std::move(samples);
        endResetModel();
    }
    emit samplesChanged();
}

} // namespace basin
