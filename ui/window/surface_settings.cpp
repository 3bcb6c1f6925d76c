#include "window/surface_settings.h"

#include <QSettings>

#include <algorithm>

namespace basin {

namespace {

/// Calls visit(name, value) for everything that is kept.
template <class Options, class Visit>
void forEach(Options &options, Visit visit)
{
    visit("points", options.points);
    visit("log", options.isLog);
    visit("contours", options.contours);
    visit("path", options.path);
    visit("outOfPlane", options.outOfPlane);
    visit("relief", options.relief);
    visit("perUnit", options.choice.perUnit);
}

QString key(const char *name)
{
    return QStringLiteral("surface/") + QLatin1String(name);
}

} // namespace

SurfaceOptions savedSurfaceOptions()
{
    const QSettings settings;
    SurfaceOptions options;
    forEach(options, [&](const char *name, auto &value) {
        using Value = std::decay_t<decltype(value)>;
        value = settings.value(key(name), QVariant::fromValue(value)).template value<Value>();
    });
    options.points = std::clamp(options.points, 2, 512);
    const int map = settings.value(key("map"), static_cast<int>(options.map)).toInt();
    if (map >= static_cast<int>(ColourMap::Kind::Depth) && map <= static_cast<int>(ColourMap::Kind::Grey))
        options.map = static_cast<ColourMap::Kind>(map);
    return options;
}

void saveSurfaceOptions(const SurfaceOptions &options)
{
    QSettings settings;
    forEach(options, [&](const char *name, auto value) { settings.setValue(key(name), value); });
    settings.setValue(key("map"), static_cast<int>(options.map));
}

} // namespace basin
