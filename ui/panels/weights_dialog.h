#pragma once

#include "model/live_run.h"

#include <QDialog>

class QPushButton;
class QTableView;

namespace basin {

class TextLabel;
class WeightsModel;

/// All weights and biases in one table, to be typed, pasted and copied. What is changed here is a draft until one of
/// the two buttons takes it: into the network that runs, or as the start of every run.
class WeightsDialog : public QDialog {
    Q_OBJECT

public:
    WeightsDialog(ProjectModel *model, LiveRun *run, QWidget *parent = nullptr);

    [[nodiscard]] WeightsModel *weights() const { return m_weights; }
    [[nodiscard]] QString problem() const;

    /// Takes these numbers into the draft; what is wrong is said and changes nothing. Returns whether they fit.
    bool pasteText(const QString &text);

public slots:
    void paste();
    void copy() const; ///< the whole draft as a JSON list, or the selected values in a column
    void reload();     ///< the network as it is now
    void changeRunning();
    void useAsStart();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeTools();
    QWidget *makeButtons();
    void followRun();
    void say(const QString &text, bool isProblem);

    ProjectModel *m_model;
    LiveRun *m_run;
    WeightsModel *m_weights;
    QTableView *m_table;
    TextLabel *m_message;
    QPushButton *m_change = nullptr;
    QPushButton *m_start = nullptr;
    QString m_problem;
    bool m_waits = false; ///< for the first snapshot of a new run
};

} // namespace basin
