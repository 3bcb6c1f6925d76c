#pragma once

#include "render/run_figures.h"
#include "views/network_view.h"
#include "window_fixture.h"

#include <QMouseEvent>

namespace basin {

/// Points and clicks at the parts of the network view, as they are drawn.
class NetworkMouse {
public:
    explicit NetworkMouse(const WindowFixture &fixture)
        : m_fixture(fixture), m_view(fixture.window->trainPage()->network())
    {
    }

    [[nodiscard]] QPoint place(const NetworkFigure::Target &target) const
    {
        const auto prepared = m_fixture.run()->prepared();
        NetworkFigure figure = networkFigure(*prepared, m_fixture.snapshot()->parameters,
                                             standardPlane(*prepared->data, 0, 1), Theme::current());
        figure.editable = true;
        figure.compact = m_view->height() < 260;
        return figure.targetRect(target, m_view->rect()).center().toPoint();
    }

    /// Whether the view shows this unit under the pointer: false while its picture is that of an older network.
    [[nodiscard]] bool pointAtUnit(int column, int unit) const
    {
        const QPointF at = place({NetworkFigure::Target::Kind::Unit, column, unit, -1});
        QMouseEvent move(QEvent::MouseMove, at, m_view->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(m_view, &move);
        return m_fixture.window->viewState()->unit() == ViewState::Unit{column - 1, unit};
    }

    void click(const NetworkFigure::Target &target) const
    {
        QTest::mouseClick(m_view, Qt::LeftButton, {}, place(target));
    }

private:
    const WindowFixture &m_fixture;
    NetworkView *m_view;
};

} // namespace basin
