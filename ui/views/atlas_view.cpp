#include "views/atlas_view.h"

#include "controls/metrics.h"
#include "controls/number_field.h"
#include "controls/text_label.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/number_text.h"
#include "views/atlas_list.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace basin {

namespace {

constexpr int mostStarts = 100'000;
constexpr int margin = 16, gap = 8;
constexpr int startsWidth = 80, seedWidth = 64; ///< pixels at 100 %

} // namespace

AtlasView::AtlasView(AtlasModel *model, QWidget *parent)
    : View(parent),
      m_model(model),
      m_entries(new AtlasList(model, this)),
      m_cards(new QListView),
      m_starts(new NumberField({.minimum = 1, .maximum = mostStarts, .isInteger = true, .step = 100})),
      m_seed(new NumberField({.minimum = 0, .maximum = 1e9, .isInteger = true})),
      m_seek(new QPushButton),
      m_note(new TextLabel({}, TypeRole::Note, TextLabel::Tone::Text3))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Atlas"));
    setAccessibleDescription(tr("The stationary points of the error surface that a search found."));
    m_starts->setValue(AtlasModel::usualStarts);
    m_starts->setWidest(QStringLiteral("100000"));
    m_starts->setAccessibleName(tr("Starts of the search"));
    m_seed->setValue(1);
    m_seed->setWidest(QStringLiteral("10000"));
    m_seed->setAccessibleName(tr("Seed of the search"));
    m_starts->setFixedWidth(metrics::scaled(startsWidth));
    m_seed->setFixedWidth(metrics::scaled(seedWidth));
    m_cards->setModel(m_entries);
    m_cards->setItemDelegate(new AtlasDelegate(m_cards));
    m_cards->setAccessibleName(tr("Stationary points and end states, lowest loss first"));
    m_cards->setFlow(QListView::LeftToRight);
    m_cards->setWrapping(true);
    m_cards->setResizeMode(QListView::Adjust);
    m_cards->setUniformItemSizes(true);
    m_cards->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_cards->setFrameShape(QFrame::NoFrame);
    m_cards->setMouseTracking(true);
    m_cards->viewport()->setAutoFillBackground(false);
    m_note->setWordWrap(true);

    auto *bar = new QHBoxLayout;
    bar->setSpacing(gap);
    bar->addWidget(new TextLabel(tr("Starts"), TypeRole::Body, TextLabel::Tone::Text2));
    bar->addWidget(m_starts);
    bar->addSpacing(gap);
    bar->addWidget(new TextLabel(tr("Seed"), TypeRole::Body, TextLabel::Tone::Text2));
    bar->addWidget(m_seed);
    bar->addSpacing(gap);
    bar->addWidget(m_seek);
    bar->addStretch();
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(margin, gap, margin, gap);
    box->setSpacing(gap);
    box->addLayout(bar);
    box->addWidget(m_cards, 1);
    box->addWidget(m_note);

    connect(m_seek, &QAbstractButton::clicked, this, [this] {
        if (m_model->isSeeking())
            m_model->cancel();
        else
            m_model->seek(static_cast<int>(m_starts->value()), static_cast<std::uint64_t>(m_seed->value()));
    });
    const auto goTo = [this](const QModelIndex &index) { m_model->goTo(static_cast<std::size_t>(index.row())); };
    connect(m_cards, &QListView::clicked, this, goTo);
    // Enter; a double click is two clicks, and the second goes where the first went.
    connect(m_cards, &QListView::activated, this, goTo);
    connect(model, &AtlasModel::changed, this, &AtlasView::refresh);
    connect(model->surface()->run(), &LiveRun::preparedChanged, this, &AtlasView::refresh);
    refresh();
}

void AtlasView::refresh()
{
    const QString problem = m_model->problem();
    m_seek->setText(m_model->isSeeking() ? tr("Cancel") : tr("Find"));
    m_seek->setEnabled(problem.isEmpty());
    m_cards->setVisible(!m_model->entries().empty());
    m_note->setText(note());
    m_note->setVisible(!m_model->entries().empty());
    layout()->setAlignment(m_cards->isVisible() ? Qt::Alignment() : Qt::AlignTop);
    update();
}

