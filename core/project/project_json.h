#pragma once

#include "project/json_document.h"
#include "project/project.h"

namespace basin {

/// What of a project goes into its JSON.
enum class JsonExtent {
    Brief,  ///< what differs from the defaults: a file a person reads
    Chosen, ///< besides that the loss by name, so that a later change of the last activation leaves it
    Numbers ///< every value that shapes the numbers, defaults written out; no title, no state
};

[[nodiscard]] Json projectToJson(const Project &project, JsonExtent extent);

/// @param source  names the document in messages, may be empty @throws InputError
[[nodiscard]] Project projectFromJson(const Json &document, const std::string &source);

/// Puts `value` (JSON, or bare text) at `path`, makes optional parts that are not there, and leaves out the options of
/// a kind (an optimizer, a data source, a scheme) that another one replaces and that the new one has not.
/// @throws InputError that names the path
void putValue(Json &document, std::string_view path, std::string_view value);

} // namespace basin
