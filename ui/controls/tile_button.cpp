#include "controls/tile_button.h"

#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QPainter>

#include <utility>

namespace basin {

namespace {

constexpr int tileSize = 44;
constexpr int pictureInset = 5;

} // namespace

TileButton::TileButton(const QString &name, Picture picture, QWidget *parent)
    : QAbstractButton(parent), m_picture(std::move(picture))
{
    setText(name);
    setAccessibleName(name);
    setToolTip(name);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

TileButton::TileButton(const QString &name, const QString &word, QWidget *parent) : TileButton(name, Picture(), parent)
{
    m_word = word;
}

QSize TileButton::sizeHint() const
{
    return {tileSize, tileSize};
}

void TileButton::paintEvent(QPaintEvent *)
{
    const auto &theme = Theme::current();
    QPainter painter(this);
    const QRectF tile(rect());
    const bool isHovered = underMouse() && isEnabled() && !isChecked();
    paint::box(painter, tile, metrics::radius, isEnabled() ? theme.surface : QColor(),
               isHovered ? theme.axis : theme.line);
    if (m_picture) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setOpacity(isEnabled() ? 1.0 : 0.5);
        m_picture(painter, tile.adjusted(pictureInset, pictureInset, -pictureInset, -pictureInset));
        painter.restore();
    } else {
        painter.setFont(basin::font(TypeRole::Caption));
        painter.setPen(theme.text3);
        painter.drawText(rect(), Qt::AlignCenter, m_word);
    }
    if (isChecked())
        paint::frame(painter, tile, metrics::radius, isEnabled() ? theme.accent : theme.text3, 2);
}

} // namespace basin
