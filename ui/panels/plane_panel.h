#pragma once

#include "model/surface_model.h"

#include <QWidget>

#include <functional>
#include <vector>

class QCheckBox;
class QComboBox;
class QRadioButton;

namespace basin {

class IntegerField;
class NumberField;
class RangeField;
class SectionRow;
class SegmentedControl;
class SideSection;
class TextLabel;

/// Which plane through weight space is looked at, how finely, in which colours, and what is drawn on it.
class PlanePanel : public QWidget {
    Q_OBJECT

public:
    explicit PlanePanel(SurfaceModel *surface, QWidget *parent = nullptr);

    /// Why nothing can be drawn in three dimensions here; the choice is then off.
    void setReliefProblem(const QString &why);

private:
    struct Choice {
        PlaneKind kind;
        QRadioButton *button = nullptr;
    };

    void addPlane();
    void addGrid();
    void addColour();
    void addShow();
    void change(const std::function<void(SurfaceOptions &)> &set);
    void changeWeight(std::size_t axis, int index);
    void refresh();
    void refreshFromSurface();
    void refreshWeights();
    void refreshPinnedRuns();

    SurfaceModel *m_surface;
    SideSection *m_plane;
    SideSection *m_grid;
    SideSection *m_colour;
    SideSection *m_show;
    std::vector<Choice> m_choices;
    std::array<QComboBox *, 2> m_weights{};
    std::array<SectionRow *, 2> m_weightRows{};
    QComboBox *m_third = nullptr;
    SectionRow *m_thirdRow = nullptr;
    IntegerField *m_seed = nullptr;
    SectionRow *m_seedRow = nullptr;
    QCheckBox *m_perUnit = nullptr;
    TextLabel *m_note = nullptr;
    RangeField *m_a = nullptr;
    RangeField *m_b = nullptr;
    QComboBox *m_points = nullptr;
    SegmentedControl *m_live = nullptr;
    QComboBox *m_map = nullptr;
    SegmentedControl *m_scale = nullptr;
    QCheckBox *m_clipOn = nullptr;
    NumberField *m_clip = nullptr;
    QCheckBox *m_levelOn = nullptr;
    NumberField *m_level = nullptr;
    SectionRow *m_levelRow = nullptr;
    std::vector<std::pair<QCheckBox *, bool SurfaceOptions::*>> m_shown;
    QCheckBox *m_relief = nullptr;
    bool m_canHaveRelief = true;
};

} // namespace basin
