#pragma once

#include "model/live_run.h"

#include <QWidget>

namespace basin {

/// The first training samples in a small table: inputs, target, and what the network says now.
class PatternTable : public QWidget {
    Q_OBJECT

public:
    static constexpr int maximumRows = 8;

    explicit PatternTable(LiveRun *run, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Column {
        QStringList cells;
        QString title;
        bool isStrong = false;
    };
    [[nodiscard]] int rowCount() const;
    [[nodiscard]] QList<Column> columns() const;
    void describe();

    LiveRun *m_run;
};

} // namespace basin
