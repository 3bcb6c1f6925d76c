#pragma once

#include "controls/column_table.h"
#include "model/escape_model.h"
#include "model/point_model.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace basin {

class EigenStrip;
class SideSection;
class TextLabel;

/// "Where am I": what the point is at which the run stands, in numbers and in a sentence, and the way on.
class PointPanel : public QWidget {
    Q_OBJECT

public:
    PointPanel(PointModel *point, EscapeModel *escape, QWidget *parent = nullptr);

signals:
    void wayOutRequested();            ///< it is being sought: show it
    void stationaryPointsRequested();  ///< find them, and show them
    void eigenvectorChosen(int index); ///< show the profile along it

protected:
    void showEvent(QShowEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    SideSection *newSection(const QString &title);
    void addWhere();
    void addCurvature();
    void addOutputs();
    void addVerdict();
    void refresh();
    void refreshInPlane();
    void refreshCurvature(const PointInspection *point);
    void refreshOutputs(const PointInspection *point);
    void refreshVerdict(const PointInspection *point);
    void refreshWayOut();
    [[nodiscard]] QList<ColumnTable::Column> outputColumns(const PointInspection &point, const PreparedRun &run) const;

    PointModel *m_point;
    EscapeModel *m_escape;
    QLabel *m_loss;
    QLabel *m_withPenalty;
    QLabel *m_gradient;
    QLabel *m_inPlane;
    QLabel *m_outOfPlane;
    SideSection *m_curvature;
    EigenStrip *m_strip;
    QLabel *m_inertia;
    TextLabel *m_curvatureNote;
    ColumnTable *m_outputs;
    TextLabel *m_outputsNote;
    TextLabel *m_verdict;
    TextLabel *m_evidence;
    TextLabel *m_corners;
    TextLabel *m_wayOutNote;
    QPushButton *m_wayOut;
    QPushButton *m_search;
};

} // namespace basin
