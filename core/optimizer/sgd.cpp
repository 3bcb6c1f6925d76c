// Its lanes are those of the kernels.
#include "network/simd_targets.h"

#include "optimizer/elementwise_optimizer.h"
#include "optimizer/families.h"
#include "optimizer/sgd_step.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "optimizer/sgd.cpp"
#include <hwy/foreach_target.h>

#include "optimizer/vector_loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

template <class T>
void sgdSteps(const SgdStep<T> &step)
{
    if (step.velocity == nullptr) {
        forEachVector<T>(step.begin, step.end, [&](auto d, std::size_t i) HWY_ATTR {
            const auto gradient = hn::LoadU(d, step.gradient + i);
            const auto parameter = hn::LoadU(d, step.parameters + i);
            hn::StoreU(hn::MulAdd(hn::Set(d, step.gradientShare), gradient, parameter), d, step.next + i);
        });
        return;
    }
    forEachVector<T>(step.begin, step.end, [&](auto d, std::size_t i) HWY_ATTR {
        const auto gradient = hn::LoadU(d, step.gradient + i);
        const auto parameter = hn::LoadU(d, step.parameters + i);
        const auto gained = hn::Mul(hn::Set(d, step.velocityGain), gradient);
        const auto velocity = hn::MulAdd(hn::Set(d, step.momentum), hn::LoadU(d, step.velocity + i), gained);
        const auto pulled = hn::MulAdd(hn::Set(d, step.gradientShare), gradient, parameter);
        hn::StoreU(withoutSubnormals(d, velocity), d, step.velocity + i);
        hn::StoreU(hn::MulAdd(hn::Set(d, step.velocityShare), velocity, pulled), d, step.next + i);
    });
}

void sgdStepsFloat(const SgdStep<float> &step)
{
    sgdSteps(step);
}

void sgdStepsDouble(const SgdStep<double> &step)
{
    sgdSteps(step);
}

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace basin {

namespace {

HWY_EXPORT(sgdStepsFloat);
HWY_EXPORT(sgdStepsDouble);

void dispatch(const SgdStep<float> &step)
{
    HWY_DYNAMIC_DISPATCH(sgdStepsFloat)(step);
}

void dispatch(const SgdStep<double> &step)
{
    HWY_DYNAMIC_DISPATCH(sgdStepsDouble)(step);
}

/// Gradient descent, with momentum (Polyak 1964) or Nesterov's momentum in the form of Sutskever et al. (ICML 2013).
///   keras:   v ← μ v − lr g;  p ← p + v,      nesterov: p ← p + μ v − lr g
///   pytorch: v ← μ v + g;     p ← p − lr v,   nesterov: p ← p − lr (g + μ v)
/// The two agree until the learning rate is changed in mid-run: Keras' velocity keeps the old one.
template <class T>
class Sgd final : public ElementwiseOptimizer<T> {
    using Base = ElementwiseOptimizer<T>;
    using Base::m_arrays;
    using Base::m_spec;

public:
    Sgd(const OptimizerSpec &spec, std::size_t size, std::size_t width) : Base(spec, size, width, {}, 1)
    {
        settingsChanged(nullptr);
    }

private:
    void beginStep(T) override {}

    void move(const T *parameters, const T *gradient, T *next, std::size_t begin, std::size_t end) override
    {
        m_step.parameters = parameters;
        m_step.gradient = gradient;
        m_step.next = next;
        m_step.velocity = m_step.momentum != T(0) ? m_arrays[0].data() : nullptr;
        m_step.begin = begin;
        m_step.end = end;
        dispatch(m_step);
    }

    void settingsChanged(const OptimizerSpec *before) override
    {
        const bool keras = m_spec.convention == Convention::Keras;
        const double rate = m_spec.value("learning_rate");
        const double momentum = m_spec.value("momentum");
        const bool nesterov = m_spec.value("nesterov") != 0.0 && momentum != 0.0;
        m_step.momentum = static_cast<T>(momentum);
        m_step.velocityGain = static_cast<T>(keras ? -rate : 1.0);
        m_step.velocityShare = static_cast<T>((nesterov ? momentum : 1.0) * (keras ? 1.0 : -rate));
        m_step.gradientShare = static_cast<T>(nesterov || momentum == 0.0 ? -rate : 0.0);
        if (momentum == 0.0)
            std::fill(m_arrays[0].begin(), m_arrays[0].end(), T(0));
        else if (before != nullptr && before->convention != m_spec.convention)
            convertVelocity(keras, keras ? rate : before->value("learning_rate"));
    }

    /// Keras' velocity is PyTorch's times −lr.
    void convertVelocity(bool toKeras, double rate)
    {
        const double factor = toKeras ? -rate : (rate != 0.0 ? -1.0 / rate : 0.0);
        for (T &velocity : m_arrays[0])
            velocity *= static_cast<T>(factor);
    }

    SgdStep<T> m_step;
};

template <class T>
std::unique_ptr<ElementwiseOptimizer<T>> makeSgd(const OptimizerSpec &spec, std::size_t size, std::size_t width)
{
    return std::make_unique<Sgd<T>>(spec, size, width);
}

} // namespace

std::vector<OptimizerRow> sgdRows()
{
    OptimizerKind kind;
    kind.name = "sgd";
    kind.keras = {learningRateOption(0.01), momentumOption(), flagOption("nesterov")};
    kind.pytorch = {learningRateOption(0.001), momentumOption(), flagOption("nesterov")};
    kind.kerasFormula = "v = momentum v - lr g; p += v (nesterov: p += momentum v - lr g)";
    kind.pytorchFormula = "v = momentum v + g; p -= lr v (nesterov: p -= lr (g + momentum v))";
    return {{.kind = std::move(kind), .makeFloat = makeSgd<float>, .makeDouble = makeSgd<double>}};
}

} // namespace basin

#endif
