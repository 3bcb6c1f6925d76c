#include "experiment/digest.h"

#include <new>
#include <xxhash.h>

namespace basin {

struct Digest::State {
    XXH3_state_t *hash = XXH3_createState();
    State()
    {
        if (hash == nullptr)
            throw std::bad_alloc();
        XXH3_64bits_reset(hash);
    }
    ~State() { XXH3_freeState(hash); }
    State(const State &) = delete;
    State &operator=(const State &) = delete;

    void bytes(const void *begin, std::size_t count) const { XXH3_64bits_update(hash, begin, count); }
    void matrix(const Matrix &values) const
    {
        const std::int64_t shape[2] = {values.rows(), values.cols()};
        bytes(shape, sizeof shape);
        bytes(values.data(), static_cast<std::size_t>(values.size()) * sizeof(double));
    }
};

Digest::Digest() : m_state(std::make_unique<State>()) {}
Digest::~Digest() = default;

void Digest::add(std::string_view bytes)
{
    m_state->bytes(bytes.data(), bytes.size());
}

void Digest::add(const PreparedData &data)
{
    m_state->matrix(data.raw.inputs);
    m_state->matrix(data.raw.targets);
    m_state->bytes(data.trainRows.data(), data.trainRows.size() * sizeof(Eigen::Index));
}

std::string Digest::text() const
{
    const XXH64_hash_t hash = XXH3_64bits_digest(m_state->hash);
    std::string digits;
    for (int shift = 60; shift >= 0; shift -= 4)
        digits += "0123456789abcdef"[(hash >> static_cast<unsigned>(shift)) & 0xfU];
    return digits;
}

} // namespace basin
