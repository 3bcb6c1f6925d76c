#pragma once

namespace basin {

/// Makes :/icons, :/data and :/examples readable. The linker drops the resources of a static library that nobody
/// names, so main() and every test that needs them call this once; a second call does nothing. Where
/// there is an application, it also gets the words of the user's language (English has its plurals there).
void initResources();

} // namespace basin
