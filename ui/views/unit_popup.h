#pragma once

#include "model/live_run.h"

#include <QFrame>

#include <vector>

class QCheckBox;
class QGridLayout;

namespace basin {

class NumberField;
class TextLabel;

/// One unit opened: its formula with the live numbers, a field for each weight and for the bias, and a lock that keeps
/// a value where it is while the rest learns. Closes like a menu; deletes itself.
class UnitPopup : public QFrame {
    Q_OBJECT

public:
    /// @param layer  0: the first hidden layer
    UnitPopup(ProjectModel *model, LiveRun *run, int layer, int unit, QWidget *parent);

    /// Near `where` in global coordinates, but wholly on the screen.
    void openAt(const QPoint &where);

private:
    struct Row {
        qint64 index = 0;
        QString source; ///< what the weight multiplies; empty for the bias
        NumberField *field = nullptr;
        QCheckBox *frozen = nullptr;
    };
    void addGateRows(QGridLayout *grid, const LayerLayout &layout, int unit);
    void addRow(QGridLayout *grid, const QString &label, const QString &source, qint64 index);
    void refresh();
    void setFrozen(qint64 index, bool frozen);

    ProjectModel *m_model;
    LiveRun *m_run;
    QString m_name;
    QString m_activation;
    bool m_isRecurrent = false;
    TextLabel *m_formula;
    std::vector<Row> m_rows;
};

} // namespace basin
