// Its lanes are those of the kernels.
#include "network/simd_targets.h"

#include "optimizer/adaptive_step.h"
#include "optimizer/elementwise_optimizer.h"
#include "optimizer/families.h"

#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "optimizer/adaptive.cpp"
#include <hwy/foreach_target.h>

#include "optimizer/vector_loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

template <bool kCentered, bool kMomentum, class T>
HWY_INLINE void adaptiveStepsOf(const AdaptiveStep<T> &step)
{
    forEachVector<T>(step.begin, step.end, [&](auto d, std::size_t i) HWY_ATTR {
        const auto gradient = hn::LoadU(d, step.gradient + i);
        const auto rho = hn::Set(d, step.rho);
        const auto oneMinusRho = hn::Set(d, step.oneMinusRho);
        const auto share = hn::Mul(oneMinusRho, hn::Mul(gradient, gradient));
        auto square = hn::MulAdd(rho, hn::LoadU(d, step.square + i), share);
        hn::StoreU(withoutSubnormals(d, square), d, step.square + i);
        if constexpr (kCentered) {
            const auto mean = hn::MulAdd(rho, hn::LoadU(d, step.mean + i), hn::Mul(oneMinusRho, gradient));
            hn::StoreU(withoutSubnormals(d, mean), d, step.mean + i);
            // A variance is not negative, though rounding may make it so.
            square = hn::Max(hn::Sub(square, hn::Mul(mean, mean)), hn::Zero(d));
        }
        const auto root = hn::Sqrt(hn::Add(square, hn::Set(d, step.insideEpsilon)));
        const auto scale = hn::Add(root, hn::Set(d, step.outsideEpsilon));
        auto increment = hn::Div(hn::Mul(hn::Set(d, step.rateInside), gradient), scale);
        if constexpr (kMomentum) {
            increment = hn::MulAdd(hn::Set(d, step.momentum), hn::LoadU(d, step.buffer + i), increment);
            hn::StoreU(withoutSubnormals(d, increment), d, step.buffer + i);
        }
        const auto parameter = hn::LoadU(d, step.parameters + i);
        hn::StoreU(hn::NegMulAdd(hn::Set(d, step.rateOutside), increment, parameter), d, step.next + i);
    });
}

template <class T>
void adaptiveSteps(const AdaptiveStep<T> &step)
{
    if (step.mean != nullptr && step.buffer != nullptr)
        adaptiveStepsOf<true, true>(step);
    else if (step.mean != nullptr)
        adaptiveStepsOf<true, false>(step);
    else if (step.buffer != nullptr)
        adaptiveStepsOf<false, true>(step);
    else
        adaptiveStepsOf<false, false>(step);
}

void adaptiveStepsFloat(const AdaptiveStep<float> &step)
{
    adaptiveSteps(step);
}

