#include "views/atlas_list.h"

#include "render/drawing.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QAbstractItemView>
#include <QCoreApplication>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr double cardWidth = 316, cardHeight = 100, padding = 8, pictureSide = 84, textLeft = 104; ///< at 100 %
// Two beside each other in a narrow view: smaller, and texts break into two lines.
constexpr double smallWidth = 176, smallHeight = 88, smallPadding = 4, smallPicture = 56;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(AtlasCard)
};

QString stateName(SaturatedLevel::Kind kind)
{
    switch (kind) {
    case SaturatedLevel::Kind::Solved:
        return Text::tr("solution, at infinity");
    case SaturatedLevel::Kind::Edge:
        return Text::tr("edge state, at infinity");
    case SaturatedLevel::Kind::Triple:
        return Text::tr("triple state, at infinity");
    case SaturatedLevel::Kind::Constant:
        return Text::tr("constant output, at infinity");
    }
    return {};
}

QString sharing(SaturatedLevel::Kind kind)
{
    switch (kind) {
    case SaturatedLevel::Kind::Solved:
        return Text::tr("every pattern right in the limit");
    case SaturatedLevel::Kind::Edge:
        return Text::tr("two patterns share one output");
    case SaturatedLevel::Kind::Triple:
        return Text::tr("three patterns share one output");
    case SaturatedLevel::Kind::Constant:
        return Text::tr("one output for all patterns");
    }
    return {};
}

QString className(StationaryPoint::Class derivedClass)
{
    switch (derivedClass) {
    case StationaryPoint::Class::Unnamed:
    case StationaryPoint::Class::Solution:
        break;
    case StationaryPoint::Class::Constant:
        return Text::tr("one output for all patterns");
    case StationaryPoint::Class::LinearPerceptron:
        return Text::tr("like a network without hidden units");
    case StationaryPoint::Class::SecondLinearPerceptron:
        return Text::tr("like a network without hidden units, second kind");
    }
    return {};
}

QString kindName(const AtlasEntry &entry)
{
    const PointReport &report = entry.point.report;
    if (entry.level)
        return stateName(entry.level->kind);
    switch (report.verdict) {
    case Verdict::Saddle:
        return report.inertia.negative == 1 ? Text::tr("saddle, one falling direction")
                                            : Text::tr("saddle, %1 falling directions").arg(report.inertia.negative);
    case Verdict::DegenerateSaddle:
        return report.descentOrder ? Text::tr("saddle, falls by a curve of order %1").arg(*report.descentOrder)
                                   : Text::tr("degenerate saddle");
    case Verdict::StrictMinimum:
        return entry.isSolution() ? Text::tr("solution") : Text::tr("local minimum");
    case Verdict::FlatMinimum:
        return entry.isSolution() ? Text::tr("solution") : Text::tr("flat: no direction falls");
    default:
        return entry.isSolution() ? Text::tr("solution") : Text::tr("stationary point");
    }
}

} // namespace

AtlasCard atlasCard(const AtlasEntry &entry)
{
    AtlasCard card{.level = numbers::fixed(entry.loss(), 6),
                   .kind = kindName(entry),
                   .origin = entry.level ? sharing(entry.level->kind) : className(entry.point.derivedClass),
                   .counts = {}};
    QStringList counts;
    const Inertia &inertia = entry.point.report.inertia;
    if (!entry.level)
        counts << Text::tr("−, 0, +: %1, %2, %3").arg(inertia.negative).arg(inertia.zero).arg(inertia.positive);
    counts << (entry.point.images == 1 ? Text::tr("one image")
                                       : Text::tr("%1 images").arg(numbers::count(qint64(entry.point.images))));
    if (!entry.level)
        counts << Text::tr("found %1×").arg(numbers::count(entry.point.found));
    card.counts = counts.join(QStringLiteral(" · "));
    return card;
}

AtlasList::AtlasList(AtlasModel *model, QObject *parent) : QAbstractListModel(parent), m_model(model)
{
    connect(model, &AtlasModel::changed, this, [this] {
        beginResetModel(); // another search: nothing of the one before stays
        m_count = static_cast<int>(m_model->entries().size());
        endResetModel();
    });
    m_count = static_cast<int>(model->entries().size());
}

