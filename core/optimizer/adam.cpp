// Its lanes are those of the kernels.
#include "network/simd_targets.h"

#include "optimizer/adam_step.h"
#include "optimizer/elementwise_optimizer.h"
#include "optimizer/families.h"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "optimizer/adam.cpp"
#include <hwy/foreach_target.h>

#include "network/vector_math-inl.h"
#include "optimizer/vector_loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

/// Shares of one run, the same for all parameters.
template <class T>
struct OneShare {
    T share;
    template <class D>
    HWY_INLINE hn::Vec<D> at(D d, std::size_t) const
    {
        return hn::Set(d, share);
    }
    /// Of one run's few parameters each waits for the one before: the divider answers soonest.
    template <class D, class V = hn::Vec<D>>
    static HWY_INLINE V quotient(D, V a, V b)
    {
        return hn::Div(a, b);
    }
};

/// Shares of each lane.
template <class T>
struct LaneShare {
    const T *shares;
    template <class D>
    HWY_INLINE hn::Vec<D> at(D d, std::size_t lane) const
    {
        return hn::LoadU(d, shares + lane);
    }
    template <class D, class V = hn::Vec<D>>
    static HWY_INLINE V quotient(D d, V a, V b)
    {
        return HWY_NAMESPACE::quotient(d, a, b);
    }
};

template <bool kLargest, bool kGradient, class T, template <class> class Share>
HWY_INLINE void adamVector(const AdamStep<T> &step, auto d, std::size_t i, std::size_t lane, Share<T> momentShare,
                           Share<T> gradientShare, Share<T> rootScale)
{
    const auto gradient = hn::LoadU(d, step.gradient + i);
    const auto share = hn::Mul(hn::Set(d, step.oneMinusBeta1), gradient);
    const auto moment = hn::MulAdd(hn::Set(d, step.beta1), hn::LoadU(d, step.moment + i), share);
    const auto squareShare = hn::Mul(hn::Set(d, step.oneMinusBeta2), hn::Mul(gradient, gradient));
    auto square = hn::MulAdd(hn::Set(d, step.beta2), hn::LoadU(d, step.square + i), squareShare);
    hn::StoreU(withoutSubnormals(d, moment), d, step.moment + i);
    hn::StoreU(withoutSubnormals(d, square), d, step.square + i);
    if constexpr (kLargest) {
        square = hn::Max(square, hn::LoadU(d, step.largestSquare + i));
        hn::StoreU(square, d, step.largestSquare + i);
    }
    auto direction = hn::Mul(momentShare.at(d, lane), moment);
    if constexpr (kGradient)
        direction = hn::MulAdd(gradientShare.at(d, lane), gradient, direction);
    const auto scale = hn::MulAdd(rootScale.at(d, lane), hn::Sqrt(square), hn::Set(d, step.epsilon));
    const auto kept = hn::Mul(hn::Set(d, step.keep), hn::LoadU(d, step.parameters + i));
    hn::StoreU(hn::Sub(kept, Share<T>::quotient(d, direction, scale)), d, step.next + i);
}

template <bool kLargest, bool kGradient, class T>
HWY_INLINE void adamStepsOf(const AdamStep<T> &step)
{
    if (step.lanes == 0) {
        forEachVector<T>(step.begin, step.end, [&](auto d, std::size_t i) HWY_ATTR {
            adamVector<kLargest, kGradient>(step, d, i, 0, OneShare<T>{step.shares.moment},
                                            OneShare<T>{step.shares.gradient}, OneShare<T>{step.shares.rootScale});
        });
        return;
    }
    forEachLane<T>(step.begin, step.end, step.lanes, [&](auto d, std::size_t i, std::size_t lane) HWY_ATTR {
        adamVector<kLargest, kGradient>(step, d, i, lane, LaneShare<T>{step.laneMomentShares},
                                        LaneShare<T>{step.laneGradientShares}, LaneShare<T>{step.laneRootScales});
    });
}

template <class T>
void adamSteps(const AdamStep<T> &step)
{
    if (step.largestSquare != nullptr)
        adamStepsOf<true, false>(step);
    else if (step.usesGradient)
        adamStepsOf<false, true>(step);
    else
        adamStepsOf<false, false>(step);
}

