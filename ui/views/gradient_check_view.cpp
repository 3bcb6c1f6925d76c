#include "views/gradient_check_view.h"

#include "controls/column_table.h"
#include "controls/metrics.h"
#include "controls/text_label.h"
#include "render/curve_chart.h"
#include "render/drawing.h"
#include "render/fonts.h"
#include "render/names.h"
#include "render/number_text.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace basin {

namespace {

constexpr std::chrono::milliseconds pace{700};
constexpr std::size_t mostRows = 60;
constexpr int sideBySideFrom = 760; ///< width
constexpr double shownZero = 1e-17; ///< an error of 0 on a logarithmic axis

QList<QPointF> points(const StepCurve &curve, double StepError::*which)
{
    QList<QPointF> result;
    for (const StepError &error : curve.errors)
        result.append({error.step, std::max(error.*which, shownZero)});
    std::ranges::sort(result, {}, &QPointF::x);
    return result;
}

std::vector<std::size_t> worstFirst(const GradientCheck &check)
{
    std::vector<std::size_t> order(check.parameters.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        const CheckedParameter &x = check.parameters[a], &y = check.parameters[b];
        return x.fails != y.fails ? x.fails : x.relativeError > y.relativeError;
    });
    return order;
}

} // namespace

GradientCheckView::GradientCheckView(LiveRun *run, QWidget *parent)
    : View(parent),
      m_run(run),
      m_sentence(new TextLabel(QString(), TypeRole::Body, TextLabel::Tone::Text)),
      m_chart(new CurveChart),
      m_table(new ColumnTable),
      m_more(new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text3)),
      m_scroll(new QScrollArea)
{
    m_job.setPace(pace);
    m_sentence->setTextFormat(Qt::RichText);
    m_sentence->setWordWrap(true);
    m_sentence->setContentsMargins(metrics::panelPadding, 0, metrics::panelPadding, 4);
    m_chart->setAccessibleName(tr("Error of the gradient against the step"));
    m_table->setAccessibleName(tr("Every weight's gradient, worst first"));
    auto *rows = new QWidget;
    auto *rowBox = new QVBoxLayout(rows);
    rowBox->setContentsMargins(metrics::panelPadding, 0, metrics::panelPadding, 8);
    rowBox->addWidget(m_table);
    rowBox->addWidget(m_more);
    rowBox->addStretch(1);
    m_scroll->setAccessibleName(m_table->accessibleName()); // scrolls by keys
    m_scroll->setWidget(rows);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    rows->setAutoFillBackground(false);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    box->addWidget(m_sentence);
    m_sides = new QBoxLayout(QBoxLayout::TopToBottom);
    m_sides->setSpacing(0);
    m_sides->addWidget(m_chart, 11);
    m_sides->addWidget(m_scroll, 9);
    box->addLayout(m_sides, 1);
    connect(run, &LiveRun::progressed, this, &GradientCheckView::request);
    connect(run, &LiveRun::preparedChanged, this, &GradientCheckView::request);
    refresh();
}

GradientCheckView::~GradientCheckView()
{
    m_stop.request_stop();
}

void GradientCheckView::request()
{
    const SnapshotPtr snapshot = m_run->snapshot();
    const auto prepared = m_run->prepared();
    if (!isVisible() || !snapshot || !prepared)
        return;
    if (snapshot->parameters.size() != prepared->spec.architecture.parameterCount())
        return;
    if (snapshot->serial == m_serial && prepared == m_prepared)
        return;
    m_serial = snapshot->serial;
    m_prepared = prepared;
    m_stop.request_stop();
    m_stop = {};
    m_job.start(
        [prepared, parameters = snapshot->parameters,
         stop = m_stop.get_token()]() -> std::shared_ptr<const GradientCheck> {
            if (!parameters.allFinite())
                return nullptr;
            const Objective objective(prepared->spec.architecture, prepared->spec.loss, prepared->data->train.inputs,
                                      prepared->data->train.targets);
            auto check = std::make_shared<GradientCheck>(checkGradient(objective, parameters, true, stop));
            return stop.stop_requested() ? nullptr : check;
        },
        [this, prepared](std::shared_ptr<const GradientCheck> check) {
            if (!check || prepared != m_prepared)
                return;
            m_check = std::move(check);
            refresh();
        });
}

QString GradientCheckView::nameOf(Eigen::Index parameter) const
{
    return QString::fromStdString(m_prepared->spec.architecture.parameterName(parameter));
}

QString GradientCheckView::verdict() const
{
    if (!m_check)
        return tr("Whether the gradient that training follows is right appears here: each of its parts is held against "
                  "the change of the loss when that one weight is moved a little.");
    const QString count = numbers::count(m_check->checked);
    if (m_check->passes())
        return tr("**The gradient is right:** all %1 parts agree with the loss's own differences, the worst to %2.")
            .arg(count, numbers::scientific(m_check->maxRelativeError, 0));
    QString text = tr("**The gradient is wrong** in %1 of %2 parts.").arg(numbers::count(m_check->failed), count);
    const bool isNamed = m_check->consistentWith && *m_check->consistentWith != GradientFault::None;
    if (isNamed && *m_check->consistentWith == GradientFault::ForgottenBias)
        text += QLatin1Char(' ') + tr("All biases are 0 where they should not be.");
    if (isNamed)
        text += QLatin1Char(' ') +
                tr("That is consistent with: %1.").arg(gradientFaultTitle(*m_check->consistentWith).toLower());
    if (!isNamed && !m_check->worst.empty())
        text += QLatin1Char(' ') + tr("The worst is that of %1.").arg(nameOf(m_check->worst.front()));
    return text;
}

