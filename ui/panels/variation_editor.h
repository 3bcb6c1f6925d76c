#pragma once

#include "experiment/census.h"
#include "project/project.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;

namespace basin {

class SectionRow;
class SideSection;

/// One key of the project that a sweep varies, with its values: chosen from a list, or named by its path. Its rows
/// stand in a section of a panel.
class VariationEditor : public QObject {
    Q_OBJECT

public:
    VariationEditor(SideSection *section, const QString &label, QObject *parent);

    /// What can be chosen depends on the project.
    void setProject(const Project &project);
    void setShown(bool shown);
    /// Shows another choice. Says nothing: only the user's own edits are announced.
    void setVariation(const std::optional<Variation> &variation);
    /// Nothing is chosen, or what was typed cannot be.
    [[nodiscard]] const std::optional<Variation> &variation() const { return m_variation; }
    /// Something is chosen, though it may be wrong.
    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] bool isWrong() const;
    /// What is wrong with it for a reason of its neighbours'.
    void setProblem(const QString &problem);

signals:
    void edited();

private:
    void choose(int index);
    void commit();
    void showRows();
    [[nodiscard]] bool isByPath() const;
    [[nodiscard]] QString chosenKey() const;

    QComboBox *m_choice;
    QLineEdit *m_key;
    QLineEdit *m_values;
    SectionRow *m_choiceRow;
    SectionRow *m_keyRow;
    SectionRow *m_valuesRow;
    bool m_isShown = true;
    std::optional<Variation> m_variation;
};

} // namespace basin
