#pragma once

#include <QString>

namespace basin {

struct Theme;

/// Markdown (GitHub's, without HTML and without pictures: a lesson may come from anywhere) as the inside of an HTML
/// body that Qt's labels and documents can show, in our type and colours.
/// @param isStrong  all of it in the medium weight: a question
[[nodiscard]] QString markdownHtml(const QString &markdown, const Theme &theme, bool isStrong = false);

/// The words alone, for a tool tip or whoever listens.
[[nodiscard]] QString markdownWords(const QString &markdown);

} // namespace basin
