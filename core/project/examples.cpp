#include "project/examples.h"

#include "data/embedded_file.h"

#include <algorithm>
#include <stdexcept>

namespace basin {

namespace {

Example makeExample(std::string name, std::string title, std::string description)
{
    const std::vector<EmbeddedFile> &files = embeddedExamples();
    const std::string fileName = name + ".basin";
    const auto file =
        std::find_if(files.begin(), files.end(), [&](const EmbeddedFile &other) { return other.name == fileName; });
    if (file == files.end())
        throw std::logic_error("resources/examples has no " + fileName);
    return {std::move(name), std::move(title), std::move(description), file->text};
}

} // namespace

const std::vector<Example> &examples()
{
    static const std::vector<Example> all{
        makeExample("xor-learns", "XOR that learns",
                    "Two hidden units bend the plane so that one line parts the four patterns."),
        makeExample("xor-sticks", "XOR that sticks",
                    "The same network from another start stops learning with two patterns at one half."),
        makeExample("circle", "Circle", "Four hidden units close a ring around the inner class."),
        makeExample("spiral", "Spiral", "Two layers of eight units follow two arms wound around each other."),
        makeExample("two-boundaries", "Two boundaries on a line",
                    "One input, three stretches: two hidden units place the two thresholds."),
        makeExample("iris", "Iris, three species",
                    "Fisher's measurements of 150 flowers; three in ten are held out as a test."),
    };
    return all;
}

const Example *findExample(std::string_view name)
{
    const auto found =
        std::find_if(examples().begin(), examples().end(), [&](const Example &other) { return other.name == name; });
    return found != examples().end() ? &*found : nullptr;
}

Project exampleProject(const Example &example, const std::vector<Setting> &settings)
{
    return parseProject(example.text, "lesson:" + example.name, settings);
}

} // namespace basin
