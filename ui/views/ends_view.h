#pragma once

#include "render/census_bins.h"
#include "render/histogram_figure.h"
#include "views/census_view.h"

namespace basin {

class SegmentedControl;

/// How the ends of many runs are spread: their losses, or the epochs that the solved ones needed. A bar opens a run
/// that lies in it.
class EndsView : public CensusView {
    Q_OBJECT

public:
    enum class Kind { Loss, Epochs };

    EndsView(Kind kind, CensusModel *census, QWidget *parent = nullptr);

    QString title() const override;
    QString id() const override { return m_kind == Kind::Loss ? QStringLiteral("losses") : QStringLiteral("epochs"); }
    QList<QWidget *> headerControls() override;
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;

    [[nodiscard]] const CensusBins &bins() const { return m_bins; }
    [[nodiscard]] const HistogramFigure &figure() const { return m_figure; }
    [[nodiscard]] bool isCounting() const { return m_job.isBusy(); }

protected:
    bool event(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Counted {
        CensusPtr census;
        std::size_t cell = 0;
        CensusBins bins;
    };
    void refresh();
    void select(std::optional<std::size_t> bin);
    void choose(std::size_t bin, std::optional<std::size_t> group, const QPoint &where);
    [[nodiscard]] HistogramFigure makeFigure(const Theme &theme) const;
    [[nodiscard]] QString binText(std::size_t bin) const;
    [[nodiscard]] const CensusCell *cell() const;

    Kind m_kind;
    CensusModel *m_census;
    SegmentedControl *m_scale;
    CensusPtr m_shown; ///< what m_bins were counted from
    std::size_t m_cell = 0;
    CensusBins m_bins;
    HistogramFigure m_figure;
    LatestJob<Counted> m_job;
};

} // namespace basin
