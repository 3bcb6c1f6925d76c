#pragma once

#include "render/latest_job.h"
#include "render/why_figure.h"

#include <QImage>
#include <QWidget>

namespace basin {

/// One or two small pictures beside each other that show a finding, each under its title. Painted on a worker.
class WhyPictures : public QWidget {
    Q_OBJECT

public:
    explicit WhyPictures(QWidget *parent = nullptr);

    void show(const QList<WhyPicture> &pictures, WhyMoment moment);
    [[nodiscard]] const QList<WhyPicture> &pictures() const { return m_pictures; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void request();

    QList<WhyPicture> m_pictures;
    WhyMoment m_moment;
    QImage m_image;
    LatestJob<QImage> m_job; ///< last: it is waited for before what it writes to goes
};

} // namespace basin
