#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace basin {

/// While it lives, results of this thread that are too small to be normal numbers (below 2.2e-308, or 1.2e-38 in
/// float32) become 0. The moments of a unit that went dead decay until they are such numbers and stay so for ever, and
/// with them a processor takes a hundred times as long: measured, a whole run took 2.7 times as long. All arithmetic of
/// a run happens under it, so that its bits do not depend on where a run is cut.
class FlushToZero {
public:
    FlushToZero() : m_saved(control()) { setControl(m_saved | flag); }
    ~FlushToZero() { setControl(m_saved); }
    FlushToZero(const FlushToZero &) = delete;
    FlushToZero &operator=(const FlushToZero &) = delete;

private:
#if defined(__SSE2__)
    using Control = unsigned int;
    static constexpr Control flag = 1U << 15U; // MXCSR.FTZ
    static Control control()
    {
        return _mm_getcsr();
    }
    static void setControl(Control value)
    {
        _mm_setcsr(value);
    }
#elif defined(__aarch64__)
    using Control = std::uint64_t;
    static constexpr Control flag = std::uint64_t{1} << 24U; // FPCR.FZ
    static Control control()
    {
        Control value = 0;
        asm volatile("mrs %0, fpcr" : "=r"(value));
        return value;
    }
    static void setControl(Control value)
    {
        asm volatile("msr fpcr, %0" : : "r"(value));
    }
#else
    using Control = unsigned int;
    static constexpr Control flag = 0;
    static Control control()
    {
        return 0;
    }
    static void setControl(Control) {}
#endif

    Control m_saved;
};

} // namespace basin
