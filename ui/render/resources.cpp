#include "render/resources.h"

#include <QCoreApplication>
#include <QDir>
#include <QLocale>
#include <QTranslator>

// The macro declares a function of the global namespace and cannot stand inside ours.
static void initGlobalResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace basin {

void initResources()
{
    initGlobalResources();
    static bool isSpoken = false; // once for an application
    if (isSpoken || !QCoreApplication::instance())
        return;
    isSpoken = true;
    auto *words = new QTranslator(QCoreApplication::instance());
    const QString folder = QStringLiteral(":/i18n");
    if (words->load(QLocale(), QStringLiteral("basin"), QStringLiteral("_"), folder) ||
        words->load(QStringLiteral("basin_en"), folder))
        QCoreApplication::installTranslator(words);
}

} // namespace basin