int AtlasList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count;
}

const AtlasEntry &AtlasList::entry(int row) const
{
    return m_model->entries()[static_cast<std::size_t>(row)];
}

QVariant AtlasList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= m_model->entries().size())
        return {};
    const AtlasCard card = atlasCard(entry(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return card.level;
    case Qt::AccessibleTextRole:
        return Text::tr("Loss %1: %2. %3 %4").arg(card.level, card.kind, card.origin, card.counts);
    case Qt::ToolTipRole:
        return Text::tr("Go there: the run takes these weights (undo brings it back).");
    default:
        return {};
    }
}

QSizeF atlasCardSize()
{
    return QSizeF(cardWidth, cardHeight) * fontScale();
}

namespace {

/// In a list so wide: a smaller card where two of them fit beside each other, but not two of full size.
QSizeF fittingCardSize(double room)
{
    const QSizeF full = atlasCardSize();
    const double half = std::floor(room / 2);
    if (room >= 2 * full.width() || half < smallWidth * fontScale())
        return full;
    return {std::min(half, full.width()), smallHeight * fontScale()};
}

void paintSmallCard(QPainter &painter, const QRectF &area, const AtlasEntry &entry, const Theme &theme)
{
    const double scale = fontScale();
    const AtlasCard card = atlasCard(entry);
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRectF inner = area.adjusted(smallPadding, smallPadding, -smallPadding, -smallPadding);
    painter.drawImage(QRectF(inner.topLeft(), QSizeF(smallPicture, smallPicture) * scale), entry.boundary);
    QRectF text = inner.adjusted((smallPicture + 8) * scale, 0, 0, 0);
    const auto words = [&](TypeRole role, const QColor &colour, const QString &line) {
        painter.setFont(font(role));
        painter.setPen(colour);
        QRectF taken;
        painter.drawText(text, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, line, &taken);
        text.setTop(taken.bottom());
    };
    words(TypeRole::BodyStrong, theme.text, card.level);
    words(TypeRole::Caption, theme.text, card.kind);
    words(TypeRole::Caption, theme.text3, card.counts);
    painter.restore();
}

} // namespace

void paintAtlasCard(QPainter &painter, const QRectF &area, const AtlasEntry &entry, const Theme &theme)
{
    const double scale = fontScale();
    if (area.height() < cardHeight * scale)
        return paintSmallCard(painter, area, entry, theme);
    const AtlasCard card = atlasCard(entry);
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.drawImage(
        QRectF(area.topLeft() + QPointF(padding, padding) * scale, QSizeF(pictureSide, pictureSide) * scale),
        entry.boundary);
    const double left = area.left() + textLeft * scale, width = area.right() - padding * scale - left;
    double y = area.top() + 18 * scale;
    const auto line = [&](TypeRole role, const QColor &colour, const QString &text) {
        painter.setFont(font(role));
        painter.setPen(colour);
        drawText(painter, {left, y}, Qt::AlignLeft | Qt::AlignVCenter,
                 painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(width)));
        y += (role == TypeRole::Readout ? 23 : 19) * scale;
    };
    line(TypeRole::Readout, theme.text, card.level);
    line(TypeRole::BodyStrong, theme.text, card.kind);
    if (!card.origin.isEmpty())
        line(TypeRole::Note, theme.text2, card.origin);
    line(TypeRole::Note, theme.text3, card.counts);
    painter.restore();
}

void AtlasDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *list = qobject_cast<const AtlasList *>(index.model());
    const Theme &theme = Theme::current();
    const bool isSelected = option.state & QStyle::State_Selected, isHovered = option.state & QStyle::State_MouseOver;
    if (isSelected || isHovered) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(isSelected ? theme.accentWeak : theme.hover);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 10, 10);
        painter->restore();
    }
    paintAtlasCard(*painter, option.rect, list->entry(index.row()), theme);
}

QSize AtlasDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (!view)
        return atlasCardSize().toSize();
    // As if the scroll bar were there: cards that change with it would call it in and send it away for ever.
    const int bar = view->verticalScrollBar()->sizeHint().width();
    return fittingCardSize(view->contentsRect().width() - bar - 2).toSize();
}

} // namespace basin
