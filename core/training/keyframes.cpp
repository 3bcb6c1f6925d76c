#include "training/keyframes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace basin {

namespace {

constexpr std::int64_t entry = 48; ///< its place in the list and the allocation

} // namespace

bool KeyframeLadder::keeps(std::int64_t serial, std::int64_t newest) const
{
    int level = 0;
    for (std::int64_t age = (newest - serial) / m_reach; level < m_level && age >= 2; age /= 2)
        ++level;
    return serial % (std::int64_t{1} << level) == 0;
}

void KeyframeLadder::dropBehind(std::int64_t newest, const std::function<void(std::int64_t serial)> &dropped) const
{
    for (int level = 1; level <= m_level; ++level) {
        const std::int64_t stride = std::int64_t{1} << level;
        const std::int64_t serial = newest - m_reach * stride;
        if (serial <= 0)
            return;
        if (serial % stride != 0)
            dropped(serial);
    }
}

/// The far end gives way as long as it holds more than the near one.
void KeyframeLadder::coarsen(std::int64_t newest)
{
    const std::int64_t far = newest >> m_level;
    const std::int64_t near = m_reach * m_level;
    if (far > near || (m_reach == 1 && far > 1))
        ++m_level;
    else if (m_reach > 1)
        m_reach /= 2;
}

bool KeyframeLadder::canCoarsen(std::int64_t newest) const
{
    return m_reach > 1 || (newest >> m_level) > 1;
}

std::int64_t Keyframe::bytes() const
{
    return moment.bytes() + static_cast<std::int64_t>(sizeof *this - sizeof moment) + (history ? history->bytes() : 0);
}

void Keyframes::add(Keyframe keyframe)
{
    const std::int64_t serial = m_next++;
    m_bytes += keyframe.bytes() + entry;
    m_frames.push_back({serial, std::make_unique<const Keyframe>(std::move(keyframe))});
    m_ladder.dropBehind(serial, [this](std::int64_t dropped) {
        const auto place = std::lower_bound(m_frames.begin(), m_frames.end(), dropped,
                                            [](const Numbered &a, std::int64_t wanted) { return a.serial < wanted; });
        if (place == m_frames.end() || place->serial != dropped)
            return;
        m_bytes -= place->keyframe->bytes() + entry;
        m_frames.erase(place); // not far from the end
    });
}

void Keyframes::dropWhere(Frames::iterator begin, const std::function<bool(const Numbered &)> &condition)
{
    const auto end = std::remove_if(begin, m_frames.end(), [&](const Numbered &frame) {
        const bool goes = condition(frame);
        m_bytes -= goes ? frame.keyframe->bytes() + entry : 0;
        return goes;
    });
    m_frames.erase(end, m_frames.end());
}

void Keyframes::coarsen()
{
    if (m_frames.size() < 2)
        return;
    const std::int64_t newest = m_next - 1;
    const std::size_t before = m_frames.size();
    m_ladder.coarsen(newest);
    dropWhere(std::next(m_frames.begin()),
              [&](const Numbered &frame) { return !m_ladder.keeps(frame.serial, newest); });
    if (m_frames.size() < before || m_ladder.canCoarsen(newest))
        return;
    // A handful that is too large: the last one, then the first alone.
    const bool hasMore = m_frames.size() > 2;
    dropWhere(std::next(m_frames.begin()), [&](const Numbered &frame) { return !hasMore || frame.serial < newest; });
}

void Keyframes::beginWith(const Keyframe *first, std::shared_ptr<const History> history)
{
    Keyframe whole = *first;
    whole.history = std::move(history);
    dropWhere(m_frames.begin(), [&, isBefore = true](const Numbered &frame) mutable {
        isBefore = isBefore && frame.keyframe.get() != first;
        return isBefore;
    });
    m_bytes += whole.bytes() - m_frames.front().keyframe->bytes();
    m_frames.front().keyframe = std::make_unique<const Keyframe>(std::move(whole));
}

void Keyframes::dropIf(const std::function<bool(const Keyframe &)> &condition)
{
    dropWhere(m_frames.begin(), [&](const Numbered &frame) { return condition(*frame.keyframe); });
    m_next = m_frames.empty() ? 0 : m_frames.back().serial + 1;
}

const Keyframe *Keyframes::firstThat(const std::function<bool(const Keyframe &)> &condition) const
{
    const auto found = std::find_if(m_frames.begin(), m_frames.end(),
                                    [&](const Numbered &frame) { return condition(*frame.keyframe); });
    return found == m_frames.end() ? nullptr : found->keyframe.get();
}

const Keyframe *Keyframes::last(const std::function<bool(const Keyframe &)> &isBefore,
                                const std::function<bool(const Keyframe &)> &isUsable) const
{
    auto frame = std::partition_point(m_frames.begin(), m_frames.end(),
                                      [&](const Numbered &candidate) { return isBefore(*candidate.keyframe); });
    while (frame != m_frames.begin()) {
        --frame;
        if (isUsable(*frame->keyframe))
            return frame->keyframe.get();
    }
    return nullptr;
}

} // namespace basin
