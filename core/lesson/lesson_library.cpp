#include "data/embedded_file.h"
#include "lesson/lesson.h"

#include <algorithm>

namespace basin {

/// Files are embedded in the order of their names: 01-….lesson.json comes first.
const std::vector<Lesson> &lessons()
{
    static const std::vector<Lesson> all = [] {
        std::vector<Lesson> read;
        for (const EmbeddedFile &file : embeddedLessons())
            read.push_back(parseLesson(file.text, file.name));
        return read;
    }();
    return all;
}

const Lesson *findLesson(std::string_view name)
{
    const auto found = std::ranges::find(lessons(), name, &Lesson::name);
    return found != lessons().end() ? &*found : nullptr;
}

} // namespace basin
