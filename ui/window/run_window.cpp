#include "window/run_window.h"

#include "render/resources.h"
#include "window/main_window.h"

#include <QApplication>
#include <QIcon>
#include <QLibraryInfo>
#include <QLocale>
#include <QScreen>
#include <QTranslator>

namespace basin {

namespace {

constexpr int titleBarHeight = 40; ///< at most, for the usual window managers

} // namespace

int runWindow(int &argc, char **argv, const QString &file)
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Basin"));
    QApplication::setApplicationName(QStringLiteral("Basin"));
    QApplication::setApplicationVersion(QStringLiteral(BASIN_VERSION));
    initResources();
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/basin.svg")));
    QTranslator qtWords; // Qt's own dialogs speak the user's language
    if (qtWords.load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                     QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QApplication::installTranslator(&qtWords);
    MainWindow window;
    // On a small screen the timeline would lie below the edge.
    const QSize screen = window.screen()->availableSize();
    if (window.width() > screen.width() || window.height() + titleBarHeight > screen.height())
        window.setWindowState(window.windowState() | Qt::WindowMaximized);
    window.show();
    if (!file.isEmpty())
        window.open(file);
    return QApplication::exec();
}

} // namespace basin
