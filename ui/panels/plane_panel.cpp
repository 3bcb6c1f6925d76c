#include "panels/plane_panel.h"

#include "controls/number_field.h"
#include "controls/range_field.h"
#include "controls/section.h"
#include "controls/segmented_control.h"
#include "controls/text_label.h"
#include "render/number_text.h"

#include "landscape/point.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace basin {

namespace {

constexpr qint64 largestSeed = 1'000'000'000;
constexpr double standardClip = 3.0;
constexpr int gridSizes[] = {64, 101, 128, 192, 256, 384, 512};
constexpr int fieldWidth = 88;

NumberFormat lossFormat()
{
    NumberFormat format;
    format.minimum = 0.0;
    format.isMinimumOpen = true;
    format.step = 0;
    return format;
}

std::optional<Interval> intervalOf(const RangeField &field)
{
    if (const auto range = field.range())
        return Interval{range->first, range->second};
    return std::nullopt;
}

std::optional<RangeField::Range> rangeOf(const std::optional<Interval> &interval)
{
    if (interval)
        return RangeField::Range{interval->low, interval->high};
    return std::nullopt;
}

/// Where the log scale may count from: the highest level below the present loss at which training stops, where such
/// levels are known; else the lowest loss seen, rounded down so that it does not change with each step of the run.
double offeredLevel(const SurfaceContent *surface, const Objective *objective)
{
    if (!surface || !objective || surface->grid.isEmpty())
        return 0.0;
    const auto now = std::find_if(surface->marks.begin(), surface->marks.end(),
                                  [](const SurfaceMark &mark) { return mark.kind == SurfaceMark::Kind::Now; });
    double level = 0.0;
    for (const SaturatedLevel &known : saturatedLevels(*objective))
        if (now != surface->marks.end() && known.loss < now->loss)
            level = std::max(level, known.loss);
    const double lowest = *std::min_element(surface->grid.loss.begin(), surface->grid.loss.end());
    if (level > 0.0 || !(lowest > 0.0) || std::isinf(lowest))
        return level;
    const double unit = std::pow(10.0, std::floor(std::log10(lowest)) - 1);
    return std::floor(lowest / unit) * unit;
}

} // namespace

PlanePanel::PlanePanel(SurfaceModel *surface, QWidget *parent)
    : QWidget(parent),
      m_surface(surface),
      m_plane(new SideSection(tr("Plane"), SideSection::Side::Left)),
      m_grid(new SideSection(tr("Grid"), SideSection::Side::Left)),
      m_colour(new SideSection(tr("Colour"), SideSection::Side::Left)),
      m_show(new SideSection(tr("Show"), SideSection::Side::Left))
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 4);
    box->setSpacing(0);
    for (SideSection *section : {m_plane, m_grid, m_colour, m_show}) {
        section->setDense(); // all of it is seen without scrolling
        box->addWidget(section);
    }
    box->addStretch(1);
    addPlane();
    addGrid();
    addColour();
    addShow();
    connect(surface, &SurfaceModel::optionsChanged, this, &PlanePanel::refresh);
    connect(surface, &SurfaceModel::surfaceChanged, this, &PlanePanel::refreshFromSurface);
    connect(surface, &SurfaceModel::objectiveChanged, this, &PlanePanel::refreshWeights);
    connect(surface->run(), &LiveRun::pinnedRunsChanged, this, &PlanePanel::refreshPinnedRuns);
    refreshWeights();
    refreshPinnedRuns();
}

void PlanePanel::change(const std::function<void(SurfaceOptions &)> &set)
{
    SurfaceOptions options = m_surface->options();
    set(options);
    m_surface->setOptions(options);
    refresh();
}

