#include "random/random_stream.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

using namespace basin;

namespace {

constexpr int samples = 200'000;

std::vector<std::uint64_t> firstBits(std::uint64_t seed, Purpose purpose, std::uint64_t index, int count)
{
    RandomStream stream(seed, purpose, index);
    std::vector<std::uint64_t> values(static_cast<std::size_t>(count));
    std::generate(values.begin(), values.end(), [&] { return stream.bits(); });
    return values;
}

} // namespace

class TestRandomStream : public QObject {
    Q_OBJECT

private slots:
    void knownAnswer();
    void sameNumbersForTheSameKey();
    void keysDiffer();
    void uniformFillsItsRange();
    void uniformRangeExcludesItsEnd();
    void normalMoments();
    void purposesAreIndependent();
    void belowIsUnbiased();
    void belowSmallestAndLargest();
    void shuffleGivesEveryOrderEquallyOften();
    void shuffleOfNothing();
};

void TestRandomStream::knownAnswer()
{
    // Random123's kat_vectors, "philox4x64 10": counter 0, key 0. Seed 0 with the first purpose is exactly that.
    const std::vector<std::uint64_t> expected{0x16554d9eca36314cU, 0xdb20fe9d672d0fdcU, 0xd7e772cee186176bU,
                                              0x7e68b68aec7ba23bU};
    QCOMPARE(firstBits(0, Purpose::Weights, 0, 4), expected);
}

void TestRandomStream::sameNumbersForTheSameKey()
{
    const auto expected = firstBits(7, Purpose::Samples, 3, 1000);
    std::vector<std::uint64_t> other;
    std::thread([&] { other = firstBits(7, Purpose::Samples, 3, 1000); }).join();
    QCOMPARE(other, expected);
    RandomStream stream(7, Purpose::Samples, 3);
    RandomStream busy(7, Purpose::Noise, 3);
    for (const std::uint64_t value : expected) {
        busy.normal();
        QCOMPARE(stream.bits(), value);
    }
}

void TestRandomStream::keysDiffer()
{
    std::set<std::uint64_t> seen;
    std::size_t drawn = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed)
        for (const Purpose purpose :
             {Purpose::Weights, Purpose::Shuffle, Purpose::Samples, Purpose::Noise, Purpose::Split})
            for (std::uint64_t index = 0; index < 10; ++index)
                for (const std::uint64_t value : firstBits(seed, purpose, index, 9)) {
                    seen.insert(value);
                    ++drawn;
                }
    QCOMPARE(seen.size(), drawn);
}

void TestRandomStream::uniformFillsItsRange()
{
    RandomStream stream(1, Purpose::Samples);
    double sum = 0.0;
    double squares = 0.0;
    double smallest = 1.0;
    double largest = 0.0;
    for (int i = 0; i < samples; ++i) {
        const double value = stream.uniform();
        QVERIFY(value >= 0.0 && value < 1.0);
        sum += value;
        squares += value * value;
        smallest = std::min(smallest, value);
        largest = std::max(largest, value);
    }
    // Five standard errors: 5·sqrt(1/12/n) for the mean, 5·sqrt(4/45/n) for the mean square.
    QVERIFY(std::abs(sum / samples - 0.5) < 0.0033);
    QVERIFY(std::abs(squares / samples - 1.0 / 3.0) < 0.0034);
    QVERIFY(smallest < 1e-4 && largest > 1.0 - 1e-4);
}

void TestRandomStream::uniformRangeExcludesItsEnd()
{
    RandomStream stream(2, Purpose::Samples);
    const double low = 1.0;
    const double high = std::nextafter(1.0, 2.0);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(stream.uniform(low, high), low);
    QCOMPARE(stream.uniform(3.0, 3.0), 3.0);
    for (int i = 0; i < 1000; ++i) {
        const double value = stream.uniform(-6.0, 6.0);
        QVERIFY(value >= -6.0 && value < 6.0);
    }
}