QString AtlasView::note() const
{
    const SearchResult &result = m_model->result();
    QStringList parts;
    const bool hasDerived = std::ranges::any_of(m_model->entries(), [](const AtlasEntry &entry) {
        return entry.point.derivedClass != StationaryPoint::Class::Unnamed || entry.level;
    });
    const QString starts = numbers::count(m_model->starts());
    parts << (hasDerived
                  ? tr("Found from %1 starts and the classes known from theory: never proof that there is no other.")
                        .arg(starts)
                  : tr("Found from %1 starts: never proof that there is no other.").arg(starts));
    if (result.plateaus > 0)
        parts << tr("%1 searches ended on plateaus, where the slope vanishes only because units are saturated.")
                     .arg(numbers::count(result.plateaus));
    if (std::ranges::any_of(m_model->entries(), [](const AtlasEntry &entry) { return entry.level.has_value(); }))
        parts << tr("What lies at infinity is shown by a place on the way there, made by hand.");
    return parts.join(QLatin1Char(' '));
}

void AtlasView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().surface);
    if (!m_model->entries().empty())
        return;
    const QString problem = m_model->problem();
    if (m_model->isSeeking())
        paintEmptyText(painter, rect(), tr("Looking for points without a slope …"),
                       tr("Each start follows the gradient's length down to where it vanishes."), Theme::current());
    else if (!problem.isEmpty())
        paintEmptyText(painter, rect(), tr("No atlas of this network."), problem, Theme::current());
    else
        paintEmptyText(painter, rect(), tr("Nothing has been sought yet."),
                       tr("Find lists the points of the error surface that have no slope, and what each of them is."),
                       Theme::current());
}

void AtlasView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    const auto &entries = m_model->entries();
    if (entries.empty())
        return paintEmptyText(painter, area, tr("No atlas."), {}, theme);
    const QSizeF card = atlasCardSize();
    const double noteHeight = 2.0 * lineHeight(TypeRole::Note);
    const int columns = std::max(1, static_cast<int>((area.width() - 2 * margin) / card.width()));
    const int rows = (static_cast<int>(entries.size()) + columns - 1) / columns;
    // All of them, smaller where they are many.
    const double scale = std::min(1.0, (area.height() - noteHeight - 2 * margin) / (rows * card.height()));
    painter.save();
    painter.translate(area.left() + margin, area.top() + margin);
    painter.scale(scale, scale);
    for (std::size_t k = 0; k < entries.size(); ++k) {
        const auto row = static_cast<double>(k / static_cast<std::size_t>(columns));
        const auto column = static_cast<double>(k % static_cast<std::size_t>(columns));
        paintAtlasCard(painter, QRectF(QPointF(column * card.width(), row * card.height()), card), entries[k], theme);
    }
    painter.restore();
    painter.setFont(basin::font(TypeRole::Note));
    painter.setPen(theme.text3);
    painter.drawText(QRectF(area.left() + margin, area.bottom() - noteHeight, area.width() - 2 * margin, noteHeight),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, note());
}

QByteArray AtlasView::csv() const
{
    const auto prepared = m_model->surface()->run()->prepared();
    if (!prepared || m_model->entries().empty())
        return {};
    const Architecture &architecture = prepared->spec.architecture;
    QByteArray text("level,at_infinity,loss,gradient_norm,verdict,negative,zero,positive,images,found");
    for (Eigen::Index i = 0; i < architecture.parameterCount(); ++i)
        text += ',' + QByteArray::fromStdString(architecture.parameterName(i));
    text += '\n';
    const auto number = [](double value) { return QByteArray::number(value, 'g', 17); };
    for (const AtlasEntry &entry : m_model->entries()) {
        const StationaryPoint &point = entry.point;
        const Inertia &inertia = point.report.inertia;
        text += number(entry.loss()) + (entry.level ? ",1," : ",0,") + number(point.loss) + ',' +
                number(point.gradientNorm) + ',' + verdictName(point.report.verdict) + ',' +
                QByteArray::number(inertia.negative) + ',' + QByteArray::number(inertia.zero) + ',' +
                QByteArray::number(inertia.positive) + ',' + QByteArray::number(qulonglong(point.images)) + ',' +
                QByteArray::number(point.found);
        for (const double value : point.parameters)
            text += ',' + number(value);
        text += '\n';
    }
    return text;
}

} // namespace basin
