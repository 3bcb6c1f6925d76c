#pragma once

#include "controls/column_table.h"
#include "model/live_run.h"

namespace basin {

/// The first training samples in a small table: inputs, target, and what the network says now.
class PatternTable : public ColumnTable {
    Q_OBJECT

public:
    static constexpr int maximumRows = 8;

    explicit PatternTable(LiveRun *run, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refresh();
    [[nodiscard]] QList<Column> newColumns() const;

    LiveRun *m_run;
};

} // namespace basin
