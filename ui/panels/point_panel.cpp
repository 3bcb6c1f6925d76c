#include "panels/point_panel.h"

#include "controls/basin_style.h"
#include "controls/column_table.h"
#include "controls/icon.h"
#include "controls/section.h"
#include "controls/text_label.h"
#include "panels/eigen_strip.h"
#include "panels/pattern_outputs.h"
#include "render/chart_figure.h"
#include "render/number_text.h"
#include "render/verdict_text.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr int lossDecimals = 6;
constexpr Eigen::Index mostPatterns = 8;
constexpr std::size_t mostCodes = 4; ///< hidden units whose signs fit the column
constexpr double solvedLoss = 1e-3;

const QString unknown = QStringLiteral("–");

/// Whether there is nothing to get out of.
bool isSolved(const PointInspection &point, const LiveRun &run)
{
    const SnapshotPtr snapshot = run.snapshot();
    if (point.report.level && point.report.level->kind == SaturatedLevel::Kind::Solved)
        return true;
    return point.report.loss < solvedLoss || (snapshot && snapshot->outcome == Outcome::Solved);
}

/// "− +": whether each hidden unit is on for a pattern.
QString codeText(const std::vector<CornerCode> &codes, std::size_t pattern)
{
    QStringList signs;
    for (std::size_t k = 0; k < std::min(codes.size(), mostCodes); ++k)
        signs << (codes[k].isOn[pattern] ? QString(QLatin1Char('+')) : QString(numbers::minus));
    return signs.join(QLatin1Char(' '));
}

/// "h₁ h₂"
QString codeUnits(const std::vector<CornerCode> &codes)
{
    QStringList units;
    for (std::size_t k = 0; k < std::min(codes.size(), mostCodes); ++k)
        units << QStringLiteral("h") + numbers::subscript(static_cast<int>(k) + 1);
    return units.join(QLatin1Char(' '));
}

/// What a way out would be from a point of this kind, before one was sought.
QString wayOutPromise(Verdict verdict)
{
    switch (verdict) {
    case Verdict::StillMoving:
        return PointPanel::tr("Training still goes downhill from here. The button looks ahead for a path along which "
                              "the loss falls all the way.");
    case Verdict::Saddle:
        return PointPanel::tr("From a saddle some paths fall. The button looks for one that leads far, and checks it.");
    case Verdict::StrictMinimum:
        return PointPanel::tr("From a minimum every path rises at first, so no falling one is to be expected.");
    case Verdict::FlatMinimum:
        return PointPanel::tr("No direction falls here; the button still looks for a path along which the loss does.");
    case Verdict::DeadEnd:
        return PointPanel::tr("The surface itself may well go on falling. The button looks for a path in 64 bit.");
    case Verdict::Diverged:
        return PointPanel::tr("From weights this large no path is to be expected: restart with smaller steps.");
    case Verdict::Plateau:
    case Verdict::DegenerateSaddle:
    case Verdict::AtInfinity:
        return PointPanel::tr("A path of falling loss may lead out of here all the same. The button looks for one and "
                              "checks it.");
    }
    return {};
}

} // namespace

