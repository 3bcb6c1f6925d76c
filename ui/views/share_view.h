#pragma once

#include "render/latest_job.h"
#include "render/share_figure.h"
#include "views/census_view.h"

#include <map>
#include <stop_token>
#include <vector>

namespace basin {

class LinkButton;

/// The solved share with its interval, and what became of the runs. Each outcome's typical run can be opened.
class ShareView : public CensusView {
    Q_OBJECT

public:
    explicit ShareView(CensusModel *census, QWidget *parent = nullptr);
    ~ShareView() override;

    QString title() const override { return tr("Solved share"); }
    QString id() const override { return QStringLiteral("share"); }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;

    [[nodiscard]] const ShareFigure &figure() const { return m_figure; }
    [[nodiscard]] bool isDrawing() const { return m_pictures.isBusy(); } ///< the small pictures

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    struct Drawn {
        std::int64_t run = -1;
        QImage image{};
    };
    struct Wanted {
        QString label;
        std::int64_t run;
    };
    using Pictures = std::map<QString, Drawn>;
    void refresh();
    void requestPictures();
    void takePictures();
    void placeLinks();
    void paintProgress(QPainter &painter);
    void choose(int outcome, const QPoint &where);
    [[nodiscard]] const CensusCell *cell() const;
    [[nodiscard]] int outcomeAt(const QPointF &pixel) const;

    CensusModel *m_census;
    ShareFigure m_figure;
    std::vector<LinkButton *> m_links;
    Pictures m_drawn; ///< by the outcome's label, of m_drawnFor
    std::pair<qint64, std::size_t> m_drawnFor{-1, 0};
    bool m_isDrawnDark = false;
    std::stop_source m_stop;
    LatestJob<Pictures> m_pictures;
};

} // namespace basin
