#pragma once

#include "model/project_model.h"

#include <QWidget>

class QComboBox;

namespace basin {

class SectionRow;
class TextLabel;

/// A deliberate mistake in the gradient, to see what it does to a run. While one is on, the section says so.
class TeachingPanel : public QWidget {
    Q_OBJECT

public:
    explicit TeachingPanel(ProjectModel *model, QWidget *parent = nullptr);

    [[nodiscard]] QComboBox *bug() const { return m_bug; }

private:
    void refresh();

    ProjectModel *m_model;
    QComboBox *m_bug;
    SectionRow *m_row;
    TextLabel *m_note;
};

} // namespace basin
