#pragma once

#include "model/live_run.h"
#include "network/gradient_check.h"
#include "render/chart_figure.h"
#include "render/latest_job.h"
#include "views/view.h"

#include <QScrollArea>

#include <memory>
#include <stop_token>

class QBoxLayout;

namespace basin {

class ColumnTable;
class CurveChart;
class TextLabel;

/// The gradient that training follows against central differences of the loss, at the present weights: a sentence, the
/// error against the step h in 32 and 64 bit, and every weight, worst first.
class GradientCheckView : public View {
    Q_OBJECT

public:
    explicit GradientCheckView(LiveRun *run, QWidget *parent = nullptr);
    ~GradientCheckView() override;

    QString title() const override { return tr("Gradient check"); }
    QString id() const override { return QStringLiteral("gradient-check"); }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    bool hasData() const override { return m_check != nullptr; }
    QByteArray csv() const override; ///< weight, analytic, numeric, relative_error

    [[nodiscard]] QString sentence() const; ///< without marks
    [[nodiscard]] std::shared_ptr<const GradientCheck> check() const { return m_check; }
    [[nodiscard]] ColumnTable *table() const { return m_table; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void request();
    void refresh();
    [[nodiscard]] QString verdict() const;
    [[nodiscard]] ChartFigure figure(const Theme &theme) const;
    [[nodiscard]] QString nameOf(Eigen::Index parameter) const;

    LiveRun *m_run;
    TextLabel *m_sentence;
    CurveChart *m_chart;
    ColumnTable *m_table;
    TextLabel *m_more;
    QScrollArea *m_scroll;
    QBoxLayout *m_sides;
    std::shared_ptr<const PreparedRun> m_prepared; ///< whose check it is
    std::shared_ptr<const GradientCheck> m_check;
    std::uint64_t m_serial = 0; ///< of the snapshot that was asked for last
    std::stop_source m_stop;
    LatestJob<std::shared_ptr<const GradientCheck>> m_job; ///< last: it is waited for before what it writes to goes
};

} // namespace basin
