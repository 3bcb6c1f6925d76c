#include "project/project_json.h"

#include <cstdint>

namespace basin {

ChangeEffect changeEffect(const Project &before, const Project &after)
{
    // A relative path in the data means another file in another folder, and may be the same file by another path.
    const bool sameData = before.data == inFolder(after, before.folder).data;
    if (!sameData || before.layers != after.layers || before.init != after.init ||
        before.training.precision != after.training.precision)
        return ChangeEffect::Restart;
    const bool sameKnobs = before.loss == after.loss && before.optimizer == after.optimizer &&
                           before.training == after.training && before.frozenNames == after.frozenNames;
    return sameKnobs ? ChangeEffect::Nothing : ChangeEffect::Live;
}

std::string projectDigest(const Project &project)
{
    // FNV-1a, 64 bits (Fowler, Noll and Vo): the same on every machine, and no secret to keep.
    std::uint64_t hash = 0xcbf29ce484222325U;
    const std::string text = projectToJson(project, JsonExtent::Numbers).dump();
    for (const char character : text)
        hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3U;
    std::string digest;
    for (int shift = 60; shift >= 0; shift -= 4)
        digest += "0123456789abcdef"[(hash >> static_cast<unsigned>(shift)) & 0xfU];
    return digest;
}

} // namespace basin
