#include "panels/why_panel.h"

#include "controls/basin_style.h"
#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/text_label.h"
#include "controls/tool_button.h"
#include "controls/try_button.h"
#include "panels/fact_list.h"
#include "panels/fork_panel.h"
#include "panels/pattern_outputs.h"
#include "panels/why_answer.h"
#include "panels/why_pictures.h"
#include "render/cure_text.h"
#include "render/number_text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace basin {

namespace {

constexpr std::size_t mostTries = 6;
constexpr int gap = 8;

TextLabel *paragraph(TypeRole role, TextLabel::Tone tone)
{
    auto *label = new TextLabel(QString(), role, tone);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    return label;
}

TextLabel *sectionTitle(const QString &text)
{
    auto *label = new TextLabel(text.toUpper(), TypeRole::SectionTitle, TextLabel::Tone::Text3);
    label->setContentsMargins(0, gap, 0, 0);
    return label;
}

/// "84 % solve", or what to do where nothing is measured.
QString shareText(const std::optional<CureShare> &share)
{
    return share ? WhyPanel::tr("%1 % solve").arg(numbers::fixed(100.0 * share->share(), 0)) : WhyPanel::tr("try");
}

QString shareTip(const CureShare &share)
{
    const Bounds bounds = share.interval();
    return WhyPanel::tr("Measured with your settings: %1 of %2 starts solve it (95 %: %3 to %4 %).")
        .arg(numbers::count(share.solved), numbers::count(share.runs), numbers::fixed(100.0 * bounds.low, 0),
             numbers::fixed(100.0 * bounds.high, 0));
}

} // namespace

WhyPanel::WhyPanel(DiagnosisModel *diagnosis, ForkModel *fork, ShareModel *shares, ProjectModel *model, QWidget *parent)
    : QWidget(parent), m_diagnosis(diagnosis), m_fork(fork), m_shares(shares), m_model(model)
{
    setAccessibleName(tr("Why"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(metrics::panelPadding, 8, metrics::panelPadding, 16);
    box->setSpacing(gap); // none where a part is hidden
    addHeader(box);
    addAnswer(box);
    addExperiments(box);
    box->addStretch(1);
    const auto ifSeen = [this](auto part) {
        return [this, part] {
            if (isVisible())
                (this->*part)();
        };
    };
    connect(diagnosis, &DiagnosisModel::changed, this, ifSeen(&WhyPanel::refresh));
    connect(diagnosis->run(), &LiveRun::runningChanged, this, ifSeen(&WhyPanel::refresh));
    connect(diagnosis, &DiagnosisModel::curesChanged, this, ifSeen(&WhyPanel::refreshCures));
    connect(shares, &ShareModel::changed, this, ifSeen(&WhyPanel::refreshShares));
    connect(fork, &ForkModel::changed, this, ifSeen(&WhyPanel::refreshFork));
}

void WhyPanel::addHeader(QVBoxLayout *box)
{
    m_title = new TextLabel(QString(), TypeRole::PanelTitle, TextLabel::Tone::Text);
    m_close = new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("close")), tr("Close"));
    connect(m_close, &QAbstractButton::clicked, this, &WhyPanel::closeRequested);
    auto *line = new QHBoxLayout;
    line->addWidget(m_title, 1);
    line->addWidget(m_close);
    box->addLayout(line);
}

void WhyPanel::addAnswer(QVBoxLayout *box)
{
    m_sentence = paragraph(TypeRole::Body, TextLabel::Tone::Text);
    m_also = paragraph(TypeRole::Body, TextLabel::Tone::Text2);
    m_outputs = new ColumnTable;
    m_outputs->setAccessibleName(tr("What the network says to each pattern"));
    m_pictures = new WhyPictures;
    m_evidenceTitle = sectionTitle(tr("Evidence"));
    m_evidence = new FactList;
    m_evidence->setAccessibleName(tr("Evidence"));
    m_note = paragraph(TypeRole::Note, TextLabel::Tone::Text2);
    m_others = paragraph(TypeRole::Body, TextLabel::Tone::Text);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_sentence, m_also, m_outputs, m_pictures, m_evidenceTitle,
                                                            m_evidence, m_note, m_others})
        box->addWidget(widget);
}

