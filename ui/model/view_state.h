#pragma once

#include <QObject>

#include <vector>

namespace basin {

/// What the views share besides the run: the unit being looked at, and which inputs span the plane. Owned by
/// MainWindow.
class ViewState : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// A unit by layer and index; layer −1: the inputs; the default is "the output".
    struct Unit {
        int layer = -2;
        int index = 0;
        [[nodiscard]] bool isOutput() const { return layer == -2; }
        friend bool operator==(const Unit &, const Unit &) = default;
    };

    [[nodiscard]] Unit unit() const { return m_unit; } ///< hovered in the network view, shown in the boundary view
    void setUnit(Unit unit);

    /// For networks of more than two inputs: the two that span the plane, and where the others are held (scaled units).
    [[nodiscard]] int horizontalInput() const { return m_horizontal; }
    [[nodiscard]] int verticalInput() const { return m_vertical; }
    [[nodiscard]] const std::vector<double> &heldInputs() const { return m_held; }
    void setPlane(int horizontal, int vertical);
    void setHeldInput(int input, double value);
    void resetPlane(std::vector<double> held);

signals:
    void unitChanged();
    void planeChanged();

private:
    Unit m_unit;
    int m_horizontal = 0;
    int m_vertical = 1;
    std::vector<double> m_held;
};

} // namespace basin
