#pragma once

// Which instruction sets vector code is compiled for; the best one that the machine has is chosen at run time. What is
// left out here would cost compile time and win little; SVE vectors cannot stand in arrays.
// Every source with vector code includes this first: rows of lanes are as wide as the vectors of one set, and must not
// be walked with those of another.
#define BASIN_SIMD_TARGETS
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// One set of vectors is enough to look for errors in, and sanitizers make this code slow to compile.
#define HWY_DISABLED_TARGETS                                                                                           \
    (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#else
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#endif
