#include "training/history.h"

#include <algorithm>
#include <cassert>

namespace basin {

namespace {

void writeTraces(std::vector<float> &traces, std::size_t row, std::span<const double> values)
{
    for (std::size_t i = 0; i < values.size(); ++i)
        traces[row * values.size() + i] = static_cast<float>(values[i]);
}

void moveTraces(std::vector<float> &traces, std::size_t width, std::size_t from, std::size_t to)
{
    std::copy_n(traces.begin() + static_cast<std::ptrdiff_t>(from * width), width,
                traces.begin() + static_cast<std::ptrdiff_t>(to * width));
}

} // namespace

History::History(std::size_t weightTraces, std::size_t outputTraces, std::size_t capacity)
    : m_weightTraces(std::min(weightTraces, maximumWeightTraces)),
      m_outputTraces(std::min(outputTraces, maximumTraces)),
      m_schedule(std::max<std::size_t>(2, capacity + capacity % 2)),
      m_events(std::make_shared<const HistoryEvents>())
{
}

void History::addPoint(std::int64_t epoch, const Metrics &metrics, std::span<const double> weights,
                       std::span<const double> outputs)
{
    assert(weights.size() == m_weightTraces && outputs.size() == m_outputTraces);
    while (!m_bins.empty() && m_bins.back().epoch > epoch)
        m_bins.pop_back(); // the run was set back
    if (!m_bins.empty() && m_bins.back().epoch == epoch) {
        m_bins.back().first = metrics;
        addLoss(metrics.loss);
    } else {
        m_bins.push_back({.epoch = epoch, .first = metrics, .lossLow = metrics.loss, .lossHigh = metrics.loss});
    }
    m_weights.resize(m_bins.size() * m_weightTraces);
    m_outputs.resize(m_bins.size() * m_outputTraces);
    writeTraces(m_weights, m_bins.size() - 1, weights);
    writeTraces(m_outputs, m_bins.size() - 1, outputs);
    if (m_schedule.thin(m_bins.size()))
        mergeNeighbours();
}

void History::mergeNeighbours()
{
    std::size_t last = 0;
    for (std::size_t bin = 1; bin < m_bins.size(); ++bin) {
        if (m_bins[bin].epoch / stride() == m_bins[last].epoch / stride()) {
            m_bins[last].lossLow = std::min(m_bins[last].lossLow, m_bins[bin].lossLow);
            m_bins[last].lossHigh = std::max(m_bins[last].lossHigh, m_bins[bin].lossHigh);
            continue;
        }
        ++last;
        m_bins[last] = m_bins[bin];
        moveTraces(m_weights, m_weightTraces, bin, last);
        moveTraces(m_outputs, m_outputTraces, bin, last);
    }
    m_bins.resize(last + 1);
    m_weights.resize(m_bins.size() * m_weightTraces);
    m_outputs.resize(m_bins.size() * m_outputTraces);
}

void History::addEvent(HistoryEvent event)
{
    auto events = std::make_shared<HistoryEvents>(*m_events);
    const auto same = std::find_if(events->rbegin(), events->rend(), [&](const HistoryEvent &other) {
        return other.epoch == event.epoch && other.key == event.key;
    });
    if (same != events->rend()) {
        same->to = std::move(event.to);
        if (same->to == same->from && !same->to.empty())
            events->erase(std::next(same).base());
    } else {
        if (events->size() >= maximumEvents)
            events->erase(events->begin());
        events->push_back(std::move(event));
    }
    m_events = std::move(events);
}

HistoryMark History::mark() const
{
    const auto lastRow = [this](const std::vector<float> &traces, std::size_t width) {
        const auto end = traces.begin() + static_cast<std::ptrdiff_t>(m_bins.size() * width);
        return std::vector<float>(end - static_cast<std::ptrdiff_t>(width), end);
    };
    HistoryMark mark;
    mark.bins = m_bins.size();
    mark.stride = stride();
    mark.events = m_events;
    mark.solvedEpoch = m_solvedEpoch;
    if (m_bins.empty())
        return mark;
    mark.last = m_bins.back();
    mark.weights = lastRow(m_weights, m_weightTraces);
    mark.outputs = lastRow(m_outputs, m_outputTraces);
    return mark;
}

History History::backAt(const HistoryMark &mark) const
{
    assert(mark.stride == stride() && mark.bins <= m_bins.size() + 1);
    History past(m_weightTraces, m_outputTraces);
    past.m_schedule = m_schedule;
    past.m_solvedEpoch = mark.solvedEpoch;
    past.m_events = mark.events;
    if (mark.bins == 0)
        return past;
    const auto begin = [&](const auto &rows, std::size_t width, const auto &last) {
        const auto first = rows.begin();
        auto kept = std::decay_t<decltype(rows)>(first, first + static_cast<std::ptrdiff_t>((mark.bins - 1) * width));
        kept.insert(kept.end(), last.begin(), last.end());
        return kept;
    };
    past.m_bins = begin(m_bins, 1, std::span(&mark.last, 1));
    past.m_weights = begin(m_weights, m_weightTraces, mark.weights);
    past.m_outputs = begin(m_outputs, m_outputTraces, mark.outputs);
    return past;
}

std::int64_t History::mergeEpoch() const
{
    const std::int64_t last = m_bins.empty() ? -1 : m_bins.back().epoch;
    const std::int64_t next = last < 0 ? 0 : (last / stride() + 1) * stride();
    const auto room = static_cast<std::int64_t>(m_schedule.capacity() - m_bins.size());
    return next + (room - 1) * stride();
}

std::int64_t History::bytes() const
{
    return static_cast<std::int64_t>(sizeof *this + m_bins.capacity() * sizeof(HistoryBin) +
                                     (m_weights.capacity() + m_outputs.capacity()) * sizeof(float));
}

} // namespace basin
