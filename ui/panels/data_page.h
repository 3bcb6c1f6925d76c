#pragma once

#include "model/live_run.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QStackedLayout;
class QTableView;

namespace basin {

class LinkButton;
class SampleModel;
class SampleScatter;
class TextLabel;
class ToolButton;

/// All samples as a table that can be edited, beside a picture of them.
class DataPage : public QWidget {
    Q_OBJECT

public:
    DataPage(ProjectModel *model, LiveRun *run, QWidget *parent = nullptr);

    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] SampleModel *samples() const { return m_samples; }

public slots:
    void addRow();
    void removeRows();
    void paste();
    void copy();

signals:
    void importCsvRequested();
    void exportRequested();
    /// A pasted table that has other columns, which the user wants instead of the present data.
    void importTextRequested(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeTable();
    QWidget *makePicture();
    ToolButton *addButton(const QString &iconName, const QString &words, const QString &help);
    void refresh();
    void refreshHeader();
    void refreshColumns();
    void refreshRowNumbers();
    void refreshInputs();
    void refreshOutputs();
    void refreshNote();
    void say(const QString &problem);
    [[nodiscard]] std::vector<int> selectedRows() const;

    ProjectModel *m_model;
    LiveRun *m_run;
    SampleModel *m_samples;
    QStackedLayout *m_stack = nullptr;
    TextLabel *m_empty = nullptr;
    TextLabel *m_title = nullptr;
    TextLabel *m_facts = nullptr;
    TextLabel *m_note = nullptr;
    LinkButton *m_importPasted = nullptr;
    QTableView *m_table = nullptr;
    QWidget *m_picture = nullptr;
    QWidget *m_choices = nullptr;
    QComboBox *m_across = nullptr;
    QComboBox *m_up = nullptr;
    SampleScatter *m_scatter = nullptr;
    ToolButton *m_add = nullptr;
    ToolButton *m_remove = nullptr;
    ToolButton *m_export = nullptr;
    QString m_pasted;      ///< what did not fit, to be imported instead
    QString m_problem;     ///< of the last thing the user tried
    QString m_columnNames; ///< those the table's widths were set for
};

} // namespace basin