PointPanel::PointPanel(PointModel *point, EscapeModel *escape, QWidget *parent)
    : QWidget(parent), m_point(point), m_escape(escape)
{
    setAccessibleName(tr("Where am I"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 16);
    box->setSpacing(0);
    addWhere();
    addCurvature();
    addOutputs();
    addVerdict();
    box->addStretch(1);
    const auto refreshIfSeen = [this](auto part) {
        return [this, part] {
            if (isVisible())
                (this->*part)();
        };
    };
    connect(point, &PointModel::pointChanged, this, refreshIfSeen(&PointPanel::refresh));
    connect(point->surface(), &SurfaceModel::surfaceChanged, this, refreshIfSeen(&PointPanel::refreshInPlane));
    connect(escape, &EscapeModel::changed, this, refreshIfSeen(&PointPanel::refreshWayOut));
    refresh();
}

SideSection *PointPanel::newSection(const QString &title)
{
    auto *section = new SideSection(title, SideSection::Side::Right);
    section->setDense(); // the way out is seen without scrolling
    layout()->addWidget(section);
    return section;
}

void PointPanel::addWhere()
{
    auto *where = newSection(tr("Where am I"));
    m_loss = where->addValueRow(tr("Loss"), TypeRole::BodyStrong);
    m_withPenalty = where->addValueRow(tr("with penalty"));
    m_gradient = where->addValueRow(tr("Gradient"));
    m_inPlane = where->addValueRow(tr("of it in this plane"));
    m_outOfPlane = where->addValueRow(tr("out of it"));
}

void PointPanel::addCurvature()
{
    m_curvature = newSection(QString());
    m_strip = new EigenStrip;
    m_curvature->addWide(m_strip);
    m_inertia = m_curvature->addValueRow(tr("Directions falling, flat, rising"), TypeRole::BodyStrong);
    m_curvatureNote = m_curvature->addNote(QString());
    connect(m_strip, &EigenStrip::chosen, this, &PointPanel::eigenvectorChosen);
    m_strip->setToolTip(tr("Each stroke is one direction: left of 0 the surface bends down along it, right of 0 up. "
                           "A click shows the cut along it."));
}

void PointPanel::addOutputs()
{
    auto *section = newSection(tr("Outputs"));
    m_outputs = new ColumnTable;
    m_outputs->setAccessibleName(tr("Outputs for each pattern"));
    m_outputs->setToolTip(tr("Corner code: for which patterns each hidden unit is on (+) and off (−)."));
    section->addWide(m_outputs);
    m_outputsNote = section->addNote(QString());
}

void PointPanel::addVerdict()
{
    auto *section = newSection(tr("Verdict"));
    m_verdict = new TextLabel(QString(), TypeRole::Body, TextLabel::Tone::Text);
    m_verdict->setTextFormat(Qt::RichText);
    m_verdict->setWordWrap(true);
    section->addWide(m_verdict);
    m_wayOut = new QPushButton;
    setPrimary(m_wayOut);
    section->addWide(m_wayOut);
    m_search = new QPushButton(tr("Find stationary points"));
    section->addWide(m_search);
    m_wayOutNote = section->addNote(QString());
    m_corners = section->addNote(QString());
    m_evidence = section->addNote(QString());
    connect(m_wayOut, &QPushButton::clicked, this, [this] {
        if (m_escape->isSeeking())
            return m_escape->cancel();
        m_escape->seek();
        emit wayOutRequested();
    });
    connect(m_search, &QPushButton::clicked, this, &PointPanel::stationaryPointsRequested);
}

void PointPanel::showEvent(QShowEvent *)
{
    refresh();
}

void PointPanel::refresh()
{
    const PointPtr point = m_point->point();
    const PointReport *report = point ? &point->report : nullptr;
    m_loss->setText(report ? valueText(report->loss, lossDecimals) : unknown);
    m_withPenalty->parentWidget()->setVisible(report && report->penalty > 0);
    if (report)
        m_withPenalty->setText(valueText(report->loss + report->penalty, lossDecimals));
    m_gradient->setText(report ? numbers::scientific(report->gradientNorm) : unknown);
    refreshInPlane();
    refreshCurvature(point.get());
    refreshOutputs(point.get());
    refreshVerdict(point.get());
    refreshWayOut();
}

void PointPanel::refreshInPlane()
{
    const SurfacePtr surface = m_point->surface()->surface();
    if (!surface || surface->plane.origin.size() == 0) {
        m_inPlane->setText(unknown);
        m_outOfPlane->setText(unknown);
        return;
    }
    const double all = surface->gradientNorm, out = surface->gradientOutOfPlane;
    m_inPlane->setText(numbers::scientific(std::sqrt(std::max(0.0, (all - out) * (all + out)))));
    m_outOfPlane->setText(numbers::scientific(out));
}

void PointPanel::refreshCurvature(const PointInspection *point)
{
    const Eigen::Index count = point ? point->parameters.size() : 0;
    const bool hasSpectrum = count > 0 && point->report.eigenvalues.size() == count;
    m_curvature->setTitle(count == 9    ? tr("Curvature, nine eigenvalues")
                          : hasSpectrum ? tr("Curvature, %1 eigenvalues").arg(numbers::count(count))
                                        : tr("Curvature"));
    m_strip->setVisible(hasSpectrum || count == 0);
    m_inertia->parentWidget()->setVisible(hasSpectrum || count == 0);
    const bool isTooLarge = count > maximumSpectrum;
    m_curvatureNote->setVisible(count > 0 && !hasSpectrum);
    m_curvatureNote->setText(isTooLarge ? tr("This network has %1 weights; eigenvalues are worked out for up to %2.")
                                              .arg(numbers::count(count), numbers::count(maximumSpectrum))
                                        : tr("At this point there are no eigenvalues: the loss is not finite."));
    m_strip->setEigenvalues(hasSpectrum ? point->report.eigenvalues : Vector(),
                            hasSpectrum ? point->report.tolerance : 0.0);
    if (!hasSpectrum) {
        m_inertia->setText(unknown);
        return;
    }
    const Inertia &inertia = point->report.inertia;
    m_inertia->setText(QStringLiteral("%1, %2, %3").arg(inertia.negative).arg(inertia.zero).arg(inertia.positive));
}

void PointPanel::refreshOutputs(const PointInspection *point)
{
    const auto prepared = m_point->surface()->run()->prepared();
    QList<ColumnTable::Column> columns;
    QString note;
    const Eigen::Index samples = prepared ? prepared->data->train.samples() : 0;
    if (!prepared || !point) {
        note = tr("What the network says to each pattern appears here.");
    } else if (samples > mostPatterns) {
        note = tr("Patterns are listed where there are up to %1; here are %2.")
                   .arg(numbers::count(mostPatterns), numbers::count(samples));
    } else if (point->report.outputs.rows() >= samples) {
        columns = outputColumns(*point, *prepared);
        if (point->codes.empty())
            note = tr("Corner codes are for four patterns of two inputs and one hidden layer, such as XOR.");
    }
    m_outputs->setColumns(columns);
    m_outputs->setVisible(!columns.isEmpty());
    m_outputsNote->setText(note);
    m_outputsNote->setVisible(!note.isEmpty());
}

QList<ColumnTable::Column> PointPanel::outputColumns(const PointInspection &point, const PreparedRun &run) const
{
    const auto [pattern, target, output] = patternColumns(run, point.report.outputs);
    if (point.codes.empty())
        return {pattern, target, output};
    const QString units = codeUnits(point.codes);
    ColumnTable::Column code{
        .cells = {}, .title = tr("corner code %1").arg(units), .shortTitle = tr("code %1").arg(units)};
    for (qsizetype i = 0; i < pattern.cells.size(); ++i)
        code.cells << codeText(point.codes, static_cast<std::size_t>(i));
    return {pattern, target, output, code};
}

void PointPanel::refreshVerdict(const PointInspection *point)
{
    const auto objective = m_point->surface()->objective();
    const auto prepared = m_point->surface()->run()->prepared();
    const bool hasVerdict = point && objective && prepared;
    m_corners->setVisible(false);
    m_evidence->setVisible(hasVerdict);
    if (!hasVerdict) {
        m_verdict->setText(tr("What kind of point this is appears here, with the reasons."));
        return;
    }
    const QStringList patterns = patternNames(*prepared->data, mostPatterns);
    const VerdictText text = verdictText(point->report, *objective, patterns, point->isTested);
    m_verdict->setText(text.html());
    m_verdict->setAccessibleName(text.plain());
    QStringList lines;
    for (const VerdictText::Fact &fact : text.evidence)
        lines << (fact.note.isEmpty() ? fact.name : fact.name + QStringLiteral(": ") + fact.note);
    m_evidence->setText(lines.join(QLatin1Char('\n')));
    const QString corners = cornerText(point->codes, *objective, patterns);
    m_corners->setText(corners);
    m_corners->setVisible(!corners.isEmpty());
}

void PointPanel::refreshWayOut()
{
    const PointPtr point = m_point->point();
    const WayOutPtr wayOut = m_escape->wayOut();
    const Escape *escape = wayOut ? &wayOut->escape : nullptr;
    const bool isSeeking = m_escape->isSeeking();
    QString note;
    if (isSeeking)
        note = tr("Looking for a path along which the loss falls all the way…");
    else if (point && isSolved(*point, *m_point->surface()->run()))
        note = tr("This run is solved: it needs no way out.");
    else if (escape && escape->found)
        note =
            tr("A way out was found: the loss falls from %1 to %2.")
                .arg(valueText(escape->losses.front(), lossDecimals), valueText(escape->losses.back(), lossDecimals));
    else if (escape)
        note = tr("No way out was found from here. That does not prove that there is none.");
    else if (point)
        note = wayOutPromise(point->report.verdict);
    m_wayOutNote->setText(note);
    m_wayOutNote->setVisible(!note.isEmpty());
    m_wayOut->setText(isSeeking ? tr("Cancel the search") : tr("Show me the way out"));
    m_wayOut->setIcon(icon(isSeeking ? QStringLiteral("close") : QStringLiteral("way-out")));
    m_wayOut->setEnabled(isSeeking || m_point->surface()->run()->snapshot());
    m_search->setEnabled(point && point->parameters.size() <= maximumSpectrum);
    m_search->setToolTip(point && !m_search->isEnabled()
                             ? tr("For networks of up to %1 weights.").arg(numbers::count(maximumSpectrum))
                             : QString());
}

void PointPanel::contextMenuEvent(QContextMenuEvent *event)
{
    const PointPtr point = m_point->point();
    if (!point)
        return QWidget::contextMenuEvent(event);
    QMenu menu(this);
    connect(menu.addAction(tr("Copy the report")), &QAction::triggered, this,
            [point] { QGuiApplication::clipboard()->setText(pointText(*point)); });
    connect(menu.addAction(tr("Copy the report as JSON")), &QAction::triggered, this,
            [point] { QGuiApplication::clipboard()->setText(QString::fromUtf8(pointJson(*point))); });
    menu.exec(event->globalPos());
}

} // namespace basin
