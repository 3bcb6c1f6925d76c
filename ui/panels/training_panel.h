#pragma once

#include "model/live_run.h"

#include <QWidget>

#include <functional>
#include <string>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;

namespace basin {

class IntegerField;
class LinkButton;
class LogSliderRow;
class NumberField;
class SectionRow;
class SegmentedControl;
class SideSection;

/// How the network learns: optimizer and its knobs, loss and penalty, batch, precision, stop rules, and what the last
/// step was like. All but the precision changes a run that goes on.
class TrainingPanel : public QWidget {
    Q_OBJECT

public:
    TrainingPanel(ProjectModel *model, LiveRun *run, QWidget *parent = nullptr);

    /// Leaves out what a low window has no room for.
    void setCompact(bool compact);

private:
    struct Knob {
        std::string key; ///< of the optimizer
        SectionRow *row = nullptr;
        NumberField *field = nullptr;
        QCheckBox *box = nullptr;
        bool isRare = false; ///< shown only under "More"
    };

    void addOptimizer();
    void addKnobs();
    void addLoss();
    void addStopRules();
    void addLastStep();
    void addKnob(const std::string &key, bool isRare);
    void refresh();
    void refreshKnobs();
    void refreshBatch();
    void refreshLastStep();
    void showRejected(const QString &path, const QString &message);
    void edit(const QString &text, const QString &mergeKey, const std::function<void(Project &)> &change);
    void setOption(const std::string &key, double value, bool isDragging);

    ProjectModel *m_model;
    LiveRun *m_run;
    SideSection *m_training = nullptr;
    SideSection *m_stop = nullptr;
    SideSection *m_last = nullptr;
    QComboBox *m_optimizer = nullptr;
    SectionRow *m_optimizerRow = nullptr;
    LogSliderRow *m_rate = nullptr;
    SectionRow *m_rateRow = nullptr;
    SectionRow *m_betasRow = nullptr;
    NumberField *m_beta1 = nullptr;
    NumberField *m_beta2 = nullptr;
    std::vector<Knob> m_knobs;
    SegmentedControl *m_convention = nullptr;
    SectionRow *m_conventionRow = nullptr;
    LinkButton *m_more = nullptr;
    bool m_showsMore = false;
    bool m_isCompact = false;
    QComboBox *m_loss = nullptr;
    SectionRow *m_lossRow = nullptr;
    LogSliderRow *m_l1 = nullptr;
    LogSliderRow *m_l2 = nullptr;
    QCheckBox *m_penaliseBias = nullptr;
    SectionRow *m_penaliseBiasRow = nullptr;
    QComboBox *m_batch = nullptr;
    SectionRow *m_batchRow = nullptr;
    QCheckBox *m_shuffle = nullptr;
    SectionRow *m_shuffleRow = nullptr;
    SegmentedControl *m_precision = nullptr;
    SectionRow *m_precisionRow = nullptr;
    QCheckBox *m_epochsOn = nullptr;
    IntegerField *m_epochs = nullptr;
    QCheckBox *m_lossOn = nullptr;
    NumberField *m_stopLoss = nullptr;
    QCheckBox *m_patienceOn = nullptr;
    IntegerField *m_patience = nullptr;
    QLabel *m_gradient = nullptr;
    QLabel *m_largest = nullptr;
    QLabel *m_right = nullptr;
};

} // namespace basin
