#include "model/view_state.h"

#include <utility>

namespace basin {

void ViewState::setUnit(Unit unit)
{
    if (m_unit == unit)
        return;
    m_unit = unit;
    emit unitChanged();
}

void ViewState::setPlane(int horizontal, int vertical)
{
    if (m_horizontal == horizontal && m_vertical == vertical)
        return;
    m_horizontal = horizontal;
    m_vertical = vertical;
    emit planeChanged();
}

void ViewState::setHeldInput(int input, double value)
{
    if (input < 0 || static_cast<std::size_t>(input) >= m_held.size() ||
        m_held[static_cast<std::size_t>(input)] == value)
        return;
    m_held[static_cast<std::size_t>(input)] = value;
    emit planeChanged();
}

void ViewState::resetPlane(std::vector<double> held)
{
    m_held = std::move(held);
    m_horizontal = 0;
    m_vertical = m_held.size() > 1 ? 1 : 0;
    emit planeChanged();
}

} // namespace basin
