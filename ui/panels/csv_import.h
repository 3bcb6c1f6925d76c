#pragma once

#include "model/project_model.h"
#include "panels/csv_reading.h"
#include "render/latest_job.h"

#include <QDialog>

class QComboBox;
class QListView;
class QPushButton;
class QTableWidget;
class QVBoxLayout;

namespace basin {

class CsvColumns;
class TextLabel;

/// A table on its way into the project: what it looks like, how it is written, which columns are the targets. The file
/// is read on a thread of its own.
class CsvImport : public QDialog {
    Q_OBJECT

public:
    explicit CsvImport(QWidget *parent = nullptr);

    /// Begins to read; what is wrong with the table shows up in the dialog. False if there is nothing to read.
    bool load(const QString &path);
    bool loadText(const QString &text);
    /// One line, or nothing: also while it is being read.
    [[nodiscard]] QString problem() const { return m_problem; }
    [[nodiscard]] bool isReading() const { return m_job.isBusy(); }
    [[nodiscard]] bool isUsable() const;
    [[nodiscard]] QStringList targets() const;
    void setTargets(const QStringList &names);

    /// Makes the table the project's data, and its last layer fit; one undo step. Nothing where it is not usable.
    void apply(ProjectModel &model);

private:
    void addFormat(QVBoxLayout *page);
    void addTable(QVBoxLayout *page);
    void addButtons(QVBoxLayout *page);
    void restart();
    void start();
    void take(CsvReading reading);
    void showTable();
    void showHeader();
    void showFacts();
    void refreshTargets();
    void setProblem(const QString &problem);

    CsvRequest m_request;
    CsvReading m_reading;
    QString m_problem;
    QString m_shownName;
    TextLabel *m_name;
    TextLabel *m_facts;
    TextLabel *m_status;
    QComboBox *m_delimiter;
    QComboBox *m_decimal;
    QTableWidget *m_table;
    CsvColumns *m_columns;
    QListView *m_list;
    QPushButton *m_use;
    LatestJob<CsvReading> m_job; ///< last: its thread ends before what it writes to goes
};

} // namespace basin
