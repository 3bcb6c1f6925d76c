#pragma once

#include "controls/basin_style.h"
#include "model/live_run.h"
#include "model/project_model.h"
#include "render/resources.h"
#include "render/theme.h"

#include <QApplication>
#include <QDir>
#include <QTest>
#include <QWidget>

namespace basin::panels {

inline Project xorProject()
{
    return parseProject(R"({"basin":1, "data":{"source":"gate"}, "network":{"layers":[
        {"type":"dense","units":2,"activation":"tanh"}, {"type":"dense","units":1,"activation":"sigmoid"}]}})",
                        "xor.basin");
}

/// A project with its run at rest, as the window holds them.
struct Fixture {
    ProjectModel model;
    LiveRun run{&model};

    explicit Fixture(const Project &project = xorProject())
    {
        initResources();
        model.reset(project, {});
    }
};

/// Leaves pictures of a widget in light and dark in gallery/ below the build directory, for eyes. Returns whether it
/// painted itself differently.
inline bool shoot(QWidget &widget, const QString &name)
{
    QDir().mkpath(QStringLiteral("gallery"));
    QList<QImage> pictures;
    for (const Theme *theme : {&Theme::light(), &Theme::dark()}) {
        applyTheme(*qApp, *theme);
        widget.setAutoFillBackground(true);
        widget.show();
        if (!QTest::qWaitForWindowExposed(&widget))
            return false;
        QCoreApplication::processEvents();
        pictures << widget.grab().toImage();
        const QString place = QStringLiteral("gallery/%1-%2.png");
        pictures.last().save(place.arg(name, theme->isDark ? QStringLiteral("dark") : QStringLiteral("light")));
    }
    applyTheme(*qApp, Theme::light());
    return !pictures.first().isNull() && pictures.first() != pictures.last();
}

} // namespace basin::panels