void PlanePanel::addPlane()
{
    m_live = new SegmentedControl({tr("Live"), tr("Frozen")});
    m_live->setCompact(true);
    m_live->setAccessibleName(tr("Surface"));
    m_live->setToolTip(tr("Live: through the present weights, anew with each step. Frozen: as it is now, while the "
                          "run goes on."));
    m_plane->setTitleWidget(m_live);
    connect(m_live, &SegmentedControl::currentEdited, this,
            [this](int index) { change([index](SurfaceOptions &o) { o.isLive = index == 0; }); });
    auto *group = new QButtonGroup(this);
    const auto addChoice = [&](PlaneKind kind, const QString &words, const QString &tip) {
        auto *button = new QRadioButton(words);
        button->setToolTip(tip);
        button->setAccessibleDescription(tip);
        group->addButton(button);
        m_plane->addToggle(button);
        m_choices.push_back({kind, button});
        connect(button, &QAbstractButton::clicked, this,
                [this, kind] { change([kind](SurfaceOptions &o) { o.choice.kind = kind; }); });
    };
    addChoice(PlaneKind::Weights, tr("Two weights"),
              tr("The loss over the values of two weights; all others are held as they are."));
    for (const std::size_t axis : {0U, 1U}) {
        m_weights[axis] = new QComboBox;
        m_weightRows[axis] = m_plane->addRow(axis == 0 ? tr("a: across") : tr("b: up"), m_weights[axis]);
        connect(m_weights[axis], &QComboBox::activated, this, [this, axis](int index) { changeWeight(axis, index); });
    }
    addChoice(PlaneKind::ThreePoints, tr("Start, end, solution"),
              tr("The plane through the start, the present weights and the nearest solution: exact at all three."));
    m_third = new QComboBox;
    m_thirdRow = m_plane->addRow(tr("Third point"), m_third);
    connect(m_third, &QComboBox::activated, this,
            [this](int index) { change([index](SurfaceOptions &o) { o.choice.pinnedRun = index - 1; }); });
    addChoice(PlaneKind::Path, tr("Main directions of the path"),
              tr("The first two principal components of the path that the run took."));
    addChoice(PlaneKind::Eigenvectors, tr("Hessian: lowest, highest"),
              tr("The directions of the lowest and of the highest curvature at the present weights."));
    addChoice(PlaneKind::Random, tr("Random"), tr("Two random directions through the present weights."));
    m_seed = new IntegerField(0, largestSeed);
    m_seedRow = m_plane->addRow(tr("Seed"), m_seed);
    m_seed->setAccessibleName(tr("Seed of the random directions"));
    connect(m_seed, &IntegerField::integerEdited, this, [this](qint64 seed) {
        change([seed](SurfaceOptions &o) { o.choice.seed = static_cast<std::uint64_t>(seed); });
    });
    m_perUnit = new QCheckBox(tr("as long as each unit"));
    m_perUnit->setToolTip(
        tr("Each unit's part of a direction is as long as its weights with its bias; else both have length 1."));
    m_plane->addToggle(m_perUnit);
    connect(m_perUnit, &QCheckBox::clicked, this,
            [this](bool on) { change([on](SurfaceOptions &o) { o.choice.perUnit = on; }); });
    m_note = m_plane->addNote({});
}

void PlanePanel::changeWeight(std::size_t axis, int index)
{
    change([&](SurfaceOptions &options) {
        auto &weights = options.choice.weights;
        const Eigen::Index before = std::exchange(weights[axis], Eigen::Index(index));
        if (weights[1 - axis] == index) // the same one on both axes: they change places
            weights[1 - axis] = before;
    });
}

void PlanePanel::addGrid()
{
    for (const auto &[label, field, member] :
         {std::tuple{tr("Range a"), &m_a, &SurfaceOptions::a}, std::tuple{tr("Range b"), &m_b, &SurfaceOptions::b}}) {
        *field = new RangeField;
        auto *row = m_grid->addRow(label, *field);
        connect(*field, &RangeField::problemChanged, row, &SectionRow::setError);
        connect(*field, &RangeField::rangeEdited, this, [this, field = *field, member = member] {
            change([&](SurfaceOptions &options) { options.*member = intervalOf(*field); });
        });
    }
    m_points = new QComboBox;
    for (const int size : gridSizes)
        m_points->addItem(QStringLiteral("%1 × %1").arg(size), size);
    m_grid->addRow(tr("Points"), m_points);
    connect(m_points, &QComboBox::activated, this, [this](int index) {
        change([points = m_points->itemData(index).toInt()](SurfaceOptions &o) { o.points = points; });
    });
}

