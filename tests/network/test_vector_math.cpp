#include "network/activation.h"
#include "network/lane_plan.h"
#include "random/random_stream.h"

#include <hwy/targets.h>

#include <QTest>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

using namespace basin;

namespace {

/// Numbers of every size from 1e-30 up to `largest`, of both signs.
template <class T>
std::vector<T> spreadNumbers(double largest)
{
    RandomStream stream(3, Purpose::Check);
    std::vector<T> values;
    for (int i = 0; i < 20'000; ++i) {
        const double size = i % 2 == 0 ? stream.uniform(0.0, std::min(largest, 20.0))
                                       : std::exp(stream.uniform(std::log(1e-30), std::log(largest)));
        values.push_back(static_cast<T>(stream.uniform() < 0.5 ? -size : size));
    }
    return values;
}

template <class T>
struct Applied {
    std::vector<T> values;
    std::vector<T> slopes;
};

template <class T>
Applied<T> apply(ActivationId id, std::vector<T> z)
{
    const std::size_t count = z.size();
    z.resize((count + 3) / 4 * 4);
    Applied<T> result{z, std::vector<T>(z.size())};
    activate(id, result.values.data(), result.slopes.data(), static_cast<std::int64_t>(z.size()));
    result.values.resize(count);
    result.slopes.resize(count);
    return result;
}

/// |actual − exact| in units of the last place of `exact` in T.
template <class T>
double ulps(T actual, long double exact)
{
    if (exact == 0.0L)
        return actual == T(0) ? 0.0 : std::numeric_limits<double>::infinity();
    const T rounded = std::max(std::abs(static_cast<T>(exact)), std::numeric_limits<T>::min());
    const T place = std::nextafter(rounded, std::numeric_limits<T>::infinity()) - rounded;
    return static_cast<double>(std::abs((static_cast<long double>(actual) - exact) / place));
}

long double exactValue(ActivationId id, long double z)
{
    switch (id) {
    case ActivationId::Sigmoid:
        return z >= 0 ? 1.0L / (1.0L + std::exp(-z)) : std::exp(z) / (1.0L + std::exp(z));
    case ActivationId::Tanh:
        return std::tanh(z);
    case ActivationId::Elu:
        return z > 0 ? z : std::expm1(z);
    case ActivationId::Softplus:
        return std::max(z, 0.0L) + std::log1p(std::exp(-std::abs(z)));
    case ActivationId::Sin:
        return std::sin(z);
    default:
        return findActivation("linear")->value(static_cast<double>(z));
    }
}

template <class T>
double worstError(ActivationId id, const std::vector<T> &z)
{
    const auto applied = apply(id, z);
    double worst = 0.0;
    for (std::size_t i = 0; i < z.size(); ++i) {
        const long double exact = exactValue(id, z[i]);
        // exp of what is below the range gives 0 instead of a subnormal number
        if (std::abs(exact) < std::numeric_limits<T>::min() * 4 && std::abs(applied.values[i]) <= std::abs(exact))
            continue;
        worst = std::max(worst, ulps(applied.values[i], exact));
    }
    return worst;
}

} // namespace

/// The vector functions against libm's long double.
class TestVectorMath : public QObject {
    Q_OBJECT

private slots:
    void errorsInUlps_data();
    void errorsInUlps();
    void slopesAgreeWithTheFormulas_data();
    void slopesAgreeWithTheFormulas();
    void specialValues();
    void sameBitsInEveryLaneAndWidth();
    void quotientsAreRoundedCorrectly();
};

void TestVectorMath::errorsInUlps_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("largest");
    QTest::addColumn<double>("bound");
    QTest::newRow("sigmoid") << "sigmoid" << 700.0 << 3.0;
    QTest::newRow("tanh") << "tanh" << 1e6 << 3.0;
    QTest::newRow("elu") << "elu" << 700.0 << 2.0;
    QTest::newRow("softplus") << "softplus" << 700.0 << 3.0;
    QTest::newRow("sin") << "sin" << 1e9 << 2.0;
}

void TestVectorMath::errorsInUlps()
{
    QFETCH(QString, name);
    QFETCH(double, largest);
    QFETCH(double, bound);
    const ActivationId id = findActivation(name.toStdString())->id;
    const double error64 = worstError<double>(id, spreadNumbers<double>(largest));
    const double error32 = worstError<float>(id, spreadNumbers<float>(std::min(largest, name == "sin" ? 1e6 : 87.0)));
    QVERIFY2(error64 <= bound, qPrintable(QString("float64: %1 ulp").arg(error64)));
    QVERIFY2(error32 <= bound, qPrintable(QString("float32: %1 ulp").arg(error32)));
}

void TestVectorMath::slopesAgreeWithTheFormulas_data()
{
    QTest::addColumn<QString>("name");
    for (const Activation &activation : activations()) {
        if (activation.value != nullptr)
            QTest::newRow(activation.name.c_str()) << QString::fromStdString(activation.name);
    }
}

