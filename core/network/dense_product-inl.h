// The one loop under a dense layer, forwards and backwards: sums of products in a fixed order, blocked in registers.

#if defined(BASIN_DENSE_PRODUCT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef BASIN_DENSE_PRODUCT_INL_H
#undef BASIN_DENSE_PRODUCT_INL_H
#else
#define BASIN_DENSE_PRODUCT_INL_H
#endif

#include <hwy/highway.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// out(r, lane) = begin(r, lane) + Σ_k lanes(k, lane) · factor(r, k), fused, in the order k = 0, 1, …
template <class T>
struct Product {
    std::int64_t rows;
    std::int64_t vectors; ///< how many vectors of lanes
    std::int64_t terms;   ///< how many k
    const T *lanes;       ///< (k, lane) at k · laneStride + lane
    std::int64_t laneStride;
    const T *factors; ///< (r, k) at r · rowStride + k · termStride
    std::int64_t rowStride;
    std::int64_t termStride;
};

/// Rows × vectors sums held in registers.
template <int R, int V, class D, class Edge, class T = hn::TFromD<D>>
HWY_INLINE void productBlock(D d, const Product<T> &p, const Edge &edge, std::int64_t row, std::int64_t lane)
{
    const auto width = static_cast<std::int64_t>(hn::Lanes(d));
    hn::Vec<D> sum[R][V];
    HWY_UNROLL(4)
    for (int r = 0; r < R; ++r) {
        HWY_UNROLL(4)
        for (int v = 0; v < V; ++v)
            sum[r][v] = edge.begin(d, row + r, lane + v * width);
    }
    const T *lanes = p.lanes + lane;
    const T *factors = p.factors + row * p.rowStride;
    for (std::int64_t k = 0; k < p.terms; ++k, lanes += p.laneStride, factors += p.termStride) {
        hn::Vec<D> x[V];
        HWY_UNROLL(4)
        for (int v = 0; v < V; ++v)
            x[v] = hn::LoadU(d, lanes + v * width);
        HWY_UNROLL(4)
        for (int r = 0; r < R; ++r) {
            const auto factor = hn::Set(d, factors[r * p.rowStride]);
            HWY_UNROLL(4)
            for (int v = 0; v < V; ++v)
                sum[r][v] = hn::MulAdd(x[v], factor, sum[r][v]);
        }
    }
    HWY_UNROLL(4)
    for (int r = 0; r < R; ++r) {
        HWY_UNROLL(4)
        for (int v = 0; v < V; ++v)
            edge.end(d, row + r, lane + v * width, sum[r][v]);
    }
}

template <int V, class D, class Edge, class T = hn::TFromD<D>>
HWY_INLINE void productColumn(D d, const Product<T> &p, const Edge &edge, std::int64_t lane)
{
    std::int64_t row = 0;
    for (; row + 4 <= p.rows; row += 4)
        productBlock<4, V>(d, p, edge, row, lane);
    if (row + 2 <= p.rows) {
        productBlock<2, V>(d, p, edge, row, lane);
        row += 2;
    }
    if (row < p.rows)
        productBlock<1, V>(d, p, edge, row, lane);
}

template <class D, class Edge, class T = hn::TFromD<D>>
HWY_INLINE void product(D d, const Product<T> &p, const Edge &edge)
{
    const auto width = static_cast<std::int64_t>(hn::Lanes(d));
    std::int64_t v = 0;
    if constexpr (hn::MaxLanes(D()) > 1) {
        constexpr int together = HWY_TARGET == HWY_AVX3 ? 4 : 2; // with 4 rows: half of the registers
        for (; v + together <= p.vectors; v += together)
            productColumn<together>(d, p, edge, v * width);
    }
    for (; v < p.vectors; ++v)
        productColumn<1>(d, p, edge, v * width);
}

/// z = b + Σ x · w
template <class T>
struct ForwardEdge {
    const T *bias;
    T *out;
    std::int64_t stride;
    template <class D>
    HWY_INLINE hn::Vec<D> begin(D d, std::int64_t row, std::int64_t) const
    {
        return hn::Set(d, bias[row]);
    }
    template <class D>
    HWY_INLINE void end(D d, std::int64_t row, std::int64_t lane, hn::Vec<D> sum) const
    {
        hn::StoreU(sum, d, out + row * stride + lane);
    }
};

/// ∂E/∂z = dφ/dz · Σ ∂E/∂z' · w, over the slopes that the forward pass left there.
template <class T>
struct BackwardEdge {
    T *delta;
    std::int64_t stride;
    template <class D>
    HWY_INLINE hn::Vec<D> begin(D d, std::int64_t, std::int64_t) const
    {
        return hn::Zero(d);
    }
    template <class D>
    HWY_INLINE void end(D d, std::int64_t row, std::int64_t lane, hn::Vec<D> sum) const
    {
        T *at = delta + row * stride + lane;
        hn::StoreU(hn::Mul(sum, hn::LoadU(d, at)), d, at);
    }
};

/// ∂E/∂w, from 0 or from what earlier tiles summed.
template <class T>
struct GradientEdge {
    T *gradient;
    std::int64_t stride;
    bool isFirst;
    template <class D>
    HWY_INLINE hn::Vec<D> begin(D d, std::int64_t row, std::int64_t lane) const
    {
        return isFirst ? hn::Zero(d) : hn::LoadU(d, gradient + row * stride + lane);
    }
    template <class D>
    HWY_INLINE void end(D d, std::int64_t row, std::int64_t lane, hn::Vec<D> sum) const
    {
        hn::StoreU(sum, d, gradient + row * stride + lane);
    }
};

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#endif
