#include "views/way_out_view.h"

#include "controls/basin_style.h"
#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/text_label.h"
#include "controls/tool_button.h"
#include "render/curve_chart.h"
#include "render/number_text.h"
#include "views/way_out_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int sliderSteps = 1000;
constexpr int thumbnailCells = 160;
constexpr int roomForAxes = 300;       ///< a smaller boundary is the square alone
constexpr double boundaryShare = 0.32; ///< of an exported picture's width

BoundaryOptions boundaryOptions(const PreparedRun &prepared, int cells)
{
    BoundaryOptions options;
    options.plane = standardPlane(*prepared.data, 0, prepared.spec.architecture.inputCount() > 1 ? 1 : 0);
    options.cells = cells;
    return options;
}

/// In little room the square has all of it: axes and colour bar lie outside the picture.
QRectF pictureArea(const BoundaryFigure &figure, QSize size)
{
    const QRectF all(QPointF(), size);
    const double side = std::min(all.width(), all.height());
    if (figure.isCurve || side >= roomForAxes)
        return all;
    // With a plot so large the rest is around it: its margins do not grow with it.
    constexpr double roomy = 1000.0;
    const QRectF probe(0, 0, roomy, roomy), plot = figure.plotRect(probe);
    const double taken = roomy - plot.width();
    const QRectF around(0, 0, side + taken, side + taken);
    return around.translated(-figure.plotRect(around).topLeft());
}

} // namespace

BoundaryThumbnail::BoundaryThumbnail(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Decision boundary at this place of the way out"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
}

void BoundaryThumbnail::show(const std::shared_ptr<const PreparedRun> &prepared, const Vector &parameters)
{
    m_prepared = prepared;
    m_parameters = parameters;
    request();
}

void BoundaryThumbnail::request()
{
    if (!m_prepared || m_parameters.size() == 0 || size().isEmpty() || !isVisible())
        return;
    m_job.start(
        [prepared = m_prepared, parameters = m_parameters, size = size(), ratio = devicePixelRatioF(),
         theme = Theme::current()] {
            Picture picture{
                .figure = boundaryFigure(*prepared, parameters, boundaryOptions(*prepared, thumbnailCells), theme),
                .image = QImage((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32)};
            picture.image.setDevicePixelRatio(ratio);
            picture.image.fill(theme.surface);
            QPainter painter(&picture.image);
            const QRectF area = pictureArea(picture.figure, size);
            if (area != QRectF(QPointF(), size))
                painter.setClipRect(picture.figure.plotRect(area));
            picture.figure.paint(painter, area, theme);
            return picture;
        },
        [this](Picture picture) {
            m_figure = std::move(picture.figure);
            m_image = std::move(picture.image);
            update();
        });
}

void BoundaryThumbnail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().surface);
    painter.drawImage(0, 0, m_image);
}

void BoundaryThumbnail::resizeEvent(QResizeEvent *)
{
    // A square: the width that it does not need is for the others.
    setMaximumWidth(std::max(minimumSizeHint().width(), height()));
    request();
}

void BoundaryThumbnail::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        request();
    QWidget::changeEvent(event);
}

WayOutView::WayOutView(EscapeModel *model, QWidget *parent)
    : View(parent),
      m_model(model),
      m_pages(new QStackedLayout(this)),
      m_askTitle(new TextLabel(QString(), TypeRole::Body, TextLabel::Tone::Text)),
      m_askText(new TextLabel(QString(), TypeRole::Body, TextLabel::Tone::Text2)),
      m_ask(new QPushButton(tr("Show me the way out"))),
      m_cancel(new QPushButton(tr("Cancel"))),
      m_chart(new CurveChart),
      m_sentence(new TextLabel(QString(), TypeRole::Body, TextLabel::Tone::Text)),
      m_honesty(new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text3)),
      m_play(new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("play")), tr("Play the way out"))),
      m_slider(new QSlider(Qt::Horizontal)),
      m_boundary(new BoundaryThumbnail),
      m_take(new QPushButton(tr("Take it")))
{
    m_pages->addWidget(makeAskPage());
    m_pages->addWidget(makePathPage());
    connect(model, &EscapeModel::changed, this, &WayOutView::refresh);
    connect(model, &EscapeModel::positionChanged, this, &WayOutView::showPosition);
    connect(model, &EscapeModel::playingChanged, this, &WayOutView::showPlaying);
    connect(model->surface()->run(), &LiveRun::preparedChanged, this, &WayOutView::refresh);
    refresh();
}

