#include "panels/why_pictures.h"

#include "controls/metrics.h"
#include "render/fonts.h"

#include <QEvent>
#include <QPainter>

namespace basin {

namespace {

constexpr int titleHeight = 24;
constexpr int plotHeight = 130;
constexpr int gap = 16;

} // namespace

WhyPictures::WhyPictures(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setSizePolicy(policy);
}

void WhyPictures::show(const QList<WhyPicture> &pictures, WhyMoment moment)
{
    m_pictures = pictures;
    m_moment = std::move(moment);
    QStringList titles;
    for (const WhyPicture picture : pictures)
        titles << whyPictureTitle(picture);
    setAccessibleName(titles.join(QStringLiteral(", ")));
    request();
}

QSize WhyPictures::sizeHint() const
{
    return {metrics::scaled(320), metrics::scaled(titleHeight + plotHeight)};
}

void WhyPictures::request()
{
    if (!m_moment.run || m_pictures.isEmpty() || size().isEmpty() || !isVisible())
        return;
    m_job.start(
        [pictures = m_pictures, moment = m_moment, size = size(), ratio = devicePixelRatioF(), theme = Theme::current(),
         title = metrics::scaled(titleHeight)] {
            QImage image((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32);
            image.setDevicePixelRatio(ratio);
            image.fill(theme.surface);
            QPainter painter(&image);
            const double wide = (size.width() - gap * (static_cast<double>(pictures.size()) - 1)) /
                                static_cast<double>(pictures.size());
            for (qsizetype i = 0; i < pictures.size(); ++i) {
                const QRectF place(static_cast<double>(i) * (wide + gap), 0, wide, size.height());
                painter.setFont(basin::font(TypeRole::NoteStrong));
                painter.setPen(theme.text);
                painter.drawText(place, Qt::AlignLeft | Qt::AlignTop, whyPictureTitle(pictures[i]));
                paintWhyPicture(painter, place.adjusted(0, title, 0, 0), pictures[i], moment, theme);
            }
            return image;
        },
        [this](const QImage &image) {
            m_image = image;
            update();
        });
}

void WhyPictures::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().surface);
    painter.drawImage(0, 0, m_image);
}

void WhyPictures::resizeEvent(QResizeEvent *)
{
    request();
}

void WhyPictures::showEvent(QShowEvent *)
{
    request();
}

void WhyPictures::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        request();
    QWidget::changeEvent(event);
}

} // namespace basin
