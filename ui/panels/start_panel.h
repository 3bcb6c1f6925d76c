#pragma once

#include "model/live_run.h"

#include <QWidget>

#include <functional>
#include <string>
#include <vector>

class QComboBox;
class QPushButton;

namespace basin {

class IntegerField;
class NumberField;
class SectionRow;
class SideSection;
class TextLabel;

/// Where training starts: the schemes for weights and biases, the seed. Every change starts the run anew.
class StartPanel : public QWidget {
    Q_OBJECT

public:
    StartPanel(ProjectModel *model, LiveRun *run, QWidget *parent = nullptr);

signals:
    void editWeightsRequested();

private:
    struct OptionRow {
        std::string key;
        SectionRow *row = nullptr;
        NumberField *field = nullptr;
    };
    struct Scheme {
        QComboBox *box = nullptr;
        SectionRow *row = nullptr;
        InitSpec InitialisationSpec::*spec = nullptr;
        std::vector<OptionRow> options;
    };

    void addScheme(Scheme &scheme, const QString &label, InitSpec InitialisationSpec::*spec);
    void refresh();
    void refreshScheme(const Scheme &scheme, bool isShown = true);
    void edit(const QString &text, const std::function<void(Project &)> &change);

    ProjectModel *m_model;
    LiveRun *m_run;
    SideSection *m_section;
    Scheme m_kernel;
    Scheme m_recurrent; ///< shown where a layer is recurrent
    Scheme m_bias;
    IntegerField *m_seed = nullptr;
    SectionRow *m_seedRow = nullptr;
    QPushButton *m_editWeights = nullptr;
    TextLabel *m_note = nullptr;
};

} // namespace basin