void TestVectorMath::slopesAgreeWithTheFormulas()
{
    QFETCH(QString, name);
    const Activation &activation = *findActivation(name.toStdString());
    const auto z = spreadNumbers<double>(500.0);
    const auto applied = apply(activation.id, z);
    for (std::size_t i = 0; i < z.size(); ++i) {
        const double value = activation.value(z[i]);
        QVERIFY(std::abs(applied.values[i] - value) <= 1e-15 * std::max(1.0, std::abs(value)));
        QVERIFY(std::abs(applied.slopes[i] - activation.derivative(z[i])) <= 2e-15);
    }
}

void TestVectorMath::specialValues()
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    for (const Activation &activation : activations()) {
        if (activation.value == nullptr)
            continue;
        const auto applied =
            apply<double>(activation.id, {0.0, -0.0, nan, 1e-300, 1000.0, -1000.0, infinity, -infinity});
        QVERIFY(std::abs(applied.values[0] - activation.value(0.0)) <= 1e-16);
        QVERIFY(std::abs(applied.values[1] - activation.value(-0.0)) <= 1e-16);
        QVERIFY2(std::isnan(applied.values[2]), activation.name.c_str());
        QVERIFY(std::abs(applied.values[4] - activation.value(1000.0)) <= 1e-12);
        QVERIFY(std::abs(applied.values[5] - activation.value(-1000.0)) <= 1e-12);
        if (activation.id != ActivationId::Sin && activation.id != ActivationId::LeakyRelu) {
            QVERIFY(applied.values[6] == activation.high);
            QVERIFY(applied.values[7] == activation.low);
        }
    }
    QVERIFY(apply<double>(ActivationId::Tanh, {1e-300}).values[0] == 1e-300);
    QVERIFY(std::signbit(apply<double>(ActivationId::Tanh, {-0.0}).values[0]));
    QVERIFY(!std::signbit(apply<double>(ActivationId::Tanh, {0.0}).values[0]));
}

void TestVectorMath::sameBitsInEveryLaneAndWidth()
{
    // AVX2 and AVX-512 both fuse; where the machine has both, a run must not depend on which is used.
    const auto z = spreadNumbers<float>(2000.0);
    for (const Activation &activation : activations()) {
        const auto widest = apply(activation.id, z);
        for (std::size_t shift = 1; shift < 4; ++shift) {
            const auto moved = apply(activation.id, std::vector<float>(z.begin() + shift, z.end()));
            QVERIFY(std::memcmp(moved.values.data(), widest.values.data() + shift, moved.values.size() * 4) == 0);
            QVERIFY(std::memcmp(moved.slopes.data(), widest.slopes.data() + shift, moved.slopes.size() * 4) == 0);
        }
        if ((hwy::SupportedTargets() & HWY_AVX2) == 0)
            continue;
        hwy::SetSupportedTargetsForTest(HWY_AVX2);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        const auto narrower = apply(activation.id, z);
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        QVERIFY(std::memcmp(narrower.values.data(), widest.values.data(), z.size() * sizeof(float)) == 0);
        QVERIFY(std::memcmp(narrower.slopes.data(), widest.slopes.data(), z.size() * sizeof(float)) == 0);
    }
}

/// Against the processor's own division, which IEEE 754 asks to be right: random mantissas, and those that are hardest,
/// all ones or nearly so.
template <class T>
void checkQuotients(int lowest, int highest)
{
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    constexpr Bits mantissa = (Bits(1) << (std::numeric_limits<T>::digits - 1)) - 1;
    constexpr std::int64_t count = 64;
    RandomStream stream(5, Purpose::Check);
    std::array<T, count> a{};
    std::array<T, count> b{};
    std::array<T, count> result{};
    const auto number = [&](int low, int high, bool isHard) {
        const Bits random = static_cast<Bits>(stream.bits()) & mantissa;
        const Bits bits = std::bit_cast<Bits>(T(1)) | (isHard ? mantissa ^ (random & 3U) : random);
        return std::ldexp(std::bit_cast<T>(bits), low + static_cast<int>(stream.below(std::uint64_t(high - low))));
    };
    for (int round = 0; round < 4000; ++round) {
        for (std::size_t i = 0; i < count; ++i) {
            a[i] = number(lowest, highest, i % 7 == 0) * (i % 2 == 0 ? T(1) : T(-1));
            b[i] = number(-30, 22, i % 3 == 0);
        }
        if (round % 10 == 0) {
            constexpr T huge = std::numeric_limits<T>::infinity();
            a[static_cast<std::size_t>(round / 10) % count] = std::array{
                T(0), T(-0.0), huge, -huge, std::numeric_limits<T>::denorm_min()}[std::size_t(round / 10) % 5];
        }
        quotients(a.data(), b.data(), result.data(), count);
        for (std::size_t i = 0; i < count; ++i)
            QVERIFY2(std::bit_cast<Bits>(result[i]) == std::bit_cast<Bits>(a[i] / b[i]),
                     qPrintable(QString("%1 / %2").arg(double(a[i]), 0, 'g', 17).arg(double(b[i]), 0, 'g', 17)));
    }
}

void TestVectorMath::quotientsAreRoundedCorrectly()
{
    checkQuotients<double>(-60, 60);
    checkQuotients<double>(-1020, 1000);
    checkQuotients<float>(-30, 30);
    checkQuotients<float>(-125, 126);
}

QTEST_GUILESS_MAIN(TestVectorMath)
#include "test_vector_math.moc"
