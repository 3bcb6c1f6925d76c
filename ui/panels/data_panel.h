#pragma once

#include "model/live_run.h"

#include <QWidget>

#include <functional>
#include <string>
#include <vector>

class QButtonGroup;
class QComboBox;

namespace basin {

class IntegerField;
class LinkButton;
class NumberField;
class SectionRow;
class SideSection;
class TextLabel;

/// What the network is to learn: the source with a picture of each, its options, scaling, test part, and the first
/// samples with their live outputs. Every change starts the run anew.
class DataPanel : public QWidget {
    Q_OBJECT

public:
    DataPanel(ProjectModel *model, LiveRun *run, QWidget *parent = nullptr);

    /// Another source, with its standard options and a network that fits it; undoable.
    void chooseSource(const std::string &name);

signals:
    void editDataRequested();
    void importCsvRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct OptionRow {
        std::string key;
        SectionRow *row = nullptr;
        NumberField *field = nullptr;
        bool isRare = false;
    };

    void addTiles();
    void addOptions();
    void addSteps();
    void addOption(const std::string &key, bool isRare);
    void addPreparation();
    void refresh();
    void refreshNote();
    void edit(const QString &text, const QString &mergeKey, const std::function<void(Project &)> &change);
    void setOption(const std::string &key, OptionValue value);
    void showRejected(const QString &path, const QString &message);

    ProjectModel *m_model;
    LiveRun *m_run;
    SideSection *m_section;
    QButtonGroup *m_tiles = nullptr;
    QWidget *m_rareTiles = nullptr;
    LinkButton *m_more = nullptr;
    bool m_showsMore = false;
    QComboBox *m_gate = nullptr;
    QComboBox *m_encoding = nullptr;
    SectionRow *m_encodingRow = nullptr;
    NumberField *m_steps = nullptr;
    SectionRow *m_stepsRow = nullptr;
    SectionRow *m_gateRow = nullptr;
    NumberField *m_low = nullptr;
    NumberField *m_high = nullptr;
    SectionRow *m_levelsRow = nullptr;
    std::vector<OptionRow> m_options;
    SectionRow *m_fileRow = nullptr;
    TextLabel *m_file = nullptr;
    QComboBox *m_scaling = nullptr;
    SectionRow *m_scalingRow = nullptr;
    NumberField *m_test = nullptr;
    SectionRow *m_testRow = nullptr;
    IntegerField *m_seed = nullptr;
    SectionRow *m_seedRow = nullptr;
    TextLabel *m_note = nullptr;
};

} // namespace basin
