#include "views/fate_view.h"

#include "controls/range_field.h"
#include "controls/text_label.h"
#include "render/number_text.h"
#include "render/theme.h"
#include "views/fate_canvas.h"

#include <QComboBox>
#include <QGridLayout>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace basin {

FateView::FateView(FateModel *model, QWidget *parent) : View(parent), m_model(model), m_canvas(new FateCanvas(model))
{
    setAccessibleName(title());
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    addSettings();
    box->addWidget(m_canvas, 1);
    setFocusProxy(m_canvas);
    connect(model, &FateModel::optionsChanged, this, &FateView::refresh);
    connect(model, &FateModel::computingChanged, this, &FateView::refresh);
    connect(model, &FateModel::startChanged, this, &FateView::refresh);
    connect(model, &FateModel::mapChanged, this, &FateView::refresh);
    connect(model, &FateModel::architectureChanged, this, &FateView::refreshWeights);
    refreshWeights();
}

void FateView::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::current().surface);
}

void FateView::addSettings()
{
    auto *settings = new QWidget;
    auto *grid = new QGridLayout(settings);
    grid->setContentsMargins(16, 4, 16, 8);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    const std::array words{tr("across"), tr("up")};
    const std::array<std::optional<Interval> FateOptions::*, 2> windows{&FateOptions::a, &FateOptions::b};
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const int row = static_cast<int>(axis);
        grid->addWidget(new TextLabel(words[axis], TypeRole::Body, TextLabel::Tone::Text2), row, 0);
        auto *weight = m_weights[axis] = new QComboBox;
        weight->setAccessibleName(tr("Weight %1").arg(words[axis]));
        connect(weight, &QComboBox::activated, this, [this, axis](int index) {
            change([axis, index](FateOptions &options) {
                if (options.weights[1 - axis] == index) // no plane has one weight twice
                    options.weights[1 - axis] = options.weights[axis];
                options.weights[axis] = index;
            });
        });
        grid->addWidget(weight, row, 1);
        auto *range = m_ranges[axis] = new RangeField;
        range->setItemText(0, tr("usual"));
        range->setAccessibleName(tr("Window %1").arg(words[axis]));
        connect(range, &RangeField::rangeEdited, this, [this, range, window = windows[axis]] {
            change([&](FateOptions &options) {
                const auto typed = range->range();
                options.*window = typed ? std::optional(Interval{typed->first, typed->second}) : std::nullopt;
            });
        });
        grid->addWidget(range, row, 2);
    }
    m_points = new QComboBox;
    m_points->setAccessibleName(tr("Starts"));
    for (const int points : {64, 128, 256, 512, 1024})
        m_points->addItem(tr("%1 × %1 starts").arg(points), points);
    connect(m_points, &QComboBox::activated, this, [this](int index) {
        change([this, index](FateOptions &options) { options.points = m_points->itemData(index).toInt(); });
    });
    grid->addWidget(m_points, 0, 3);
    m_start = new QPushButton(tr("Start"));
    connect(m_start, &QPushButton::clicked, this,
            [this] { m_model->isComputing() ? m_model->cancel() : m_model->start(); });
    grid->addWidget(m_start, 1, 3);
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(2, 3);
    grid->setColumnStretch(3, 4);
    m_note = new TextLabel({}, TypeRole::Note, TextLabel::Tone::Text2);
    m_note->setWordWrap(true);
    m_note->hide();
    grid->addWidget(m_note, 2, 0, 1, 4);
    layout()->addWidget(settings);
}

void FateView::change(const std::function<void(FateOptions &)> &set)
{
    FateOptions options = m_model->options();
    set(options);
    m_model->setOptions(options);
    refresh();
}

void FateView::refreshWeights()
{
    const Architecture *architecture = m_model->architecture();
    constexpr Eigen::Index most = 2000; // rows that anyone scrolls through; the command line reaches the rest
    for (QComboBox *combo : m_weights) {
        combo->clear();
        for (Eigen::Index i = 0; architecture != nullptr && i < std::min(most, architecture->parameterCount()); ++i)
            combo->addItem(QString::fromStdString(architecture->parameterName(i)));
    }
    refresh();
}

void FateView::showEvent(QShowEvent *event)
{
    View::showEvent(event);
    refresh();
}

void FateView::refresh()
{
    if (!isVisible())
        return; // to ask what has changed costs something
    const FateOptions &options = m_model->options();
    for (std::size_t axis = 0; axis < 2; ++axis) {
        m_weights[axis]->setCurrentIndex(static_cast<int>(options.weights[axis]));
        const Interval shown = axis == 0 ? options.shownA() : options.shownB();
        m_ranges[axis]->setRange(RangeField::Range{shown.low, shown.high});
    }
    m_points->setCurrentIndex(m_points->findData(options.points));
    const bool isComputing = m_model->isComputing();
    m_start->setText(isComputing ? tr("Cancel") : m_model->map() ? tr("Start again") : tr("Start"));
    m_start->setEnabled(m_model->architecture() != nullptr && m_model->architecture()->parameterCount() >= 2);
    QString note = m_model->problem();
    if (note.isEmpty() && m_model->isOutdated() && !isComputing)
        note = tr("The settings have changed since this map was made.");
    if (m_note->text() != note)
        m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

FateFigure FateView::picture(const Theme &theme) const
{
    return fateFigure(m_model->map().get(), {.task = m_model->task()}, theme);
}

void FateView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    picture(theme).paint(painter, area, theme);
}

QSize FateView::pictureSize() const
{
    constexpr double side = 1024; // a multiple of every number of starts that can be chosen
    return m_model->map() ? picture(Theme::light()).sizeFor(side) : size();
}

QByteArray FateView::csv() const
{
    const FateMapPtr map = m_model->map();
    return map ? QByteArray::fromStdString(fateMapCsv(*map)) : QByteArray();
}

} // namespace basin
