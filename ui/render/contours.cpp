#include "render/contours.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace basin {

namespace {

constexpr int none = -1;

/// Collects pieces of line whose ends lie on edges of the grid, and joins them. An edge is crossed once at most, so
/// each is a vertex with one or two neighbours.
class Joiner {
public:
    Joiner(const float *values, int columns, int rows, float level)
        : m_values(values),
          m_columns(columns),
          m_rows(rows),
          m_level(level),
          m_above(static_cast<std::size_t>(columns), none),
          m_below(static_cast<std::size_t>(columns), none)
    {
    }

    QList<QPolygonF> run()
    {
        for (int row = 0; row + 1 < m_rows; ++row) {
            marchRow(row);
            m_above.swap(m_below);
            m_below.assign(m_below.size(), none);
        }
        return collect();
    }

private:
    struct Vertex {
        QPointF at;
        int neighbours[2] = {none, none};
        bool isUsed = false;
    };

    [[nodiscard]] float value(int column, int row) const
    {
        return m_values[static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) +
                        static_cast<std::size_t>(column)];
    }

    void marchRow(int row)
    {
        int left = none; // vertex on the edge to the cell before
        const float *top = m_values + static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns);
        const float *bottom = top + m_columns;
        bool topLeft = top[0] > m_level, bottomLeft = bottom[0] > m_level;
        for (int column = 0; column + 1 < m_columns; ++column) {
            const bool topRight = top[column + 1] > m_level, bottomRight = bottom[column + 1] > m_level;
            const int corners = (topLeft ? 1 : 0) | (topRight ? 2 : 0) | (bottomRight ? 4 : 0) | (bottomLeft ? 8 : 0);
            int right = none;
            if (corners != 0 && corners != 15 && isFinite(column, row))
                right = marchCell(column, row, corners, left);
            left = right;
            topLeft = topRight;
            bottomLeft = bottomRight;
        }
    }

    [[nodiscard]] bool isFinite(int column, int row) const
    {
        return std::isfinite(value(column, row)) && std::isfinite(value(column + 1, row)) &&
               std::isfinite(value(column, row + 1)) && std::isfinite(value(column + 1, row + 1));
    }

    /// Returns the vertex on the right edge, or none.
    int marchCell(int column, int row, int corners, int leftVertex)
    {
        const auto index = static_cast<std::size_t>(column);
        const bool tl = corners & 1, tr = corners & 2, br = corners & 4, bl = corners & 8;
        int top = none, right = none, bottom = none, left = none;
        if (tl != tr)
            top = m_above[index] != none ? m_above[index] : addHorizontal(column, row);
        if (tl != bl)
            left = leftVertex != none ? leftVertex : addVertical(column, row);
        if (tr != br)
            right = addVertical(column + 1, row);
        if (bl != br)
            bottom = m_below[index] = addHorizontal(column, row + 1);
        if (corners != 5 && corners != 10) {
            linkTheTwo(top, right, bottom, left);
            return right;
        }
        const float centre =
            0.25F * (value(column, row) + value(column + 1, row) + value(column, row + 1) + value(column + 1, row + 1));
        // A centre on the side of the top left corner joins it to the bottom right one.
        if ((centre > m_level) == tl) {
            link(top, right);
            link(left, bottom);
        } else {
            link(top, left);
            link(right, bottom);
        }
        return right;
    }

    void linkTheTwo(int top, int right, int bottom, int left)
    {
        int first = none;
        for (const int vertex : {top, right, bottom, left}) {
            if (vertex == none)
                continue;
            if (first == none)
                first = vertex;
            else
                link(first, vertex);
        }
    }

    void link(int a, int b)
    {
        auto &va = m_vertices[static_cast<std::size_t>(a)];
        auto &vb = m_vertices[static_cast<std::size_t>(b)];
        va.neighbours[va.neighbours[0] == none ? 0 : 1] = b;
        vb.neighbours[vb.neighbours[0] == none ? 0 : 1] = a;
    }

    [[nodiscard]] double crossing(float from, float to) const
    {
        return (static_cast<double>(m_level) - from) / (static_cast<double>(to) - from);
    }

    int addHorizontal(int column, int row)
    {
        return add({column + crossing(value(column, row), value(column + 1, row)), static_cast<double>(row)});
    }

    int addVertical(int column, int row)
    {
        return add({static_cast<double>(column), row + crossing(value(column, row), value(column, row + 1))});
    }

    int add(QPointF at)
    {
        m_vertices.push_back({at, {none, none}, false});
        return static_cast<int>(m_vertices.size()) - 1;
    }

    QList<QPolygonF> collect()
    {
        QList<QPolygonF> lines;
        // Open lines first, from their ends; what is left are rings.
        for (const bool wantsEnds : {true, false})
            for (std::size_t i = 0; i < m_vertices.size(); ++i) {
                const auto &vertex = m_vertices[i];
                const bool isEnd = vertex.neighbours[1] == none;
                if (!vertex.isUsed && isEnd == wantsEnds && vertex.neighbours[0] != none)
                    lines.append(walk(static_cast<int>(i)));
            }
        return lines;
    }

    QPolygonF walk(int start)
    {
        QPolygonF line;
        int at = start;
        while (at != none) {
            auto &vertex = m_vertices[static_cast<std::size_t>(at)];
            vertex.isUsed = true;
            if (line.isEmpty() || line.last() != vertex.at)
                line.append(vertex.at);
            int next = none;
            for (const int candidate : vertex.neighbours)
                if (candidate != none && !m_vertices[static_cast<std::size_t>(candidate)].isUsed)
                    next = candidate;
            at = next;
        }
        if (m_vertices[static_cast<std::size_t>(start)].neighbours[1] != none && line.size() > 2)
            line.append(line.first());
        return line;
    }

    const float *m_values;
    int m_columns;
    int m_rows;
    float m_level;
    std::vector<int> m_above; ///< vertex on the upper edge of each cell of the row
    std::vector<int> m_below;
    std::vector<Vertex> m_vertices;
};

} // namespace

QList<QPolygonF> contourLines(const float *values, int columns, int rows, float level)
{
    if (columns < 2 || rows < 2)
        return {};
    return Joiner(values, columns, rows, level).run();
}

} // namespace basin