void PlanePanel::addColour()
{
    m_map = new QComboBox;
    for (const auto &[kind, name] :
         {std::pair{ColourMap::Kind::Depth, tr("Depth")}, std::pair{ColourMap::Kind::Viridis, tr("Viridis")},
          std::pair{ColourMap::Kind::Cividis, tr("Cividis")}, std::pair{ColourMap::Kind::Grey, tr("Grey")}})
        m_map->addItem(name, static_cast<int>(kind));
    m_colour->addRow(tr("Map"), m_map);
    connect(m_map, &QComboBox::activated, this, [this](int index) {
        const auto kind = static_cast<ColourMap::Kind>(m_map->itemData(index).toInt());
        change([kind](SurfaceOptions &o) { o.map = kind; });
    });
    m_scale = new SegmentedControl({tr("Log"), tr("Linear")});
    m_scale->setEven(true);
    m_colour->addRow(tr("Scale"), m_scale);
    connect(m_scale, &SegmentedControl::currentEdited, this,
            [this](int index) { change([index](SurfaceOptions &o) { o.isLog = index == 0; }); });

    m_clipOn = new QCheckBox(tr("Clip at"));
    m_clip = new NumberField(lossFormat());
    m_clip->setAccessibleName(tr("Losses above this have the last colour"));
    m_clipOn->setToolTip(tr("Losses above this have the last colour. Off: fitted to what is seen."));
    m_clip->setValue(standardClip);
    m_colour->addCheckRow(m_clipOn, m_clip, fieldWidth);
    const auto setClip = [this] {
        change([this](SurfaceOptions &o) {
            o.clip = m_clipOn->isChecked() ? std::optional(m_clip->value()) : std::nullopt;
        });
    };
    connect(m_clipOn, &QCheckBox::clicked, this, setClip);
    connect(m_clip, &NumberField::valueEdited, this, setClip);

    m_levelOn = new QCheckBox(tr("Log from"));
    m_level = new NumberField({.minimum = 0.0, .step = 0});
    m_level->setAccessibleName(tr("The loss from which the log scale counts"));
    const QString tip =
        tr("The log scale counts from this loss instead of from 0: log₁₀(loss − level). Just above the level at which "
           "a run is stuck the surface looks flat; counted from that level, its slopes come apart.");
    m_levelOn->setToolTip(tip);
    m_levelOn->setAccessibleDescription(tip);
    m_level->setToolTip(tip);
    m_levelRow = m_colour->addCheckRow(m_levelOn, m_level, fieldWidth);
    const auto setLevel = [this] {
        change([this](SurfaceOptions &o) {
            o.level = m_levelOn->isChecked() ? std::optional(m_level->value()) : std::nullopt;
        });
    };
    connect(m_levelOn, &QCheckBox::clicked, this, setLevel);
    connect(m_level, &NumberField::valueEdited, this, setLevel);
}

void PlanePanel::addShow()
{
    for (const auto &[words, member] : {std::pair{tr("Contour lines"), &SurfaceOptions::contours},
                                        std::pair{tr("Path of this run"), &SurfaceOptions::path},
                                        std::pair{tr("Gradient out of the plane"), &SurfaceOptions::outOfPlane},
                                        std::pair{tr("3-D surface"), &SurfaceOptions::relief}}) {
        auto *check = new QCheckBox(words);
        m_show->addToggle(check);
        m_shown.emplace_back(check, member);
        m_relief = check; // the last one
        connect(check, &QCheckBox::clicked, this,
                [this, member = member](bool on) { change([&](SurfaceOptions &o) { o.*member = on; }); });
    }
}

