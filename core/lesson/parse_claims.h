#pragma once

#include "lesson/lesson.h"
#include "project/json_reader.h"

#include <vector>

/// The parts of a lesson file that have their own source. Not for use outside this room.
namespace basin {

inline constexpr std::size_t maximumClaims = 100;
inline constexpr std::size_t maximumLessonSteps = 20;

/// @param reader  an object: name → claim
[[nodiscard]] std::vector<Claim> readClaims(const JsonReader &reader);

/// An object with one key: { "epoch": 100 }, { "all": [ … ] }.
[[nodiscard]] Condition readCondition(const JsonReader &reader, int depth = 0);

/// Lower-case letters, digits and `joint`, at most 40 characters.
[[nodiscard]] std::string readName(const JsonReader &reader, char joint);

/// { "optimizer.name": "sgd", … }
[[nodiscard]] std::vector<Setting> readSettings(const JsonReader &reader);

} // namespace basin
