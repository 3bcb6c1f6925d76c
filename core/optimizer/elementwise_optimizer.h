#pragma once

#include "network/lane_layout.h"
#include "optimizer/optimizer.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace basin {

/// Throws InputError unless `spec` is right and names the same optimizer as `own`.
void checkHyperparameters(const OptimizerSpec &own, const OptimizerSpec &spec);
/// Throws InputError unless `state` holds `counters` counters, then `arrays` lists of `size` numbers.
void checkState(const std::vector<std::vector<double>> &state, std::size_t counters, std::size_t arrays,
                std::size_t size);

/// What all rules that treat each parameter by itself share: the settings, the state and the frozen parameters. A rule
/// gives its counters and its arrays, and moves one stretch of free parameters at a time; a frozen parameter ends a
/// stretch, so no rule needs to know of freezing.
///
/// For many runs in lanes all arrays are `width` times as long, and a stretch is one of rows. Only what is the same for
/// all parameters of a step but not for all runs (a correction of the first steps, whether the loss rose) needs more of
/// a rule: its *Lane functions.
template <class T>
class ElementwiseOptimizer : public Optimizer<T>, public LaneOptimizer<T> {
public:
    void update(const T *parameters, const T *gradient, T *next, std::span<const std::uint8_t> frozen, T loss) final
    {
        beginStep(loss);
        moveFree(parameters, gradient, next, frozen);
    }

    void updateLanes(const T *parameters, const T *gradient, T *next, std::span<const std::uint8_t> frozen,
                     const T *losses) final
    {
        beginLaneSteps(losses);
        moveFree(parameters, gradient, next, frozen);
    }

    void restartLane(std::size_t lane) final
    {
        for (std::size_t k = 0; k < m_arrays.size(); ++k) {
            for (std::size_t i = 0; i < m_size; ++i)
                m_arrays[k][i * m_width + lane] = firstValue(k);
        }
        laneRestarted(lane);
    }

    void keepLanes(std::span<const std::size_t> kept, std::size_t newWidth) final
    {
        for (std::vector<T> &array : m_arrays)
            basin::keepLanes(array.data(), m_size, m_width, kept, newWidth);
        lanesKept(kept, newWidth);
        m_width = newWidth;
    }

    void setHyperparameters(const OptimizerSpec &spec) final
    {
        checkHyperparameters(m_spec, spec);
        const OptimizerSpec before = std::exchange(m_spec, spec);
        settingsChanged(&before);
    }

    [[nodiscard]] std::vector<std::vector<double>> state() const final
    {
        std::vector<std::vector<double>> lists{m_counters};
        for (const std::vector<T> &array : m_arrays)
            lists.emplace_back(array.begin(), array.end());
        return lists;
    }

    void setState(const std::vector<std::vector<double>> &state) final
    {
        checkState(state, m_counters.size(), m_arrays.size(), m_size);
        m_counters = state.front();
        for (std::size_t k = 0; k < m_arrays.size(); ++k)
            std::transform(state[k + 1].begin(), state[k + 1].end(), m_arrays[k].begin(),
                           [](double value) { return static_cast<T>(value); });
    }

protected:
    /// @param width  lanes; 1 for one run by itself
    ElementwiseOptimizer(OptimizerSpec spec, std::size_t size, std::size_t width, std::vector<double> counters,
                         std::size_t arrays)
        : m_spec(std::move(spec)),
          m_size(size),
          m_width(width),
          m_counters(std::move(counters)),
          m_arrays(arrays, std::vector<T>(size * width, T(0)))
    {
    }

    /// What is the same for all parameters of this step.
    virtual void beginStep(T loss) = 0;
    /// The same for every lane; nothing if a step has nothing of its own.
    virtual void beginLaneSteps(const T *) {}
    virtual void laneRestarted(std::size_t) {}
    virtual void lanesKept(std::span<const std::size_t>, std::size_t) {}
    /// What array `k` holds before the first step.
    [[nodiscard]] virtual T firstValue(std::size_t) const { return T(0); }
    /// Moves the values [begin, end): parameters, or whole rows of lanes.
    virtual void move(const T *parameters, const T *gradient, T *next, std::size_t begin, std::size_t end) = 0;
    /// Reads the settings anew; `before` is null when the optimizer is being made.
    virtual void settingsChanged(const OptimizerSpec *before) = 0;

    OptimizerSpec m_spec;
    std::size_t m_size;
    std::size_t m_width;                  ///< lanes
    std::vector<double> m_counters;       ///< kept in float64 whatever T is
    std::vector<std::vector<T>> m_arrays; ///< size × width values each

private:
    void moveFree(const T *parameters, const T *gradient, T *next, std::span<const std::uint8_t> frozen)
    {
        if (frozen.empty()) {
            move(parameters, gradient, next, 0, m_size * m_width);
            return;
        }
        for (std::size_t begin = 0; begin < m_size;) {
            std::size_t end = begin;
            while (end < m_size && frozen[end] == 0)
                ++end;
            if (end > begin)
                move(parameters, gradient, next, begin * m_width, end * m_width);
            for (begin = end; begin < m_size && frozen[begin] != 0; ++begin)
                std::copy_n(parameters + begin * m_width, m_width, next + begin * m_width);
        }
    }
};

} // namespace basin
