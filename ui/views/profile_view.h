#pragma once

#include "model/point_model.h"
#include "render/profile_content.h"
#include "views/view.h"

class QComboBox;

namespace basin {

class CurveChart;
class SegmentedControl;
class ToolButton;

/// Cuts through the surface along one line through the present point: along a weight, an eigenvector, straight
/// downhill, towards the start, a pinned run or a solution.
class ProfileView : public View {
    Q_OBJECT

public:
    ProfileView(SurfaceModel *surface, PointModel *point, QWidget *parent = nullptr);

    QString title() const override { return tr("Profile"); }
    QString id() const override { return QStringLiteral("profile"); }
    QList<QWidget *> headerControls() override;
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    bool hasData() const override { return true; }
    QByteArray csv() const override;

    [[nodiscard]] const ProfileChoice &choice() const { return m_choice; }
    void setChoice(const ProfileChoice &choice);
    /// Null until there is one.
    [[nodiscard]] std::shared_ptr<const ProfileContent> content() const { return m_content; }
    [[nodiscard]] bool isComputing() const { return m_job.isBusy(); }
    [[nodiscard]] CurveChart *chart() const { return m_chart; }

public slots:
    void refresh();

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeControls();
    void fillItems();
    void zoom(double factor);
    void showContent();
    [[nodiscard]] ProfileRequest request(const PointInspection &point) const;
    [[nodiscard]] ChartFigure figure(const Theme &theme) const;

    SurfaceModel *m_surface;
    PointModel *m_point;
    CurveChart *m_chart;
    QWidget *m_line;
    QComboBox *m_kind;
    QComboBox *m_item;
    ToolButton *m_narrower;
    ToolButton *m_wider;
    SegmentedControl *m_scale;
    ProfileChoice m_choice;
    double m_zoom = 1.0;
    std::shared_ptr<const ProfileContent> m_content;
    LatestJob<std::shared_ptr<const ProfileContent>> m_job;
};

} // namespace basin
