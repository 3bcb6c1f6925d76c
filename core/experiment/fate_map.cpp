#include "experiment/fate_map.h"

#include "data/error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace basin {

namespace {

using Clock = std::chrono::steady_clock;

std::size_t placeOf(const FateMapSpec &spec, int column, int row)
{
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(spec.columns) + static_cast<std::size_t>(column);
}

/// The smallest power of two that leaves at most `most` points a side.
int firstStride(const FateMapSpec &spec, int most)
{
    const int side = std::max(spec.columns, spec.rows);
    int stride = 1;
    while ((side + stride - 1) / stride > std::max(2, most))
        stride *= 2;
    return stride;
}

/// The places that a picture of this stride has and the coarser one before has not; `coarser` 0: there was none.
std::vector<std::uint32_t> placesOf(const FateMapSpec &spec, int stride, int coarser)
{
    std::vector<std::uint32_t> places;
    for (int row = 0; row < spec.rows; row += stride)
        for (int column = 0; column < spec.columns; column += stride)
            if (coarser == 0 || row % coarser != 0 || column % coarser != 0)
                places.push_back(static_cast<std::uint32_t>(placeOf(spec, column, row)));
    return places;
}

/// A map that grows on many threads. Each point is written once, by whoever trained it, and read by others only after
/// its flag is up.
class GrowingMap {
public:
    GrowingMap(const FateMapSpec &spec, const FateMapOptions &options)
        : m_spec(spec),
          m_options(options),
          m_levels(namedLevels(spec.run, *spec.data)),
          m_points(static_cast<std::size_t>(spec.columns) * static_cast<std::size_t>(spec.rows)),
          m_isDone(std::make_unique<std::atomic<bool>[]>(m_points.size()))
    {
    }

    void grow(int stride, int coarser, std::stop_token stop)
    {
        const std::vector<std::uint32_t> places = placesOf(m_spec, stride, coarser);
        RunSet set{.spec = m_spec.run, .data = m_spec.data, .count = std::ssize(places), .start = {}};
        set.start = [&](std::int64_t run) {
            const int place = static_cast<int>(places[static_cast<std::size_t>(run)]);
            return RunStart{.seed = m_spec.run.init.seed,
                            .parameters = m_spec.startAt(place % m_spec.columns, place / m_spec.columns)};
        };
        const auto sink = [&](std::size_t, std::int64_t run, RunEnd &&end) {
            take(places[static_cast<std::size_t>(run)], end);
        };
        trainRuns({set}, sink, {.threads = m_options.threads, .steps = m_options.steps}, stop);
        if (!stop.stop_requested())
            m_stride = stride;
    }

    /// What there is now, on its own.
    [[nodiscard]] FateMap copy() const
    {
        FateMap map{.spec = m_spec, .points = {}, .groups = {}, .done = 0, .stride = m_stride};
        map.points.resize(m_points.size());
        for (std::size_t i = 0; i < m_points.size(); ++i)
            if (m_isDone[i].load(std::memory_order_acquire))
                map.points[i] = m_points[i];
        return grouped(std::move(map));
    }

    /// The end of all work: the points move out.
    [[nodiscard]] FateMap release()
    {
        return grouped({.spec = m_spec, .points = std::move(m_points), .groups = {}, .done = 0, .stride = m_stride});
    }

private:
    void take(std::uint32_t place, const RunEnd &end)
    {
        m_points[place] = {.loss = end.loss,
                           .accuracy = end.accuracy,
                           .epochs = end.epochs,
                           .solvedEpoch = end.solvedEpoch,
                           .outcome = end.isRefused ? Outcome::Diverged : end.outcome,
                           .group = 0,
                           .isDone = true};
        m_isDone[place].store(true, std::memory_order_release);
        if (m_options.points != nullptr)
            m_options.points->fetch_add(1, std::memory_order_relaxed);
    }

    [[nodiscard]] FateMap grouped(FateMap map) const
    {
        std::vector<RunRow> rows;
        for (std::size_t i = 0; i < map.points.size(); ++i)
            if (const FatePoint &point = map.points[i]; point.isDone)
                rows.push_back({.run = static_cast<std::int64_t>(i),
                                .seed = map.spec.run.init.seed,
                                .outcome = point.outcome,
                                .epochs = point.epochs,
                                .solvedEpoch = point.solvedEpoch,
                                .loss = point.loss,
                                .accuracy = point.accuracy});
        Fates fates = sortFates(rows, m_levels);
        for (std::size_t k = 0; k < rows.size(); ++k)
            map.points[static_cast<std::size_t>(rows[k].run)].group = fates.of[k];
        for (Fate &fate : fates.groups)
            if (fate.typical >= 0)
                fate.typical = rows[static_cast<std::size_t>(fate.typical)].run;
        map.groups = std::move(fates.groups);
        map.done = std::ssize(rows);
        return map;
    }