void adamStepsFloat(const AdamStep<float> &step)
{
    adamSteps(step);
}

void adamStepsDouble(const AdamStep<double> &step)
{
    adamSteps(step);
}

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace basin {

namespace {

HWY_EXPORT(adamStepsFloat);
HWY_EXPORT(adamStepsDouble);

void dispatch(const AdamStep<float> &step)
{
    HWY_DYNAMIC_DISPATCH(adamStepsFloat)(step);
}

void dispatch(const AdamStep<double> &step)
{
    HWY_DYNAMIC_DISPATCH(adamStepsDouble)(step);
}

enum class AdamKind { Adam, AdamW, Nadam, Amsgrad };

/// The steps, and the powers that correct the bias of the first ones, each kept as the product of its factors so far.
/// The last two are nadam's.
enum AdamCounter { Steps, Beta1Power, Beta2Power, MomentumProduct, DecayPower };

std::vector<double> firstCounters(AdamKind kind)
{
    return kind == AdamKind::Nadam ? std::vector<double>{0.0, 1.0, 1.0, 1.0, 1.0} : std::vector<double>{0.0, 1.0, 1.0};
}

/// adam (Kingma & Ba, ICLR 2015), adamw (Loshchilov & Hutter, ICLR 2019), nadam (Dozat, ICLR workshop 2016) and amsgrad
/// (Reddi et al., ICLR 2018). t counts the steps from 1.
///   keras:   p ← p − lr √(1−β₂ᵗ)/(1−β₁ᵗ) · m / (√v + ε); amsgrad takes the largest v there
///   pytorch: p ← p − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε)
///   adamw:   p ← p − lr · weight_decay · p first
///   nadam:   μ_t = β₁(1 − ½ · 0.96^(t · momentum_decay)), Π_t = μ_1 … μ_t,
///            p ← p − lr (μ_{t+1} m/(1−Π_{t+1}) + (1−μ_t) g/(1−Π_t)) / (√v/√(1−β₂ᵗ) + ε);
///            keras has momentum_decay 1; pytorch's Π_{t+1} is Π_t μ_t μ_{t+1}, with μ_t twice, as PyTorch up to 1.13
///            has it: it differs in the first dozen steps alone.
/// With ε = 0 the smallest normal number stands in, so that a parameter without any gradient stays where it is.
template <class T>
class AdamFamily final : public ElementwiseOptimizer<T> {
    using Base = ElementwiseOptimizer<T>;
    using Base::m_arrays;
    using Base::m_counters;
    using Base::m_spec;

public:
    AdamFamily(AdamKind kind, const OptimizerSpec &spec, std::size_t size, std::size_t width)
        : Base(spec, size, width, firstCounters(kind), kind == AdamKind::Amsgrad ? 3 : 2), m_kind(kind)
    {
        m_step.moment = m_arrays[0].data();
        m_step.square = m_arrays[1].data();
        m_step.largestSquare = kind == AdamKind::Amsgrad ? m_arrays[2].data() : nullptr;
        m_step.usesGradient = kind == AdamKind::Nadam;
        settingsChanged(nullptr);
    }

private:
    void beginStep(T) override
    {
        m_counters[Steps] += 1.0;
        // Once all corrections have faded the shares stay what they are, and a long run need not work them out again.
        const bool faded =
            std::all_of(m_counters.begin() + 1, m_counters.end(), [](double power) { return power == 0.0; });
        if (faded && m_sharesSettled)
            return;
        m_sharesSettled = faded;
        const double power1 = lowerPower(Beta1Power, m_beta1);
        const double root = std::sqrt(1.0 - lowerPower(Beta2Power, m_beta2));
        if (m_kind != AdamKind::Nadam && m_spec.convention == Convention::Keras) {
            m_step.shares.moment = static_cast<T>(m_rate * root / (1.0 - power1));
            return;
        }
        m_step.shares.rootScale = static_cast<T>(1.0 / root);
        if (m_kind == AdamKind::Nadam)
            shareNadam();
        else
            m_step.shares.moment = static_cast<T>(m_rate / (1.0 - power1));
    }

    void shareNadam()
    {
        const double decay = lowerPower(DecayPower, m_decay);
        const double momentum = m_beta1 * (1.0 - 0.5 * decay);
        const double nextMomentum = m_beta1 * (1.0 - 0.5 * decay * m_decay);
        const double product = lowerPower(MomentumProduct, momentum);
        const double nextProduct = product * nextMomentum * (m_spec.convention == Convention::Keras ? 1.0 : momentum);
        m_step.shares.moment = static_cast<T>(m_rate * nextMomentum / (1.0 - nextProduct));
        m_step.shares.gradient = static_cast<T>(m_rate * (1.0 - momentum) / (1.0 - product));
    }

    /// Below 2⁻⁵⁴ a power no longer changes 1 − power, and left to itself it would end in slow denormal numbers.
    double lowerPower(AdamCounter counter, double factor)
    {
        const double power = m_counters[counter] * factor;
        return m_counters[counter] = power < 0x1p-54 ? 0.0 : power;
    }

    /// Shares depend on the step alone: what one lane's step needed is kept for the others, up to where all corrections
    /// have faded.
    const AdamShares<T> &sharesOf(std::size_t step)
    {
        while (m_sharesOfSteps.size() <= step && !m_sharesSettled) {
            beginStep(T(0));
            m_sharesOfSteps.push_back(m_step.shares);
        }
        return m_sharesOfSteps[std::min(step, m_sharesOfSteps.size() - 1)];
    }

    void setLaneShares(std::size_t lane, std::size_t count, const AdamShares<T> &shares)
    {
        std::fill_n(m_laneShares.data() + lane, count, shares.moment);
        if (m_kind != AdamKind::Nadam && m_spec.convention == Convention::Keras)
            return;
        std::fill_n(m_laneShares.data() + this->m_width + lane, count, shares.gradient);
        std::fill_n(m_laneShares.data() + 2 * this->m_width + lane, count, shares.rootScale);
    }

    void beginLaneSteps(const T *) override
    {
        const std::size_t width = this->m_width;
        m_laneSteps.resize(width);
        m_laneShares.resize(3 * width, T(1)); // what a rule does not set stays 1
        const std::size_t first = m_laneSteps.front();
        bool areInStep = true; // most of the time: lanes that began together and have not ended yet
        for (std::size_t &step : m_laneSteps)
            areInStep &= step++ == first;
        if (areInStep) {
            setLaneShares(0, width, sharesOf(first));
        } else {
            for (std::size_t lane = 0; lane < width; ++lane)
                setLaneShares(lane, 1, sharesOf(m_laneSteps[lane] - 1));
        }
        m_step.lanes = width;
        m_step.laneMomentShares = m_laneShares.data();
        m_step.laneGradientShares = m_laneShares.data() + width;
        m_step.laneRootScales = m_laneShares.data() + 2 * width;
    }

    void laneRestarted(std::size_t lane) override
    {
        if (lane < m_laneSteps.size())
            m_laneSteps[lane] = 0;
    }

    void lanesKept(std::span<const std::size_t> kept, std::size_t newWidth) override
    {
        m_laneSteps.resize(this->m_width);
        basin::keepLanes(m_laneSteps.data(), 1, this->m_width, kept, newWidth);
        m_laneShares.clear();
    }

    void move(const T *parameters, const T *gradient, T *next, std::size_t begin, std::size_t end) override
    {
        m_step.parameters = parameters;
        m_step.gradient = gradient;
        m_step.next = next;
        m_step.begin = begin;
        m_step.end = end;
        dispatch(m_step);
    }

    void settingsChanged(const OptimizerSpec *) override
    {
        m_rate = m_spec.value("learning_rate");
        m_beta1 = m_spec.value("beta_1");
        m_beta2 = m_spec.value("beta_2");
        m_decay = m_kind == AdamKind::Nadam ? std::pow(0.96, m_spec.value("momentum_decay")) : 1.0;
        m_step.beta1 = static_cast<T>(m_beta1);
        m_step.oneMinusBeta1 = static_cast<T>(1.0 - m_beta1);
        m_step.beta2 = static_cast<T>(m_beta2);
        m_step.oneMinusBeta2 = static_cast<T>(1.0 - m_beta2);
        m_step.epsilon = std::max(static_cast<T>(m_spec.value("epsilon")), std::numeric_limits<T>::min());
        m_step.keep = static_cast<T>(m_kind == AdamKind::AdamW ? 1.0 - m_rate * m_spec.value("weight_decay") : 1.0);
        m_step.shares.rootScale = T(1);
        m_sharesSettled = false;
    }

    AdamKind m_kind;
    bool m_sharesSettled = false;
    double m_rate = 0.0;
    double m_beta1 = 0.0;
    double m_beta2 = 0.0;
    double m_decay = 1.0; ///< 0.96^momentum_decay
    AdamStep<T> m_step;
    std::vector<AdamShares<T>> m_sharesOfSteps; ///< from the first
    std::vector<std::size_t> m_laneSteps;       ///< that each lane has behind it
    std::vector<T> m_laneShares;
};

template <AdamKind kKind, class T>
std::unique_ptr<ElementwiseOptimizer<T>> makeAdam(const OptimizerSpec &spec, std::size_t size, std::size_t width)
{
    return std::make_unique<AdamFamily<T>>(kKind, spec, size, width);
}

std::vector<OptionSpec> adamOptions(double rate, double epsilon)
{
    // Both betas stay below 1: at 1 nothing of a gradient would ever enter a moment, and its bias could not be
    // corrected.
    constexpr double highest = 0.999999999;
    return {learningRateOption(rate), numberOption("beta_1", 0.9, 0.0, highest),
            numberOption("beta_2", 0.999, 0.0, highest), epsilonOption(epsilon)};
}

template <AdamKind kKind>
OptimizerRow adamRow(std::string name)
{
    OptimizerRow row{.kind = {}, .makeFloat = makeAdam<kKind, float>, .makeDouble = makeAdam<kKind, double>};
    row.kind.name = std::move(name);
    // A project that leaves its optimizer out means adam with 0.01, so that is also what adam alone means; everything
    // else is as the framework has it.
    row.kind.keras = adamOptions(kKind == AdamKind::Adam ? 0.01 : 0.001, 1e-7);
    row.kind.pytorch = adamOptions(kKind == AdamKind::Nadam ? 0.002 : 0.001, 1e-8);
    row.kind.kerasFormula = "p -= lr sqrt(1 - beta_2^t) / (1 - beta_1^t) m / (sqrt(v) + epsilon)";
    row.kind.pytorchFormula = "p -= lr m / (1 - beta_1^t) / (sqrt(v / (1 - beta_2^t)) + epsilon)";
    return row;
}

} // namespace

std::vector<OptimizerRow> adamRows()
{
    OptimizerRow adamw = adamRow<AdamKind::AdamW>("adamw");
    adamw.kind.keras.push_back(numberOption("weight_decay", 0.004, 0.0, 1e9));
    adamw.kind.pytorch.push_back(numberOption("weight_decay", 0.01, 0.0, 1e9));
    for (std::string *formula : {&adamw.kind.kerasFormula, &adamw.kind.pytorchFormula})
        *formula = "p -= lr weight_decay p, then " + *formula;

    OptimizerRow nadam = adamRow<AdamKind::Nadam>("nadam");
    nadam.kind.keras.push_back(numberOption("momentum_decay", 1.0, 0.0, 1e9));
    nadam.kind.pytorch.push_back(numberOption("momentum_decay", 0.004, 0.0, 1e9));
    nadam.kind.kerasFormula =
        "p -= lr (mu' m / (1 - prod mu') + (1 - mu) g / (1 - prod mu)) / (sqrt(v / (1 - beta_2^t)) "
        "+ epsilon), mu = beta_1 (1 - 0.5 0.96^(t momentum_decay)), mu' the next one";
    nadam.kind.pytorchFormula = nadam.kind.kerasFormula;

    OptimizerRow amsgrad = adamRow<AdamKind::Amsgrad>("amsgrad");
    for (std::string *formula : {&amsgrad.kind.kerasFormula, &amsgrad.kind.pytorchFormula})
        *formula += ", v: the largest so far";
    return {adamRow<AdamKind::Adam>("adam"), std::move(adamw), std::move(nadam), std::move(amsgrad)};
}

} // namespace basin

#endif
