#pragma once

#include "model/live_run.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace basin {

/// The raw samples as a table: inputs, targets (one column of names where they are one-hot), the part a row belongs to,
/// and what the network says of it now. What is edited goes into the project as one undo command and makes the data
/// `inline`.
class SampleModel : public QAbstractTableModel {
    Q_OBJECT

public:
    /// More rows are shown but not edited: each edit writes all samples into the project and its undo history.
    static constexpr int maximumEditableRows = 2000;

    SampleModel(ProjectModel *model, LiveRun *run, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

    [[nodiscard]] std::shared_ptr<const Dataset> samples() const { return m_samples; }
    [[nodiscard]] bool isEditable() const;
    [[nodiscard]] int inputColumns() const;
    [[nodiscard]] int targetColumns() const;           ///< as shown: 1 for one-hot targets
    [[nodiscard]] QString inputTitle(int input) const; ///< as all views call it: "x₁"
    [[nodiscard]] bool isTest(int row) const;
    /// The class names of a target column that is edited by name; empty for numbers.
    [[nodiscard]] QStringList choices(int column) const;

    /// One undo step each. They return what is wrong, or nothing.
    QString addRow(int like);
    QString removeRows(const std::vector<int> &rows);
    /// Rows from a spreadsheet: inputs, then targets as they are shown.
    QString paste(const QString &text);
    /// Inputs and targets with tabs between, every digit.
    [[nodiscard]] QString text(const std::vector<int> &rows) const;

    /// The outputs of these rows may have changed: a new snapshot is there.
    void refreshOutputs(int first, int last);

signals:
    void samplesChanged();
    void refused(const QString &message); ///< a cell that cannot be; the old value stays

private:
    enum class Kind { Input, Target, Part, Output };
    [[nodiscard]] Kind kindOf(int column) const;
    [[nodiscard]] bool isOneHot() const;
    [[nodiscard]] QString targetText(Eigen::Index row, int target) const;
    [[nodiscard]] QString outputText(int row, int output) const;
    [[nodiscard]] std::optional<QString> put(std::vector<double> &inputs, std::vector<double> &targets, int column,
                                             const QString &text) const;
    bool change(const QString &name, const std::function<void(Rows &inputs, Rows &targets)> &edit);
    bool takeProject(); ///< whether the project itself holds the samples
    void takePrepared();
    void replace(std::shared_ptr<const Dataset> samples);

    ProjectModel *m_model;
    LiveRun *m_run;
    std::shared_ptr<const Dataset> m_samples; ///< null: nothing to show
    std::shared_ptr<const PreparedRun> m_prepared;
    std::vector<std::int32_t> m_places; ///< of each row its place in the training part, or −1: test
};

} // namespace basin