QWidget *WayOutView::makeAskPage()
{
    auto *page = new QWidget;
    auto *box = new QVBoxLayout(page);
    box->setContentsMargins(metrics::panelPadding, 8, metrics::panelPadding, 8);
    box->setSpacing(8);
    for (TextLabel *label : {m_askTitle, m_askText}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
    }
    setPrimary(m_ask);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_ask);
    buttons->addWidget(m_cancel);
    buttons->addStretch(1);
    box->addStretch(1);
    box->addWidget(m_askTitle);
    box->addWidget(m_askText);
    box->addSpacing(8);
    box->addLayout(buttons);
    box->addStretch(1);
    connect(m_ask, &QPushButton::clicked, m_model, &EscapeModel::seek);
    connect(m_cancel, &QPushButton::clicked, m_model, &EscapeModel::cancel);
    return page;
}

QWidget *WayOutView::makePathPage()
{
    auto *page = new QWidget;
    m_chart->setAccessibleName(tr("Loss along the way out"));
    m_sentence->setWordWrap(true);
    m_honesty->setWordWrap(true);
    m_slider->setRange(0, sliderSteps);
    m_slider->setPageStep(sliderSteps / 20);
    m_slider->setSingleStep(sliderSteps / 200);
    m_slider->setAccessibleName(tr("Place along the way out"));
    setPrimary(m_take);
    m_take->setAccessibleDescription(tr("Puts the run at the end of the way out and trains on"));
    m_take->setToolTip(tr("Puts the run at the end of the way out and trains on. Undo brings it back."));
    auto *again = new QPushButton(tr("Search again"));
    again->setToolTip(tr("From where the run stands now"));

    // The loss with the slider under it, the boundary as it changes, and what happens, side by side: the page is low.
    auto *controls = new QHBoxLayout;
    controls->setContentsMargins(metrics::panelPadding, 0, 0, 0);
    controls->setSpacing(8);
    controls->addWidget(m_play);
    controls->addWidget(m_slider, 1);
    auto *loss = new QVBoxLayout;
    loss->setSpacing(0);
    loss->addWidget(m_chart, 1);
    loss->addLayout(controls);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_take);
    buttons->addWidget(again);
    buttons->addStretch(1);
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_sentence);
    words->addWidget(m_honesty);
    words->addStretch(1);
    words->addLayout(buttons);
    auto *box = new QHBoxLayout(page);
    box->setContentsMargins(0, 4, metrics::panelPadding, 8);
    box->setSpacing(metrics::panelPadding);
    box->addLayout(loss, 5);
    box->addWidget(m_boundary, 3);
    box->addLayout(words, 4);
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int value) { m_model->setPosition(static_cast<double>(value) / sliderSteps); });
    connect(m_play, &ToolButton::clicked, this, [this] { m_model->isPlaying() ? m_model->pause() : m_model->play(); });
    connect(m_take, &QPushButton::clicked, m_model, &EscapeModel::take);
    connect(again, &QPushButton::clicked, m_model, &EscapeModel::seek);
    return page;
}

void WayOutView::refresh()
{
    const WayOutPtr wayOut = m_model->wayOut();
    const bool hasPath = wayOut && wayOut->escape.found && !m_model->isSeeking();
    m_pages->setCurrentIndex(hasPath ? 1 : 0);
    if (hasPath)
        showPath();
    else
        showAsk();
    update();
}

