#pragma once

#include "model/fork_model.h"

#include <QElapsedTimer>
#include <QWidget>

class QPushButton;

namespace basin {

class ColumnTable;
class CurveChart;
class TextLabel;

/// An experiment beside the run as it is: both losses in one chart, how each stands, and keep or discard.
class ForkPanel : public QWidget {
    Q_OBJECT

public:
    ForkPanel(ForkModel *fork, ProjectModel *model, QWidget *parent = nullptr);

    [[nodiscard]] CurveChart *chart() const { return m_chart; }
    [[nodiscard]] ColumnTable *table() const { return m_table; }
    [[nodiscard]] QPushButton *keepButton() const { return m_keep; }
    [[nodiscard]] QPushButton *discardButton() const { return m_discard; }

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void refreshChart();

    ForkModel *m_fork;
    ProjectModel *m_model;
    TextLabel *m_title;
    TextLabel *m_note;
    CurveChart *m_chart;
    ColumnTable *m_table;
    QPushButton *m_keep;
    QPushButton *m_discard;
    QPushButton *m_pause;
    QElapsedTimer m_sinceChart;
};

} // namespace basin
