#include "render/resources.h"

#include <QDir>

// The macro declares a function of the global namespace and cannot stand inside ours.
static void initGlobalResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace basin {

void initResources()
{
    initGlobalResources();
}

} // namespace basin