void WayOutView::showAsk()
{
    const WayOutPtr wayOut = m_model->wayOut();
    const bool isSeeking = m_model->isSeeking();
    m_ask->setEnabled(m_model->surface()->run()->prepared() != nullptr);
    m_ask->setVisible(!isSeeking);
    m_cancel->setVisible(isSeeking);
    if (isSeeking) {
        m_askTitle->setText(tr("Looking for a way out …"));
        m_askText->setText(tr("Paths are tried until one falls all the way."));
    } else if (wayOut) {
        m_askTitle->setText(tr("No way out was found."));
        m_askText->setText(WayOutText::whyNot(*wayOut));
    } else {
        m_askTitle->setText(tr("Stuck? On XOR there is a way out even where no step helps."));
        m_askText->setText(tr("A path along which the loss falls all the way appears here, and the boundary as it "
                              "changes on it. Networks other than 2-2-1 on XOR follow the slope."));
    }
}

void WayOutView::showPath()
{
    if (m_shown != m_model->wayOut()) {
        m_shown = m_model->wayOut();
        m_chart->resetZoom();
        m_honesty->setText(WayOutText::honesty(*m_shown));
    }
    m_chart->setFigure(WayOutText::chart(*m_shown, m_model->position(), Theme::current()));
    showPosition();
    showPlaying();
}

void WayOutView::showPosition()
{
    const WayOutPtr wayOut = m_model->wayOut();
    if (!wayOut || !wayOut->escape.found || m_pages->currentIndex() != 1)
        return;
    const double position = m_model->position();
    {
        const QSignalBlocker blocker(m_slider);
        m_slider->setValue(static_cast<int>(std::lround(position * sliderSteps)));
    }
    if (!isVisible())
        return;
    const std::size_t stage = wayOut->stageAt(position);
    m_sentence->setText(WayOutText::stageName(*wayOut, stage) + QStringLiteral(": ") +
                        WayOutText::stageSentence(*wayOut, stage));
    ChartFigure figure = m_chart->figure();
    if (figure.curves.size() > 1) {
        figure.curves.last() = WayOutText::dot(*wayOut, position, Theme::current());
        m_chart->setCurves(figure.curves);
    }
    m_boundary->show(wayOut->prepared, wayOut->at(position));
}

void WayOutView::showPlaying()
{
    const bool isPlaying = m_model->isPlaying();
    m_play->setIcon(icon(isPlaying ? QStringLiteral("pause") : QStringLiteral("play")));
    const QString name = isPlaying ? tr("Pause") : tr("Play the way out");
    m_play->setToolTip(name);
    m_play->setAccessibleName(name);
}

void WayOutView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    const WayOutPtr wayOut = m_model->wayOut();
    if (!wayOut || !wayOut->escape.found) {
        ChartFigure empty;
        empty.emptyTitle = m_askTitle->text();
        empty.emptyText = m_askText->text();
        empty.paint(painter, area, theme);
        return;
    }
    QRectF left = area;
    left.setWidth(area.width() * (1 - boundaryShare));
    QRectF right = area;
    right.setLeft(left.right());
    WayOutText::chart(*wayOut, m_model->position(), theme).paint(painter, left, theme);
    boundaryFigure(*wayOut->prepared, m_model->parameters(), boundaryOptions(*wayOut->prepared, 2 * thumbnailCells),
                   theme)
        .paint(painter, right, theme);
}

QByteArray WayOutView::csv() const
{
    const WayOutPtr wayOut = m_model->wayOut();
    return wayOut ? wayOut->csv() : QByteArray();
}

void WayOutView::showEvent(QShowEvent *)
{
    refresh();
}

/// The accent line under the header while something is sought.
void WayOutView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().surface);
    if (m_model->isSeeking())
        painter.fillRect(QRect(0, 0, width(), 2), Theme::current().accent);
}

void WayOutView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        refresh();
    View::changeEvent(event);
}

} // namespace basin
