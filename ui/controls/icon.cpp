#include "controls/icon.h"

#include "render/theme.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace basin {

namespace {

/// The text of the drawing, read once.
const QByteArray &drawing(const QString &name)
{
    static QHash<QString, QByteArray> drawings;
    auto found = drawings.find(name);
    if (found == drawings.end()) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        found = drawings.insert(name, file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
    }
    return *found;
}

class ThemeIconEngine : public QIconEngine {
public:
    ThemeIconEngine(QString name, const QColor &color) : m_name(std::move(name)), m_color(color) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const int size = qMin(rect.width(), rect.height());
        const auto picture = iconPixmap(m_name, color(mode), size, painter->device()->devicePixelRatioF());
        if (!picture.isNull())
            painter->drawPixmap(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, picture);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        // Here `size` is in device pixels.
        return iconPixmap(m_name, color(mode), qRound(qMin(size.width(), size.height()) / scale), scale);
    }

    bool isNull() override { return drawing(m_name).isEmpty(); }
    QString iconName() override { return m_name; }
    QIconEngine *clone() const override { return new ThemeIconEngine(*this); }

private:
    [[nodiscard]] QColor color(QIcon::Mode mode) const
    {
        const auto &theme = Theme::current();
        if (mode == QIcon::Disabled)
            return theme.text3;
        if (mode == QIcon::Selected && !m_color.isValid())
            return theme.text2;
        return m_color.isValid() ? m_color : theme.text;
    }

    QString m_name;
    QColor m_color; // not valid: as the theme says
};

} // namespace

QPixmap iconPixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio)
{
    const QByteArray &svg = drawing(name);
    const int deviceSize = qRound(size * devicePixelRatio);
    if (svg.isEmpty() || deviceSize <= 0)
        return {};

    const QString key = QStringLiteral("basin/%1/%2/%3").arg(name, color.name()).arg(deviceSize);
    QPixmap picture;
    if (!QPixmapCache::find(key, &picture)) {
        QByteArray colored = svg;
        QSvgRenderer renderer(colored.replace("currentColor", color.name().toLatin1()));
        picture = QPixmap(deviceSize, deviceSize);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        renderer.render(&painter, QRectF(0, 0, deviceSize, deviceSize));
        painter.end();
        QPixmapCache::insert(key, picture);
    }
    picture.setDevicePixelRatio(devicePixelRatio);
    return picture;
}

QIcon icon(const QString &name)
{
    return QIcon(new ThemeIconEngine(name, QColor()));
}

QIcon icon(const QString &name, const QColor &color)
{
    return QIcon(new ThemeIconEngine(name, color));
}

} // namespace basin
