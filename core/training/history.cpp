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
      m_schedule(std::max<std::size_t>(2, capacity + capacity % 2))
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
    const auto same = std::find_if(m_events.rbegin(), m_events.rend(), [&](const HistoryEvent &other) {
        return other.epoch == event.epoch && other.key == event.key;
    });
    if (same != m_events.rend()) {
        same->to = std::move(event.to);
        if (same->to == same->from && !same->to.empty())
            m_events.erase(std::next(same).base());
        return;
    }
    if (m_events.size() >= maximumEvents)
        m_events.erase(m_events.begin());
    m_events.push_back(std::move(event));
}

} // namespace basin