void WhyPanel::addExperiments(QVBoxLayout *box)
{
    m_tryTitle = sectionTitle(tr("Try it"));
    box->addWidget(m_tryTitle);
    m_forkPanel = new ForkPanel(m_fork, m_model);
    box->addWidget(m_forkPanel);
    m_wayOut = new QPushButton(icon(QStringLiteral("way-out")), tr("Show me the way out"));
    setPrimary(m_wayOut);
    m_wayOut->setToolTip(tr("Seeks a path of falling loss out of here, and shows it on the error surface"));
    connect(m_wayOut, &QPushButton::clicked, this, &WhyPanel::wayOutRequested);
    m_check = new QPushButton(tr("Check the gradient"));
    connect(m_check, &QPushButton::clicked, this, &WhyPanel::gradientCheckRequested);
    for (QPushButton *button : {m_wayOut, m_check}) {
        button->setMinimumHeight(metrics::scaled(32));
        box->addWidget(button);
    }
    for (std::size_t i = 0; i < mostTries; ++i) {
        auto *button = new TryButton;
        connect(button, &QAbstractButton::clicked, this, [this, i] { tryCure(i); });
        m_tries.push_back(button);
        box->addWidget(button);
    }
    m_tryNote = paragraph(TypeRole::Note, TextLabel::Tone::Text3);
    box->addWidget(m_tryNote);
}

bool WhyPanel::isStuck() const
{
    const SnapshotPtr snapshot = m_diagnosis->run()->snapshot();
    return snapshot && snapshot->outcome == Outcome::Stuck;
}

QString WhyPanel::title() const
{
    return m_title->text();
}

QString WhyPanel::sentence() const
{
    return m_sentence->accessibleName();
}

void WhyPanel::showEvent(QShowEvent *)
{
    m_diagnosis->setExamined(true);
    refresh();
    refreshCures();
}

void WhyPanel::hideEvent(QHideEvent *)
{
    m_diagnosis->setExamined(false);
    m_shares->setWanted({});
    m_isMeasuring.reset();
    m_waitingCure.reset();
}

void WhyPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit closeRequested();
    else
        QWidget::keyPressEvent(event);
}

void WhyPanel::refresh()
{
    const PointPtr point = m_diagnosis->point();
    std::optional<FindingSubject> subject;
    if (point && point->prepared)
        subject.emplace(FindingSubject{.run = *point->prepared,
                                       .report = point->report,
                                       .codes = point->codes,
                                       .patterns = patternNames(*point->prepared->data, PointInspection::fewSamples)});
    refreshAnswer(point.get(), subject ? &*subject : nullptr);
    refreshOutputs(point.get());
    refreshPictures(point);
    refreshOthers(point.get(), subject ? &*subject : nullptr);
}

void WhyPanel::refreshAnswer(const PointInspection *point, const FindingSubject *subject)
{
    const LiveRun &run = *m_diagnosis->run();
    const WhyAnswer answer = subject ? whyAnswer(*point, *subject, run.snapshot().get(), run.isRunning()) : noAnswer();
    m_title->setText(answer.title);
    m_sentence->setText(answer.html);
    m_sentence->setAccessibleName(answer.plain);
    m_also->setText(answer.also);
    m_also->setVisible(!answer.also.isEmpty());
    m_evidence->setFacts(answer.evidence, answer.isWell);
    m_evidenceTitle->setVisible(!answer.evidence.isEmpty());
    m_note->setText(answer.note);
    m_note->setVisible(!answer.note.isEmpty());
}

void WhyPanel::refreshOutputs(const PointInspection *point)
{
    QList<ColumnTable::Column> columns;
    if (point && point->prepared && !point->sampleLosses.empty() &&
        point->report.outputs.rows() >= static_cast<Eigen::Index>(point->sampleLosses.size()))
        columns = whyColumns(*point);
    m_outputs->setColumns(columns);
    m_outputs->setVisible(!columns.isEmpty());
}