void adaptiveStepsDouble(const AdaptiveStep<double> &step)
{
    adaptiveSteps(step);
}

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace basin {

namespace {

HWY_EXPORT(adaptiveStepsFloat);
HWY_EXPORT(adaptiveStepsDouble);

void dispatch(const AdaptiveStep<float> &step)
{
    HWY_DYNAMIC_DISPATCH(adaptiveStepsFloat)(step);
}

void dispatch(const AdaptiveStep<double> &step)
{
    HWY_DYNAMIC_DISPATCH(adaptiveStepsDouble)(step);
}

/// With ε = 0 the smallest normal number stands in, so that a parameter without any gradient stays where it is.
template <class T>
void setEpsilon(AdaptiveStep<T> &step, const OptimizerSpec &spec)
{
    const T epsilon = std::max(static_cast<T>(spec.value("epsilon")), std::numeric_limits<T>::min());
    const bool inside = spec.convention == Convention::Keras;
    step.insideEpsilon = inside ? epsilon : T(0);
    step.outsideEpsilon = inside ? T(0) : epsilon;
}

template <class T>
void moveRange(AdaptiveStep<T> &step, const T *parameters, const T *gradient, T *next, std::size_t begin,
               std::size_t end)
{
    step.parameters = parameters;
    step.gradient = gradient;
    step.next = next;
    step.begin = begin;
    step.end = end;
    dispatch(step);
}

/// Duchi, Hazan & Singer (JMLR 12, 2011): v ← v + g².
///   keras: p ← p − lr g / √(v + ε);  pytorch: p ← p − lr g / (√v + ε)
template <class T>
class Adagrad final : public ElementwiseOptimizer<T> {
    using Base = ElementwiseOptimizer<T>;
    using Base::m_arrays;
    using Base::m_spec;

public:
    Adagrad(const OptimizerSpec &spec, std::size_t size, std::size_t width)
        : Base(spec, size, width, {}, 1), m_first(static_cast<T>(spec.value("initial_accumulator_value")))
    {
        std::fill(m_arrays[0].begin(), m_arrays[0].end(), m_first);
        m_step.square = m_arrays[0].data();
        settingsChanged(nullptr);
    }

private:
    void beginStep(T) override {}

    void move(const T *parameters, const T *gradient, T *next, std::size_t begin, std::size_t end) override
    {
        moveRange(m_step, parameters, gradient, next, begin, end);
    }

    void settingsChanged(const OptimizerSpec *) override
    {
        m_step.rateInside = static_cast<T>(m_spec.value("learning_rate"));
        setEpsilon(m_step, m_spec);
    }

    T firstValue(std::size_t) const override { return m_first; }

    T m_first;
    AdaptiveStep<T> m_step;
};

/// Tieleman & Hinton (2012), centred: Graves (2013). v ← ρ v + (1−ρ) g², and centred a ← ρ a + (1−ρ) g, u = v − a².
///   keras:   b ← μ b + lr g / √(u + ε),   p ← p − b
///   pytorch: b ← μ b + g / (√u + ε),      p ← p − lr b
template <class T>
class Rmsprop final : public ElementwiseOptimizer<T> {
    using Base = ElementwiseOptimizer<T>;
    using Base::m_arrays;
    using Base::m_spec;

public:
    Rmsprop(const OptimizerSpec &spec, std::size_t size, std::size_t width) : Base(spec, size, width, {}, 3)
    {
        m_step.square = m_arrays[0].data();
        settingsChanged(nullptr);
    }

private:
    void beginStep(T) override {}

    void move(const T *parameters, const T *gradient, T *next, std::size_t begin, std::size_t end) override
    {
        moveRange(m_step, parameters, gradient, next, begin, end);
    }

    void settingsChanged(const OptimizerSpec *before) override
    {
        const bool keras = m_spec.convention == Convention::Keras;
        const double rate = m_spec.value("learning_rate");
        const double rho = m_spec.value("rho");
        const bool centered = m_spec.value("centered") != 0.0;
        m_step.rho = static_cast<T>(rho);
        m_step.oneMinusRho = static_cast<T>(1.0 - rho);
        m_step.momentum = static_cast<T>(m_spec.value("momentum"));
        m_step.rateInside = static_cast<T>(keras ? rate : 1.0);
        m_step.rateOutside = static_cast<T>(keras ? 1.0 : rate);
        m_step.mean = centered ? m_arrays[1].data() : nullptr;
        m_step.buffer = m_step.momentum != T(0) ? m_arrays[2].data() : nullptr;
        setEpsilon(m_step, m_spec);
        if (!centered)
            std::fill(m_arrays[1].begin(), m_arrays[1].end(), T(0));
        if (m_step.momentum == T(0))
            std::fill(m_arrays[2].begin(), m_arrays[2].end(), T(0));
        else if (before != nullptr && before->convention != m_spec.convention)
            convertBuffer(keras, keras ? rate : before->value("learning_rate"));
    }

    /// Keras' momentum is PyTorch's times the learning rate.
    void convertBuffer(bool toKeras, double rate)
    {
        const double factor = toKeras ? rate : (rate != 0.0 ? 1.0 / rate : 0.0);
        for (T &value : m_arrays[2])
            value *= static_cast<T>(factor);
    }

    AdaptiveStep<T> m_step;
};

template <class T>
std::unique_ptr<ElementwiseOptimizer<T>> makeAdagrad(const OptimizerSpec &spec, std::size_t size, std::size_t width)
{
    return std::make_unique<Adagrad<T>>(spec, size, width);
}

template <class T>
std::unique_ptr<ElementwiseOptimizer<T>> makeRmsprop(const OptimizerSpec &spec, std::size_t size, std::size_t width)
{
    return std::make_unique<Rmsprop<T>>(spec, size, width);
}

OptimizerKind adagradKind()
{
    OptimizerKind kind;
    kind.name = "adagrad";
    kind.keras = {learningRateOption(0.001), epsilonOption(1e-7),
                  numberOption("initial_accumulator_value", 0.1, 0.0, 1e9)};
    kind.pytorch = {learningRateOption(0.01), epsilonOption(1e-10),
                    numberOption("initial_accumulator_value", 0.0, 0.0, 1e9)};
    kind.kerasFormula = "v += g^2; p -= lr g / sqrt(v + epsilon)";
    kind.pytorchFormula = "v += g^2; p -= lr g / (sqrt(v) + epsilon)";
    return kind;
}

OptimizerKind rmspropKind()
{
    OptimizerKind kind;
    kind.name = "rmsprop";
    kind.keras = {learningRateOption(0.001), numberOption("rho", 0.9, 0.0, 1.0), momentumOption(), epsilonOption(1e-7),
                  flagOption("centered")};
    kind.pytorch = {learningRateOption(0.01), numberOption("rho", 0.99, 0.0, 1.0), momentumOption(),
                    epsilonOption(1e-8), flagOption("centered")};
    kind.kerasFormula =
        "v = rho v + (1 - rho) g^2; b = momentum b + lr g / sqrt(v + epsilon); p -= b (centered: v less "
        "the squared mean gradient)";
    kind.pytorchFormula = "v = rho v + (1 - rho) g^2; b = momentum b + g / (sqrt(v) + epsilon); p -= lr b (centered: v "
                          "less the squared mean gradient)";
    return kind;
}

} // namespace

std::vector<OptimizerRow> adaptiveRows()
{
    return {{.kind = adagradKind(), .makeFloat = makeAdagrad<float>, .makeDouble = makeAdagrad<double>},
            {.kind = rmspropKind(), .makeFloat = makeRmsprop<float>, .makeDouble = makeRmsprop<double>}};
}

} // namespace basin

#endif