void PlanePanel::setReliefProblem(const QString &why)
{
    if (!std::exchange(m_canHaveRelief, false))
        return; // it was said before
    m_relief->setEnabled(false);
    m_show->addNote(why);
    refresh();
}

void PlanePanel::refresh()
{
    const SurfaceOptions &options = m_surface->options();
    for (const Choice &choice : m_choices)
        choice.button->setChecked(choice.kind == options.choice.kind);
    for (const std::size_t axis : {0U, 1U}) {
        m_weights[axis]->setCurrentIndex(static_cast<int>(options.choice.weights[axis]));
        m_weightRows[axis]->setVisible(options.choice.kind == PlaneKind::Weights);
    }
    m_third->setCurrentIndex(options.choice.pinnedRun + 1);
    m_thirdRow->setVisible(options.choice.kind == PlaneKind::ThreePoints && m_third->count() > 1);
    m_seedRow->setVisible(options.choice.kind == PlaneKind::Random);
    m_seed->setInteger(static_cast<qint64>(options.choice.seed));
    m_perUnit->setVisible(options.choice.kind == PlaneKind::Random);
    m_perUnit->setChecked(options.choice.perUnit);
    m_a->setRange(rangeOf(options.a));
    m_b->setRange(rangeOf(options.b));
    m_points->setCurrentIndex(m_points->findData(options.points));
    m_live->setCurrent(options.isLive ? 0 : 1);
    m_map->setCurrentIndex(m_map->findData(static_cast<int>(options.map)));
    m_scale->setCurrent(options.isLog ? 0 : 1);
    m_clipOn->setChecked(options.clip.has_value());
    m_clip->setEnabled(options.clip.has_value());
    if (options.clip)
        m_clip->setValue(*options.clip);
    m_levelRow->setVisible(options.isLog);
    m_levelOn->setChecked(options.level.has_value());
    m_level->setEnabled(options.level.has_value());
    for (const auto &[check, member] : m_shown)
        check->setChecked(options.*member);
    m_relief->setChecked(options.relief && m_canHaveRelief);
    refreshFromSurface();
}

void PlanePanel::refreshFromSurface()
{
    const SurfacePtr surface = m_surface->surface();
    m_level->setValue(m_surface->options().level.value_or(offeredLevel(surface.get(), m_surface->objective().get())));
    // Until there is a surface of a plane just chosen, the note stays: rows below it must not jump twice.
    if (!surface || surface->choice != m_surface->options().choice)
        return;
    const bool isProblem = !surface->problem.isEmpty();
    m_note->setTone(isProblem ? TextLabel::Tone::Error : TextLabel::Tone::Text2);
    QString text = isProblem ? surface->problem : surface->note;
    if (!isProblem && !surface->held.isEmpty()) // what is held fixed comes first, as a sentence
        text = QStringLiteral("%1%2. %3").arg(surface->held.at(0).toUpper()).arg(surface->held.mid(1), surface->note);
    if (m_note->text() != text)
        m_note->setText(text);
}

void PlanePanel::refreshWeights()
{
    const auto prepared = m_surface->run()->prepared();
    if (!prepared)
        return;
    const Architecture &architecture = prepared->spec.architecture;
    for (QComboBox *box : m_weights) {
        box->clear();
        for (Eigen::Index index = 0; index < architecture.parameterCount(); ++index)
            box->addItem(QString::fromStdString(architecture.parameterName(index)));
    }
    refresh();
}

void PlanePanel::refreshPinnedRuns()
{
    m_third->clear();
    m_third->addItem(tr("the nearest solution"));
    for (const PinnedRun &pinned : m_surface->run()->pinnedRuns())
        m_third->addItem(pinned.name);
    refresh();
}

} // namespace basin