QString GradientCheckView::sentence() const
{
    return verdict().remove(QStringLiteral("**"));
}

ChartFigure GradientCheckView::figure(const Theme &theme) const
{
    ChartFigure figure;
    figure.xTitle = tr("step h");
    figure.isLogX = true;
    figure.panels = {ChartPanel{.title = tr("relative error"), .isLog = true}};
    figure.emptyTitle = tr("No check yet.");
    figure.emptyText = tr("The error against the step appears here, as soon as there is a run.");
    if (!m_check || m_check->float64.errors.empty())
        return figure;
    const auto add = [&](const StepCurve &curve, const QString &name, CurveRole role) {
        figure.curves.append({.name = QString(),
                              .points = points(curve, &StepError::largest),
                              .role = role,
                              .colour = theme.pinned,
                              .width = 1.0,
                              .isDashed = true});
        figure.curves.append(
            {.name = name, .points = points(curve, &StepError::median), .role = role, .colour = theme.accent});
    };
    add(m_check->float32, tr("32 bit"), CurveRole::Second);
    add(m_check->float64, tr("64 bit"), CurveRole::Ink);
    for (const auto &[curve, bits] : {std::pair{&m_check->float32, 32}, std::pair{&m_check->float64, 64}})
        figure.marks.append({curve->theory, tr("best h, %1 bit").arg(bits)});
    return figure;
}

void GradientCheckView::refresh()
{
    QString html = verdict().toHtmlEscaped();
    for (const QString &tag :
         {QStringLiteral("<span style=\"font-weight:500\">"), QStringLiteral("</span>")}) // the first pair alone
        if (const auto at = html.indexOf(QStringLiteral("**")); at >= 0)
            html.replace(at, 2, tag);
    m_sentence->setText(html);
    m_sentence->setAccessibleName(sentence());
    m_chart->setFigure(figure(Theme::current()));
    QList<ColumnTable::Column> columns;
    if (m_check) {
        ColumnTable::Column name{.cells = {}, .title = tr("weight"), .isLeft = true};
        ColumnTable::Column analytic{.cells = {}, .title = tr("gradient")};
        ColumnTable::Column numeric{.cells = {}, .title = tr("difference")};
        ColumnTable::Column error{.cells = {}, .title = tr("relative error")};
        for (const std::size_t place : worstFirst(*m_check)) {
            if (static_cast<std::size_t>(name.cells.size()) == mostRows)
                break;
            const CheckedParameter &parameter = m_check->parameters[place];
            name.cells << nameOf(parameter.parameter);
            analytic.cells << numbers::scientific(parameter.analytic, 3);
            numeric.cells << numbers::scientific(parameter.numeric, 3);
            error.cells << numbers::scientific(parameter.relativeError, 0) +
                               (parameter.fails ? QStringLiteral(" ✗") : QString());
        }
        columns = {name, analytic, numeric, error};
    }
    m_table->setColumns(columns);
    const auto left = m_check ? static_cast<qint64>(m_check->parameters.size()) - static_cast<qint64>(mostRows) : 0;
    m_more->setVisible(left > 0);
    m_more->setText(tr("… and %1 more with smaller errors").arg(numbers::count(left)));
    m_scroll->setVisible(m_check != nullptr);
}

void GradientCheckView::paintPicture(QPainter &painter, const QRectF &area, const Theme &theme)
{
    painter.setFont(basin::font(TypeRole::Body));
    painter.setPen(theme.text);
    const QRectF words = area.adjusted(16, 8, -16, 0);
    const QRectF taken = painter.boundingRect(words, Qt::TextWordWrap, sentence());
    painter.drawText(words, Qt::TextWordWrap, sentence());
    figure(theme).paint(painter, area.adjusted(0, taken.height() + 16, 0, 0), theme);
}

QByteArray GradientCheckView::csv() const
{
    QByteArray text("weight,analytic,numeric,relative_error\n");
    if (!m_check)
        return text;
    for (const std::size_t place : worstFirst(*m_check)) {
        const CheckedParameter &parameter = m_check->parameters[place];
        text += nameOf(parameter.parameter).toUtf8();
        for (const double value : {parameter.analytic, parameter.numeric, parameter.relativeError})
            text += ',' + QByteArray::number(value, 'g', 17);
        text += '\n';
    }
    return text;
}

void GradientCheckView::showEvent(QShowEvent *)
{
    request();
    refresh();
}

void GradientCheckView::hideEvent(QHideEvent *)
{
    m_stop.request_stop();
    m_serial = 0;
}

void GradientCheckView::resizeEvent(QResizeEvent *)
{
    m_sides->setDirection(width() >= metrics::scaled(sideBySideFrom) ? QBoxLayout::LeftToRight
                                                                     : QBoxLayout::TopToBottom);
}

void GradientCheckView::changeEvent(QEvent *event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_check)
        refresh();
}

} // namespace basin