void WhyPanel::refreshPictures(const PointPtr &point)
{
    m_pictures->setVisible(point && point->prepared && point->parameters.allFinite());
    if (!m_pictures->isVisibleTo(this))
        return;
    WhyMoment moment{.run = point->prepared, .parameters = point->parameters, .history = point->history, .marked = {}};
    const std::string id = headline(point->findings, isStuck());
    if (isMergedState(id))
        for (const auto &pair : point->report.merged)
            moment.marked.insert(moment.marked.end(), pair.begin(), pair.end());
    std::ranges::sort(moment.marked);
    moment.marked.erase(std::ranges::unique(moment.marked).begin(), moment.marked.end());
    m_pictures->show(whyPictures(id, *point->prepared), std::move(moment));
}

void WhyPanel::refreshOthers(const PointInspection *point, const FindingSubject *subject)
{
    const QString html = subject ? otherFindings(*point, *subject, isStuck()) : QString();
    m_others->setText(html);
    m_others->setVisible(!html.isEmpty());
}

void WhyPanel::refreshCures()
{
    const std::vector<Cure> &all = m_diagnosis->cures();
    const PointPtr point = m_diagnosis->point();
    m_cures.clear();
    for (const Cure &cure : all)
        if (m_cures.size() < mostTries && cure.kind != CureKind::WayOut)
            m_cures.push_back(cure);
    const bool hasWayOut =
        point && isStuck() && !headline(point->findings, true).empty() && point->parameters.size() <= maximumSpectrum;
    m_hasWayOut = hasWayOut;
    m_check->setVisible(point && headline(point->findings, isStuck()) == "one_pattern_at_half");
    for (std::size_t i = 0; i < m_tries.size(); ++i)
        m_tries[i]->setVisible(i < m_cures.size());
    m_isMeasuring.reset();
    refreshFork();
    refreshShares();
    const auto waiting = std::ranges::find_if(m_cures, [this](const Cure &cure) { return cure.kind == m_waitingCure; });
    if (m_waitingCure && waiting != m_cures.end() && !m_diagnosis->run()->isRunning() && m_diagnosis->curesAreOfRest())
        tryCure(static_cast<std::size_t>(waiting - m_cures.begin()));
}

/// What an experiment under way changes: one button is primary, and its cores are not for shares.
void WhyPanel::refreshFork()
{
    const bool isComparing = m_fork->isActive();
    m_wayOut->setVisible(m_hasWayOut && !isComparing);
    m_tryTitle->setVisible(!m_cures.empty() || m_hasWayOut || isComparing);
    const bool isMeasuring = !m_fork->isRunning();
    if (m_isMeasuring == isMeasuring)
        return;
    m_isMeasuring = isMeasuring;
    m_shares->setWanted(isMeasuring ? m_cures : std::vector<Cure>());
}

void WhyPanel::refreshShares()
{
    bool isMeasured = false;
    for (std::size_t i = 0; i < m_cures.size() && i < m_tries.size(); ++i) {
        const std::optional<CureShare> share = m_shares->share(m_cures[i]);
        isMeasured = isMeasured || share;
        m_tries[i]->setWords(cureTitle(m_cures[i], m_model->project()), shareText(share));
        m_tries[i]->setToolTip(share ? cureTip(m_cures[i]) + QLatin1Char('\n') + shareTip(*share)
                                     : cureTip(m_cures[i]));
    }
    m_tryNote->setVisible(!m_cures.empty());
    m_tryNote->setText(isMeasured ? tr("Shares are measured with your settings.")
                                  : tr("Each trains beside the run as it is, so that both can be compared."));
}

void WhyPanel::tryCure(std::size_t place)
{
    if (place >= m_cures.size())
        return;
    const Cure cure = m_cures[place];
    // A place that was worked out from the run's weights must be that of where it stands.
    if (cure.parameters && !m_diagnosis->curesAreOfRest()) {
        m_waitingCure = cure.kind;
        m_diagnosis->run()->pause();
        return;
    }
    m_waitingCure.reset();
    m_fork->start(cure, cureTitle(cure, m_model->project()));
    emit experimentStarted();
}

} // namespace basin
