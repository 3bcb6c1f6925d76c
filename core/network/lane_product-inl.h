// The loop under a dense layer whose lanes are parameter vectors: sums of products in a fixed order, where both factors
// may differ from lane to lane.

#if defined(BASIN_LANE_PRODUCT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef BASIN_LANE_PRODUCT_INL_H
#undef BASIN_LANE_PRODUCT_INL_H
#else
#define BASIN_LANE_PRODUCT_INL_H
#endif

#include <hwy/highway.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace basin {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Factor (r, k) of every lane.
template <class T>
struct LaneFactors {
    const T *at;
    std::int64_t rowStride;
    std::int64_t termStride;
    template <class D>
    HWY_INLINE hn::Vec<D> load(D d, std::int64_t row, std::int64_t term, std::int64_t lane) const
    {
        return hn::LoadU(d, at + row * rowStride + term * termStride + lane);
    }
};

/// Factor (r, k), the same for all lanes.
template <class T>
struct SharedFactors {
    const T *at;
    std::int64_t rowStride;
    std::int64_t termStride;
    template <class D>
    HWY_INLINE hn::Vec<D> load(D d, std::int64_t row, std::int64_t term, std::int64_t) const
    {
        return hn::Set(d, at[row * rowStride + term * termStride]);
    }
};

/// R × C sums of one vector, held in registers.
template <int R, int C, class D, class A, class B, class Edge>
HWY_INLINE void laneProductBlock(D d, std::int64_t terms, const A &a, const B &b, const Edge &edge, std::int64_t row,
                                 std::int64_t column, std::int64_t lane)
{
    hn::Vec<D> sum[R][C];
    HWY_UNROLL(4)
    for (int r = 0; r < R; ++r) {
        HWY_UNROLL(4)
        for (int c = 0; c < C; ++c)
            sum[r][c] = edge.begin(d, row + r, column + c, lane);
    }
    for (std::int64_t k = 0; k < terms; ++k) {
        hn::Vec<D> x[R];
        HWY_UNROLL(4)
        for (int r = 0; r < R; ++r)
            x[r] = a.load(d, row + r, k, lane);
        HWY_UNROLL(4)
        for (int c = 0; c < C; ++c) {
            const auto y = b.load(d, column + c, k, lane);
            HWY_UNROLL(4)
            for (int r = 0; r < R; ++r)
                sum[r][c] = hn::MulAdd(x[r], y, sum[r][c]);
        }
    }
    HWY_UNROLL(4)
    for (int r = 0; r < R; ++r) {
        HWY_UNROLL(4)
        for (int c = 0; c < C; ++c)
            edge.end(d, row + r, column + c, lane, sum[r][c]);
    }
}

template <int R, class D, class A, class B, class Edge>
HWY_INLINE void laneProductRows(D d, std::int64_t columns, std::int64_t terms, const A &a, const B &b, const Edge &edge,
                                std::int64_t row, std::int64_t lane)
{
    std::int64_t column = 0;
    for (; column + 4 <= columns; column += 4)
        laneProductBlock<R, 4>(d, terms, a, b, edge, row, column, lane);
    for (; column < columns; ++column)
        laneProductBlock<R, 1>(d, terms, a, b, edge, row, column, lane);
}

/// sum(r, c) = begin(r, c) + Σ_k a(r, k) · b(c, k), fused, in the order k = 0, 1, …, for `width` lanes.
template <class D, class A, class B, class Edge>
HWY_INLINE void laneProduct(D d, std::int64_t rows, std::int64_t columns, std::int64_t terms, std::int64_t width,
                            const A &a, const B &b, const Edge &edge)
{
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    for (std::int64_t lane = 0; lane < width; lane += lanes) {
        std::int64_t row = 0;
        for (; row + 2 <= rows; row += 2)
            laneProductRows<2>(d, columns, terms, a, b, edge, row, lane);
        if (row < rows)
            laneProductRows<1>(d, columns, terms, a, b, edge, row, lane);
    }
}

/// z = b + Σ x · w; rows are units, columns samples.
template <class T>
struct LaneForwardEdge {
    const T *bias;
    std::int64_t biasStride;
    T *out;
    std::int64_t unitStride;
    std::int64_t width;
    template <class D>
    HWY_INLINE hn::Vec<D> begin(D d, std::int64_t unit, std::int64_t, std::int64_t lane) const
    {
        return hn::LoadU(d, bias + unit * biasStride + lane);
    }
    template <class D>
    HWY_INLINE void end(D d, std::int64_t unit, std::int64_t sample, std::int64_t lane, hn::Vec<D> sum) const
    {
        hn::StoreU(sum, d, out + unit * unitStride + sample * width + lane);
    }
};

/// ∂E/∂z = dφ/dz · Σ ∂E/∂z' · w, over the slopes that the forward pass left there.
template <class T>
struct LaneBackwardEdge {
    T *delta;
    std::int64_t unitStride;
    std::int64_t width;
    template <class D>
    HWY_INLINE hn::Vec<D> begin(D d, std::int64_t, std::int64_t, std::int64_t) const
    {
        return hn::Zero(d);
    }
    template <class D>
    HWY_INLINE void end(D d, std::int64_t unit, std::int64_t sample, std::int64_t lane, hn::Vec<D> sum) const
    {
        T *at = delta + unit * unitStride + sample * width + lane;
        hn::StoreU(hn::Mul(sum, hn::LoadU(d, at)), d, at);
    }
};

/// ∂E/∂w, from 0 or from what earlier tiles summed; rows are inputs, columns units.
template <class T>
struct LaneGradientEdge {
    T *gradient;
    std::int64_t units;
    std::int64_t stride;
    bool isFirst;
    template <class D>
    HWY_INLINE hn::Vec<D> begin(D d, std::int64_t input, std::int64_t unit, std::int64_t lane) const
    {
        return isFirst ? hn::Zero(d) : hn::LoadU(d, gradient + (input * units + unit) * stride + lane);
    }
    template <class D>
    HWY_INLINE void end(D d, std::int64_t input, std::int64_t unit, std::int64_t lane, hn::Vec<D> sum) const
    {
        hn::StoreU(sum, d, gradient + (input * units + unit) * stride + lane);
    }
};

} // namespace HWY_NAMESPACE
} // namespace basin
HWY_AFTER_NAMESPACE();

#endif