    const FateMapSpec &m_spec;
    const FateMapOptions &m_options;
    std::vector<NamedLevel> m_levels;
    std::vector<FatePoint> m_points;
    std::unique_ptr<std::atomic<bool>[]> m_isDone;
    std::atomic<int> m_stride{0};
};

/// Hands out copies of a growing map from a thread of its own, so that no lane waits for a picture.
class Herald {
public:
    Herald(const GrowingMap &map, const std::function<void(FateMapPtr)> &progress)
    {
        if (progress)
            m_thread = std::jthread([this, &map, &progress](std::stop_token stop) { work(map, progress, stop); });
    }

    void tellNow()
    {
        const std::lock_guard lock(m_mutex);
        m_isDue = true;
        m_wake.notify_one();
    }

private:
    void work(const GrowingMap &map, const std::function<void(FateMapPtr)> &progress, std::stop_token stop)
    {
        constexpr Clock::duration usualPace = std::chrono::milliseconds(100);
        constexpr int restFactor = 10;
        Clock::duration rest = usualPace;
        while (true) {
            {
                std::unique_lock lock(m_mutex);
                m_wake.wait_for(lock, stop, rest, [this] { return m_isDue; });
                m_isDue = false;
            }
            if (stop.stop_requested())
                return;
            const Clock::time_point begin = Clock::now();
            progress(std::make_shared<const FateMap>(map.copy()));
            rest = std::max(usualPace, restFactor * (Clock::now() - begin));
        }
    }

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    bool m_isDue = false;
    std::jthread m_thread;
};

void append(std::string &text, double value)
{
    if (!std::isfinite(value))
        return;
    std::array<char, 32> digits{};
    text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

} // namespace

std::optional<std::string> FateMapSpec::problem() const
{
    if (!data)
        return "fate map: there are no data";
    for (const Eigen::Index weight : weights)
        if (weight < 0 || weight >= run.architecture.parameterCount())
            return "fate map: weight " + std::to_string(weight) + " is none of the network's " +
                   std::to_string(run.architecture.parameterCount());
    if (weights[0] == weights[1])
        return "fate map: needs two different weights";
    for (const Interval &range : {a, b})
        if (!(range.low < range.high) || !std::isfinite(range.high - range.low))
            return "fate map: needs a finite range from low to high";
    if (std::min(columns, rows) < 2 || std::max(columns, rows) > maximumSide)
        return std::string("fate map: needs 2 to ") + std::to_string(maximumSide) + " points a side";
    return std::nullopt;
}

Vector FateMapSpec::start() const
{
    return startParameters(run.architecture, run.init);
}

double FateMapSpec::aAt(int column) const
{
    return std::lerp(a.low, a.high, static_cast<double>(column) / (columns - 1));
}

double FateMapSpec::bAt(int row) const
{
    return std::lerp(b.low, b.high, static_cast<double>(row) / (rows - 1));
}

std::vector<double> FateMapSpec::startAt(int column, int row) const
{
    const Vector from = start();
    std::vector<double> parameters(from.begin(), from.end());
    parameters[static_cast<std::size_t>(weights[0])] = aAt(column);
    parameters[static_cast<std::size_t>(weights[1])] = bAt(row);
    return parameters;
}

const FatePoint &FateMap::at(int column, int row) const
{
    return points[placeOf(spec, column, row)];
}

const FatePoint *FateMap::shownAt(int column, int row) const
{
    if (const FatePoint &point = at(column, row); point.isDone)
        return &point;
    if (stride == 0)
        return nullptr;
    const auto nearest = [this](int index, int count) {
        return std::min((index + stride / 2) / stride, (count - 1) / stride) * stride;
    };
    return &at(nearest(column, spec.columns), nearest(row, spec.rows));
}

FateMap fateMap(const FateMapSpec &spec, const FateMapOptions &options, std::stop_token stop)
{
    if (const auto problem = spec.problem())
        throw InputError("", *problem);
    FateMapSpec whole = spec; // the start is drawn once, not for each point
    const Vector start = spec.start();
    whole.run.init.parameters.assign(start.begin(), start.end());
    GrowingMap map(whole, options);
    {
        Herald herald(map, options.progress);
        int coarser = 0;
        for (int stride = firstStride(whole, options.firstSide); stride >= 1; stride /= 2) {
            map.grow(stride, coarser, stop);
            if (stop.stop_requested())
                break;
            coarser = stride;
            if (stride > 1)
                herald.tellNow();
        }
    }
    FateMap result = map.release();
    result.spec = spec;
    return result;
}

std::string fateMapCsv(const FateMap &map)
{
    std::string text = "a,b,outcome,label,epochs,loss,accuracy,solved_epoch\n";
    for (int column = 0; column < map.spec.columns; ++column)
        for (int row = 0; row < map.spec.rows; ++row) {
            const FatePoint &point = map.at(column, row);
            if (!point.isDone)
                continue;
            append(text, map.spec.aAt(column));
            text += ',';
            append(text, map.spec.bAt(row));
            text += ',';
            text += outcomeName(point.outcome);
            text += ',' + map.groups[point.group].label + ',' + std::to_string(point.epochs) + ',';
            append(text, point.loss);
            text += ',';
            append(text, point.accuracy);
            text += ',' + std::to_string(point.solvedEpoch) + '\n';
        }
    return text;
}

} // namespace basin
