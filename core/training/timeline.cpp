#include "training/timeline.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace basin {

namespace {

constexpr std::int64_t forever = std::numeric_limits<std::int64_t>::max();
constexpr int keyframeShare = 100;               ///< at most one part in so many of the time
constexpr std::size_t mostOnTheWay = 32;         ///< keyframes
constexpr std::int64_t changesShare = 4;         ///< changes may take one part in so many of the memory
constexpr std::int64_t keyframesShare = 2;       ///< keyframes at least this part
constexpr std::int64_t settingsOfAChange = 1024; ///< bytes; each change makes new settings that keyframes share

std::size_t archiveIndex(std::int64_t stride)
{
    return static_cast<std::size_t>(std::countr_zero(static_cast<std::uint64_t>(stride)));
}

std::int64_t bytesOf(const RecordedChange &change)
{
    return change.bytes() + settingsOfAChange;
}

} // namespace

Timeline::Timeline(RunSpec spec, std::shared_ptr<const PreparedData> data, const RunState *state,
                   const TimelineOptions &options)
    : m_options(options), m_trainer(std::move(spec), std::move(data), state)
{
    m_trainer.setChangeListener([this](const RecordedChange &change) { noteChange(change); });
    Keyframe first = keyframeHere();
    first.history = std::make_shared<const History>(m_trainer.history());
    m_frames.add(std::move(first));
    setMemory(options.memory);
}

// ---- Changes

void Timeline::noteChange(const RecordedChange &change)
{
    m_sought.reset();
    if (isPast())
        giveUpFuture();
    m_log.push_back(change);
    m_logBytes += bytesOf(change);
    m_done = changesMade();
    if (m_logBytes > m_options.memory / changesShare)
        shortenLog();
}

void Timeline::giveUpFuture()
{
    const RunPlace place = m_trainer.runPlace();
    const std::vector<double> &theta = m_newest->moment.state.parameters;
    m_givenUp.push_back(std::make_shared<const GivenUpFuture>(
        GivenUpFuture{.history = m_newest->history,
                      .parameters = Eigen::Map<const Vector>(theta.data(), static_cast<Eigen::Index>(theta.size())),
                      .parting = place}));
    while (changesMade() > m_done) {
        m_logBytes -= bytesOf(m_log.back());
        m_log.pop_back();
    }
    const auto liesAhead = [&](const Keyframe &keyframe) {
        return keyframe.changes > m_done || keyframe.moment.state.step > place.step;
    };
    m_frames.dropIf(liesAhead);
    std::erase_if(m_onTheWay, liesAhead);
    m_archive.resize(std::min(m_archive.size(), archiveIndex(m_trainer.history().stride())));
    m_newest.reset();
}

std::vector<std::shared_ptr<const GivenUpFuture>> Timeline::takeGivenUp()
{
    return std::exchange(m_givenUp, {});
}

/// The older half of the changes is forgotten, and with it the time before them.
void Timeline::shortenLog()
{
    const std::size_t wanted = m_firstChange + m_log.size() / 2;
    const Keyframe *first = m_frames.firstThat(
        [&](const Keyframe &keyframe) { return keyframe.changes >= wanted && sourceOf(keyframe) != nullptr; });
    if (first == nullptr) {
        m_frames.add(keyframeHere());
        first = m_frames.firstThat([&](const Keyframe &keyframe) { return keyframe.changes >= wanted; });
    }
    m_frames.beginWith(first, std::make_shared<const History>(historyOf(*first)));
    while (m_firstChange < m_frames.first().changes) {
        m_logBytes -= bytesOf(m_log.front());
        m_log.pop_front();
        ++m_firstChange;
    }
}

// ---- Forward

StopReason Timeline::advance(std::int64_t updates)
{
    m_sought.reset();
    if (isPast()) {
        updates -= replay(updates, changesMade(), {});
        if (isPast())
            return m_trainer.stopReason();
    }
    if (updates > 0 && m_trainer.stopReason() == StopReason::None) {
        const auto begin = Clock::now();
        advancePresent(updates);
        keepKeyframe(Clock::now() - begin);
    }
    return m_trainer.stopReason();
}

/// Neighbouring bins of the history merge now and then: what they were is kept before.
void Timeline::advancePresent(std::int64_t updates)
{
    while (updates > 0 && m_trainer.stopReason() == StopReason::None) {
        const History &history = m_trainer.history();
        const std::int64_t epochs = history.mergeEpoch() - m_trainer.epoch();
        const std::int64_t toMerge = epochs > 0 ? m_trainer.updatesFor(epochs) : 1;
        if (updates < toMerge) {
            m_trainer.advance(updates);
            return;
        }
        if (m_trainer.advance(toMerge - 1) != StopReason::None)
            return;
        const std::size_t index = archiveIndex(history.stride());
        m_archive.resize(std::max(m_archive.size(), index + 1));
        m_archive[index] = std::make_shared<const History>(history);
        m_trainer.advance(1);
        updates -= toMerge;
    }
}