void TestRandomStream::normalMoments()
{
    RandomStream stream(3, Purpose::Noise);
    double sum = 0.0;
    double squares = 0.0;
    double cubes = 0.0;
    double fourths = 0.0;
    int beyondTwo = 0;
    for (int i = 0; i < samples; ++i) {
        const double value = stream.normal();
        QVERIFY(std::isfinite(value));
        sum += value;
        squares += value * value;
        cubes += value * value * value;
        fourths += value * value * value * value;
        beyondTwo += std::abs(value) > 2.0 ? 1 : 0;
    }
    // Five standard errors, with the variances 1, 2, 15 and 96 of the powers.
    QVERIFY(std::abs(sum / samples) < 0.0112);
    QVERIFY(std::abs(squares / samples - 1.0) < 0.0159);
    QVERIFY(std::abs(cubes / samples) < 0.0434);
    QVERIFY(std::abs(fourths / samples - 3.0) < 0.11);
    QVERIFY(std::abs(beyondTwo / double(samples) - 0.0455003) < 0.0024);
}

void TestRandomStream::purposesAreIndependent()
{
    RandomStream first(5, Purpose::Samples);
    RandomStream second(5, Purpose::Noise);
    RandomStream third(5, Purpose::Samples, 1);
    double otherPurpose = 0.0;
    double otherIndex = 0.0;
    for (int i = 0; i < samples; ++i) {
        const double value = first.normal();
        otherPurpose += value * second.normal();
        otherIndex += value * third.normal();
    }
    QVERIFY(std::abs(otherPurpose / samples) < 0.0112); // five standard errors of a correlation of 0
    QVERIFY(std::abs(otherIndex / samples) < 0.0112);
}

void TestRandomStream::belowIsUnbiased()
{
    // With plain `bits() % n` and n = 3·2^62 the lower third would come twice as often as the rest.
    constexpr std::uint64_t n = 3ULL << 62U;
    RandomStream large(6, Purpose::Shuffle);
    int lowerThird = 0;
    for (int i = 0; i < samples; ++i) {
        const std::uint64_t value = large.below(n);
        QVERIFY(value < n);
        lowerThird += value < (1ULL << 62U) ? 1 : 0;
    }
    QVERIFY(std::abs(lowerThird / double(samples) - 1.0 / 3.0) < 0.0053);

    RandomStream small(6, Purpose::Shuffle, 1);
    std::map<std::uint64_t, int> counts;
    for (int i = 0; i < samples; ++i)
        ++counts[small.below(7)];
    QCOMPARE(counts.size(), std::size_t{7});
    double chiSquare = 0.0;
    for (const auto &[value, count] : counts)
        chiSquare += std::pow(count - samples / 7.0, 2) / (samples / 7.0);
    QVERIFY(chiSquare < 27.9); // 6 degrees of freedom, p = 1e-4
}

void TestRandomStream::belowSmallestAndLargest()
{
    RandomStream stream(8, Purpose::Shuffle);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(stream.below(1), std::uint64_t{0});
    QVERIFY(stream.below(~0ULL) < ~0ULL);
}

void TestRandomStream::shuffleGivesEveryOrderEquallyOften()
{
    RandomStream stream(9, Purpose::Shuffle);
    std::map<std::vector<std::uint32_t>, int> counts;
    for (int i = 0; i < 24'000; ++i) {
        std::vector<std::uint32_t> order(4);
        std::iota(order.begin(), order.end(), 0U);
        shuffle(order, stream);
        ++counts[order];
    }
    QCOMPARE(counts.size(), std::size_t{24});
    double chiSquare = 0.0;
    for (const auto &[order, count] : counts)
        chiSquare += std::pow(count - 1000.0, 2) / 1000.0;
    QVERIFY(chiSquare < 59.0); // 23 degrees of freedom, p = 5e-5
}

void TestRandomStream::shuffleOfNothing()
{
    RandomStream stream(10, Purpose::Shuffle);
    std::vector<std::uint32_t> none;
    shuffle(none, stream);
    std::vector<std::uint32_t> one{42};
    shuffle(one, stream);
    QCOMPARE(one, std::vector<std::uint32_t>{42});
}

QTEST_APPLESS_MAIN(TestRandomStream)
#include "test_random_stream.moc"
