#include "gallery.h"

#include "controls/basin_style.h"
#include "controls/chip.h"
#include "controls/icon.h"
#include "controls/log_slider.h"
#include "controls/metrics.h"
#include "controls/number_field.h"
#include "controls/pill_label.h"
#include "controls/play_button.h"
#include "controls/rail.h"
#include "controls/read_out.h"
#include "controls/section.h"
#include "controls/segmented_control.h"
#include "controls/separator.h"
#include "controls/speed_slider.h"
#include "controls/text_label.h"
#include "controls/tile_button.h"
#include "controls/timeline_bar.h"
#include "controls/tool_button.h"
#include "controls/view_header.h"
#include "render/number_text.h"
#include "render/theme.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QTabBar>
#include <QTableWidget>
#include <QVBoxLayout>

#include <cmath>

namespace basin {

namespace {

QString text(const char *words)
{
    return QString::fromUtf8(words);
}

QComboBox *combo(const char *current)
{
    auto *box = new QComboBox;
    box->addItems({text(current), text("Another"), text("A third")});
    return box;
}

NumberField *number(double value, const NumberFormat &format = {}, bool hasArrows = true)
{
    auto *field = new NumberField(format);
    field->setValue(value);
    field->setArrowsShown(hasArrows);
    return field;
}

QWidget *pair(QWidget *first, QWidget *second)
{
    auto *both = new QWidget;
    auto *line = new QHBoxLayout(both);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    line->addWidget(first, 1);
    line->addWidget(second, 1);
    return both;
}

void paintXor(QPainter &painter, const QRectF &rect)
{
    const auto &theme = Theme::current();
    const double near = rect.width() * 0.18;
    painter.setPen(Qt::NoPen);
    for (const bool isRight : {false, true})
        for (const bool isTop : {false, true}) {
            const QPointF at(isRight ? rect.right() - near : rect.left() + near,
                             isTop ? rect.top() + near : rect.bottom() - near);
            painter.setBrush(isRight != isTop ? theme.signedPositive : theme.signedNegative);
            if (isRight != isTop)
                painter.drawRect(QRectF(at.x() - 3, at.y() - 3, 6, 6));
            else
                painter.drawEllipse(at, 3.5, 3.5);
        }
}

QWidget *toolbar()
{
    auto *bar = new QWidget;
    bar->setFixedHeight(metrics::toolbarHeight());
    auto *line = new QHBoxLayout(bar);
    line->setContentsMargins(12, 0, 16, 0);
    line->setSpacing(4);
    const auto tool = [&](const char *iconName, const char *name, bool hasWords) {
        auto *button = new ToolButton(ToolButton::Size::Toolbar, icon(text(iconName)), text(name));
        button->setWordsShown(hasWords);
        line->addWidget(button);
    };
    const auto separator = [&](int before, int after) {
        line->addSpacing(before);
        auto *mark = new Separator(Qt::Vertical);
        mark->setLength(24);
        line->addWidget(mark);
        line->addSpacing(after);
    };
    tool("restart", "Restart", true);
    tool("new-weights", "New weights", true);
    separator(8, 8);
    tool("step-back", "Step back", false);
    auto *play = new PlayButton;
    play->setPlaying(true);
    line->addWidget(play);
    tool("step", "Step", false);
    separator(8, 0);
    auto *speed = new SpeedSlider;
    speed->setWords([](std::optional<double> steps) {
        return steps ? text("%1 epochs/s").arg(std::lround(*steps)) : text("unlimited");
    });
    speed->setSpeed(500);
    line->addWidget(speed);
    separator(0, 12);
    const auto readOut = [&](const char *caption, const char *widest, const QString &value) {
        auto *shown = new ReadOut(text(caption), text(widest));
        shown->setValue(value);
        line->addWidget(shown);
        line->addSpacing(16);
    };
    readOut("Epoch", "0 000", numbers::count(3180));
    readOut("Loss", "0.00000", text("0.0051"));
    readOut("Correct", "4 of 4", text("4 of 4"));
    line->addStretch(1);
    auto *chip = new Chip;
    chip->setState(Chip::Kind::Ok, text("Solved at epoch 900"));
    line->addWidget(chip);
    line->addWidget(new LinkButton(text("why?")));
    return bar;
}

QWidget *leftPanel()
{
    auto *panel = new QWidget;
    panel->setFixedWidth(232);
    auto *column = new QVBoxLayout(panel);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto *data = new SideSection(text("Data"), SideSection::Side::Left);
    auto *tiles = new QWidget;
    auto *grid = new QGridLayout(tiles);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(8);
    auto *group = new QButtonGroup(tiles);
    for (int i = 0; i < 8; ++i) {
        auto *tile = i < 7 ? new TileButton(text("Source %1").arg(i), paintXor)
                           : new TileButton(text("From a CSV file"), text("CSV…"));
        group->addButton(tile);
        tile->setChecked(i == 0);
        grid->addWidget(tile, i / 4, i % 4);
    }
    data->addWide(tiles);
    data->addRow(text("Gate"), combo("XOR"));
    data->addRow(text("Inputs"), pair(number(0, {}, false), number(1, {}, false)));
    data->addRow(text("Scaling"), combo("None"));
    data->addRow(text("Test part"), number(0, {.minimum = 0, .maximum = 90, .unit = text("%")}));
    column->addWidget(data);

    auto *start = new SideSection(text("Start"), SideSection::Side::Left);
    start->addRow(text("Weights"), combo("Glorot uniform"));
    start->addRow(text("Biases"), combo("Zeros"))->setChanged(true);
    auto *seed = new IntegerField(0, 1'000'000);
    seed->setInteger(17);
    start->addRow(text("Seed"), seed);
    start->addWide(new QPushButton(text("Edit all nine weights…")));
    column->addWidget(start);
    column->addStretch(1);
    return panel;
}

QWidget *rightPanel()
{
    auto *panel = new QWidget;
    panel->setFixedWidth(264);
    auto *column = new QVBoxLayout(panel);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto *training = new SideSection(text("Training"), SideSection::Side::Right);
    training->addRow(text("Optimizer"), combo("Adam"));
    auto *rate = new LogSliderRow({}, {.minimum = 0, .maximum = 10, .isMinimumOpen = true, .step = 0}, training);
    rate->setValue(0.006);
    training->addSliderRow(text("Learning rate"), rate);
    training->addRow(text("β₁, β₂"), pair(number(0.9, {}, false), number(0.999, {}, false)));
    training->addRow(text("Loss"), combo("Cross-entropy"));
    for (const auto *name : {"L1", "L2"})
        training->addNarrowSliderRow(text(name), new LogSliderRow({.minimum = 1e-6, .maximum = 1, .startsAtZero = true},
                                                                  {.minimum = 0, .maximum = 10, .step = 0}, training));
    training->addRow(text("Batch"), combo("All 4 patterns"));
    auto *precision = new SegmentedControl({text("32 bit"), text("64 bit")});
    precision->setEven(true);
    precision->setCurrent(1);
    training->addRow(text("Precision"), precision);
    column->addWidget(training);

    auto *stop = new SideSection(text("Stop when"), SideSection::Side::Right);
    const auto rule = [&](const char *name, bool isOn, NumberField *field) {
        auto *check = new QCheckBox(text(name));
        check->setChecked(isOn);
        stop->addCheckRow(check, field);
    };
    rule("epoch reaches", true, number(5000, {.isInteger = true}));
    rule("loss is below", true, number(0.001));
    rule("no progress for", false, number(2000, {.isInteger = true}));
    column->addWidget(stop);

    auto *last = new SideSection(text("Last step"), SideSection::Side::Right);
    last->addValueRow(text("Gradient"))->setText(numbers::scientific(3.1e-3, 1));
    last->addValueRow(text("Largest weight"))->setText(text("6.057"));
    last->addValueRow(text("Patterns right"))->setText(text("4 of 4"));
    column->addWidget(last);
    column->addStretch(1);
    return panel;
}

QWidget *surface()
{
    auto *area = new QWidget;
    area->setAutoFillBackground(true);
    QPalette paper = area->palette();
    paper.setColor(QPalette::Window, Theme::current().surface);
    area->setPalette(paper);
    return area;
}

QWidget *centre()
{
    auto *middle = surface();
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *tabRow = new QWidget;
    tabRow->setAutoFillBackground(true);
    QPalette grey;
    grey.setColor(QPalette::Window, Theme::current().bg);
    tabRow->setPalette(grey);
    auto *tabLine = new QHBoxLayout(tabRow);
    tabLine->setContentsMargins(8, 0, 0, 0);
    auto *tabs = new QTabBar;
    for (const auto *name : {"Train", "Error surface", "Many runs", "Lessons"})
        tabs->addTab(text(name));
    tabLine->addWidget(tabs);
    tabLine->addStretch(1);
    column->addWidget(tabRow);
    column->addWidget(new Separator(Qt::Horizontal));
    column->addStretch(1);
    column->addWidget(new Separator(Qt::Horizontal));

    auto *views = new QHBoxLayout;
    auto *boundary = new ViewHeader(QString());
    boundary->setViews({text("Decision boundary"), text("Hidden space")}, 0);
    boundary->setFixedWidth(439);
    views->setSpacing(0);
    views->addWidget(boundary);
    views->addWidget(new Separator(Qt::Vertical));
    auto *curves = new ViewHeader(QString());
    curves->setViews({text("Curves"), text("Outputs")}, 0);
    curves->addOption(new SegmentedControl({text("Log"), text("Linear")}));
    curves->addOption(new ToolButton(ToolButton::Size::Small, icon(text("pin")), text("Pin this run")));
    views->addWidget(curves);
    column->addLayout(views);
    column->addSpacing(374);
    return middle;
}

TimelineBar *timelineOfRun()
{
    auto *bar = new TimelineBar;
    bar->setCaption(text("Timeline"), text("every step kept"));
    std::vector<QPointF> loss;
    for (int epoch = 0; epoch <= 3180; epoch += 10)
        loss.emplace_back(epoch, 0.0045 + 0.7 / (1 + std::exp((epoch - 1000) / 300.0)));
    bar->setNow(3180);
    bar->setLoss(std::move(loss));
    bar->setEvents({{900, text("all four right")}, {1500, text("learning rate")}});
    auto *newest = new QPushButton(text("Go to newest"));
    newest->setEnabled(false);
    bar->setTrailingWidget(newest);
    return bar;
}

QWidget *buttonsAndMarks()
{
    auto *section = new SideSection(text("Buttons"), SideSection::Side::Right);
    auto *primary = new QPushButton(icon(text("way-out")), text("Show me the way out"));
    setPrimary(primary);
    section->addWide(primary);
    section->addWide(new QPushButton(icon(text("play"), Theme::current().accent), text("Three hidden units")));
    auto *disabled = new QPushButton(text("Disabled"));
    disabled->setEnabled(false);
    section->addWide(disabled);
    for (const bool isEnabled : {true, false})
        for (const bool isOn : {true, false}) {
            auto *check = new QCheckBox(text("Contour lines"));
            check->setChecked(isOn);
            check->setEnabled(isEnabled);
            auto *radio = new QRadioButton(text("Two weights"));
            radio->setAutoExclusive(false);
            radio->setChecked(isOn);
            radio->setEnabled(isEnabled);
            section->addWide(pair(check, radio));
        }
    auto *progress = new QProgressBar;
    progress->setValue(40);
    section->addWide(progress);
    section->addWide(new PillLabel(text("−3.45")));
    return section;
}

QWidget *fieldStates()
{
    auto *section = new SideSection(text("States"), SideSection::Side::Right);
    auto *wrong = number(0.5);
    section->addRow(text("Wrong"), wrong)->setError(text("Must be between 0 and 1, and not 1 itself"));
    section->addRow(text("Note"), number(8, {.isInteger = true}))->setNote(text("Needs a restart"));
    section->addRow(text("Changed"), combo("Nadam"))->setChanged(true);
    auto *off = combo("Adam");
    off->setEnabled(false);
    section->addRow(text("Disabled"), off);
    auto *segments = new SegmentedControl({text("Log"), text("Linear")});
    segments->setEnabled(false);
    section->addRow(text("Scale"), segments);
    auto *rate = new LogSliderRow({}, {.minimum = 1e-5, .maximum = 10, .step = 0}, section);
    rate->setValue(1e-5);
    rate->setEnabled(false);
    section->addSliderRow(text("Learning rate"), rate);
    section->addNote(text("Exact at the three points. The solution is the nearest image under the network's "
                          "symmetries."));
    return section;
}

QWidget *table()
{
    auto *rows = new QTableWidget(8, 4);
    rows->setHorizontalHeaderLabels({text("x₁"), text("x₂"), text("target"), text("output y")});
    rows->verticalHeader()->hide();
    rows->horizontalHeader()->setDefaultAlignment(Qt::AlignRight);
    rows->setFixedSize(232, 160);
    for (int row = 0; row < 8; ++row)
        for (int column = 0; column < 4; ++column) {
            auto *item = new QTableWidgetItem(QString::number(row % 2));
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            rows->setItem(row, column, item);
        }
    for (int column = 0; column < 4; ++column)
        rows->setColumnWidth(column, 54);
    rows->setCurrentCell(1, 1);
    return rows;
}

QWidget *chips()
{
    auto *column = new QWidget;
    auto *lines = new QVBoxLayout(column);
    const std::array kinds{
        std::pair{Chip::Kind::Ok, "Solved at epoch 900"}, std::pair{Chip::Kind::Warn, "Stuck: edge state"},
        std::pair{Chip::Kind::Error, "Diverged at step 12"}, std::pair{Chip::Kind::Neutral, "Learning"}};
    for (const auto &[kind, words] : kinds) {
        auto *chip = new Chip;
        chip->setState(kind, text(words));
        lines->addWidget(chip);
    }
    auto *locked = new Chip;
    locked->setState(Chip::Kind::Neutral, text("Locked"), text("padlock"));
    lines->addWidget(locked);
    auto *rail = new Rail;
    rail->addButton(text("data"), text("Data"));
    rail->addButton(text("start"), text("Start"));
    rail->setCurrent(0);
    lines->addWidget(rail);
    lines->addWidget(table());
    return column;
}

} // namespace

std::unique_ptr<QWidget> makeChrome()
{
    auto window = std::make_unique<QWidget>();
    auto *column = new QVBoxLayout(window.get());
    column->setContentsMargins(0, 28, 0, 0);
    column->setSpacing(0);
    column->addWidget(toolbar());
    column->addWidget(new Separator(Qt::Horizontal));
    auto *line = new QHBoxLayout;
    line->setSpacing(0);
    line->addWidget(leftPanel());
    line->addWidget(new Separator(Qt::Vertical));
    line->addWidget(centre(), 1);
    line->addWidget(new Separator(Qt::Vertical));
    line->addWidget(rightPanel());
    column->addLayout(line, 1);
    column->addWidget(timelineOfRun());
    window->resize(1440, 900);
    return window;
}

std::unique_ptr<QWidget> makeStates()
{
    auto window = std::make_unique<QWidget>();
    auto *line = new QHBoxLayout(window.get());
    line->setAlignment(Qt::AlignTop);
    for (auto *part : {buttonsAndMarks(), fieldStates()}) {
        part->setFixedWidth(264);
        line->addWidget(part, 0, Qt::AlignTop);
    }
    line->addWidget(chips(), 0, Qt::AlignTop);
    window->resize(880, 520);
    return window;
}

} // namespace basin
