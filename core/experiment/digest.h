#pragma once

#include "data/data_spec.h"

#include <memory>
#include <string>
#include <string_view>

namespace basin {

/// A short digest of many bytes (XXH3, 64 bits): tells files that differ by accident or by hand, keeps no secret. The
/// same on every machine of one byte order.
class Digest {
public:
    Digest();
    ~Digest();
    Digest(const Digest &) = delete;
    Digest &operator=(const Digest &) = delete;

    void add(std::string_view bytes);
    void add(const PreparedData &data);     ///< all samples and which of them are trained
    [[nodiscard]] std::string text() const; ///< 16 hex digits

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace basin