void Timeline::keepKeyframe(Clock::duration time)
{
    m_sinceKeyframe += time;
    if (m_sinceKeyframe < std::max<Clock::duration>(m_options.between, keyframeShare * m_keyframeCost))
        return;
    const auto begin = Clock::now();
    m_frames.add(keyframeHere());
    // Down at once, up slowly: on a busy machine one may take long without costing much.
    const Clock::duration cost = Clock::now() - begin;
    m_keyframeCost = std::min(cost, m_keyframeCost + cost / 16);
    m_sinceKeyframe = {};
    keepWithinMemory();
}

// ---- Back

bool Timeline::isBefore(const RunPlace &place, const MomentWanted &wanted) const
{
    switch (wanted.kind) {
    case MomentWanted::Kind::Step:
        return place.step <= wanted.value;
    case MomentWanted::Kind::Epoch:
        return place.epoch < wanted.value || (place.epoch == wanted.value && place.position == 0);
    case MomentWanted::Kind::Newest:
        break;
    }
    return true;
}

std::size_t Timeline::changesBefore(const MomentWanted &wanted) const
{
    std::size_t count = m_log.size();
    while (count > 0 && !isBefore(m_log[count - 1].place, wanted))
        --count;
    return m_firstChange + count;
}

RunPlace Timeline::newest() const
{
    return m_newest ? m_newest->moment.place() : m_trainer.runPlace();
}

std::shared_ptr<const History> Timeline::wholeHistory() const
{
    return m_newest ? m_newest->history : nullptr;
}

void Timeline::goTo(const MomentWanted &wanted)
{
    seek(wanted);
    while (isSeeking())
        seekOn(forever);
}

void Timeline::seek(const MomentWanted &wantedMoment)
{
    MomentWanted wanted = wantedMoment;
    if (!isBefore(first(), wanted))
        wanted = {.kind = MomentWanted::Kind::Step, .value = first().step};
    m_sought.reset();
    if (isBefore(newest(), wanted)) {
        if (const auto newest = std::exchange(m_newest, nullptr))
            restore(*newest);
        return;
    }
    if (!isPast()) {
        Keyframe newest = keyframeHere();
        newest.history = std::make_shared<const History>(m_trainer.history());
        m_newest = std::make_unique<const Keyframe>(std::move(newest));
        m_onTheWay.clear();
    } else if (m_onTheWay.size() > mostOnTheWay) {
        m_onTheWay.erase(m_onTheWay.begin(), m_onTheWay.end() - mostOnTheWay / 2);
    }
    const std::size_t changes = changesBefore(wanted);
    m_sought = {.wanted = wanted, .changes = changes};

    const auto isPlaceBefore = [&](const Keyframe &keyframe) { return isBefore(keyframe.moment.place(), wanted); };
    const auto isUsable = [&](const Keyframe &keyframe) {
        return isPlaceBefore(keyframe) && keyframe.changes <= changes && sourceOf(keyframe) != nullptr;
    };
    const auto isLater = [](const Keyframe &a, const Keyframe &b) {
        return a.changes != b.changes ? a.changes > b.changes : a.moment.state.step > b.moment.state.step;
    };
    const Keyframe *nearest = m_frames.last(isPlaceBefore, isUsable);
    for (const Keyframe &keyframe : m_onTheWay) {
        if (isUsable(keyframe) && isLater(keyframe, *nearest))
            nearest = &keyframe;
    }
    const RunPlace here = m_trainer.runPlace();
    const bool isOnTheWay =
        isBefore(here, wanted) && m_done <= changes &&
        (m_done > nearest->changes || (m_done == nearest->changes && here.step >= nearest->moment.state.step));
    if (!isOnTheWay)
        restore(*nearest);
}

std::int64_t Timeline::seekOn(std::int64_t updates)
{
    if (!m_sought)
        return 0;
    const auto begin = Clock::now();
    const std::int64_t made = replay(updates, m_sought->changes, m_sought->wanted);
    if (made == 0 || updatesTo(m_sought->changes, m_sought->wanted) <= 0)
        m_sought.reset();
    m_sinceKeyframe += Clock::now() - begin;
    if (m_sought && m_sinceKeyframe >= std::max<Clock::duration>(m_options.between, keyframeShare * m_keyframeCost)) {
        m_sinceKeyframe = {};
        m_onTheWay.push_back(keyframeHere());
        // Ever fewer farther back, as on the whole.
        if (m_onTheWay.size() > mostOnTheWay) {
            for (std::size_t i = 0; i < mostOnTheWay / 2; ++i)
                m_onTheWay.erase(m_onTheWay.begin() + static_cast<std::ptrdiff_t>(i));
        }
        keepWithinMemory();
    }
    return made;
}

/// Makes updates anew, with the changes up to number `changes`. @return  how many
std::int64_t Timeline::replay(std::int64_t updates, std::size_t changes, const MomentWanted &wanted)
{
    std::int64_t made = 0;
    while (repeatChange(changes)) {
    }
    while (made < updates && isPast()) {
        const std::int64_t wantedUpdates = updatesTo(changes, wanted);
        if (wantedUpdates <= 0)
            break;
        const std::int64_t before = m_trainer.step();
        m_trainer.advance(std::min(wantedUpdates, updates - made));
        made += std::max<std::int64_t>(1, m_trainer.step() - before); // one that led nowhere was made too
        bool goesOn = m_trainer.stopReason() == StopReason::None;
        while (repeatChange(changes))
            goesOn = true;
        if (wanted.kind == MomentWanted::Kind::Newest)
            arriveIfNewest();
        if (!goesOn)
            break;
    }
    return made;
}

/// How many updates may be made before something else is due.
std::int64_t Timeline::updatesTo(std::size_t changes, const MomentWanted &wanted) const
{
    const auto isFailure = [](StopReason stop) {
        return stop == StopReason::Diverged || stop == StopReason::NoStepFound;
    };
    if (m_done < changes) {
        const RecordedChange &next = m_log[m_done - m_firstChange];
        return isFailure(next.stop) ? forever : next.place.step - m_trainer.step();
    }
    switch (wanted.kind) {
    case MomentWanted::Kind::Step:
        return wanted.value - m_trainer.step();
    case MomentWanted::Kind::Epoch:
        return m_trainer.updatesFor(wanted.value - m_trainer.epoch());
    case MomentWanted::Kind::Newest:
        break;
    }
    return isFailure(m_newest->moment.stop) ? forever : m_newest->moment.state.step - m_trainer.step();
}

bool Timeline::repeatChange(std::size_t changes)
{
    if (m_done >= changes)
        return false;
    const RecordedChange &next = m_log[m_done - m_firstChange];
    if (next.place != m_trainer.runPlace() || next.stop != m_trainer.stopReason())
        return false;
    m_trainer.repeat(next);
    ++m_done;
    return true;
}

void Timeline::arriveIfNewest()
{
    const bool isThere = m_done == changesMade() && m_trainer.runPlace() == m_newest->moment.place() &&
                         m_trainer.stopReason() == m_newest->moment.stop;
    if (isThere)
        m_newest.reset();
}

// ---- Keyframes

Keyframe Timeline::keyframeHere() const
{
    return {.moment = m_trainer.moment(), .changes = m_done, .history = nullptr};
}

const History *Timeline::sourceOf(const Keyframe &keyframe) const
{
    if (keyframe.history)
        return keyframe.history.get();
    const History &newest = m_newest ? *m_newest->history : m_trainer.history();
    const std::int64_t stride = keyframe.moment.history.stride;
    if (stride == newest.stride())
        return &newest;
    const std::size_t index = archiveIndex(stride);
    return index < m_archive.size() ? m_archive[index].get() : nullptr;
}

History Timeline::historyOf(const Keyframe &keyframe) const
{
    return keyframe.history ? *keyframe.history : sourceOf(keyframe)->backAt(keyframe.moment.history);
}

void Timeline::restore(const Keyframe &keyframe)
{
    m_trainer.restore(keyframe.moment, historyOf(keyframe));
    m_done = keyframe.changes;
    m_sinceKeyframe = {};
}

// ---- Memory

void Timeline::setMemory(std::int64_t bytes)
{
    m_options.memory = bytes;
    keepWithinMemory();
}

std::int64_t Timeline::bytes() const
{
    std::int64_t bytes = m_frames.bytes() + m_logBytes + archiveBytes() + (m_newest ? m_newest->bytes() : 0);
    for (const Keyframe &keyframe : m_onTheWay)
        bytes += keyframe.bytes();
    return bytes;
}

std::int64_t Timeline::archiveBytes() const
{
    std::int64_t bytes = 0;
    for (const auto &history : m_archive)
        bytes += history ? history->bytes() : 0;
    return bytes;
}

/// Old histories go last and the shortest first: what belongs to its time is then reached from the first keyframe.
void Timeline::keepWithinMemory()
{
    while (bytes() > m_options.memory) {
        if (!m_onTheWay.empty()) {
            m_onTheWay.clear();
            continue;
        }
        const auto oldest =
            std::find_if(m_archive.begin(), m_archive.end(), [](const auto &history) { return history != nullptr; });
        const bool hasArchive = oldest != m_archive.end();
        if (m_frames.count() > 1 && (!hasArchive || m_frames.bytes() > m_options.memory / keyframesShare)) {
            m_frames.coarsen();
        } else if (hasArchive) {
            oldest->reset();
            m_frames.dropIf([this](const Keyframe &keyframe) { return sourceOf(keyframe) == nullptr; });
        } else {
            return; // the first keyframe and the newest moment are always there
        }
    }
}

} // namespace basin
