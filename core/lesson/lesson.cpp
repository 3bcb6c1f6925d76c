#include "lesson/lesson.h"

#include "data/error.h"
#include "data/file.h"
#include "project/json_document.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace basin {

const std::vector<LessonControl> &lessonControls()
{
    static const std::vector<LessonControl> controls{
        {"data", "source, its options, scaling and test part"},
        {"network", "layers, units and activations"},
        {"start", "schemes of weights and biases"},
        {"seed", "the seed of the start, and New weights"},
        {"weights", "editing single weights"},
        {"optimizer", "which optimizer, and its rare settings"},
        {"learning_rate", "the learning rate or first step"},
        {"loss", "which loss, and deliberate bugs"},
        {"penalty", "L1 and L2"},
        {"batch", "batch size and shuffling"},
        {"precision", "float32 or float64"},
        {"stop", "stop rules"},
        {"speed", "how fast epochs pass"},
        {"runs", "settings of many runs"},
        {"why", "the verdict and its panel"},
        {"timeline", "going back in the run"},
        {"train_page", "the page Train"},
        {"surface_page", "the page Error surface"},
        {"runs_page", "the page Many runs"},
    };
    return controls;
}

const std::vector<LessonPage> &lessonPages()
{
    static const std::vector<LessonPage> pages{
        {"train",
         {"network", "boundary", "hidden-space", "curves", "outputs", "weights", "gates", "confusion",
          "gradient-check"}},
        {"surface", {"network", "boundary", "surface", "surface-3d", "path", "profile", "atlas", "way-out"}},
        {"runs", {"share", "sweep-table", "sweep-map", "losses", "epochs", "fate", "race"}}};
    return pages;
}

bool Question::isRight(double answer) const
{
    return isNumber() && std::abs(answer - number) <= tolerance;
}

std::string Question::rightText() const
{
    if (!isNumber())
        return choices[static_cast<std::size_t>(right)].text;
    char buffer[64];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
    return {buffer, end};
}

ControlState LessonStep::control(std::string_view controlName) const
{
    const auto found =
        std::ranges::find_if(controls, [&](const auto &control) { return control.first == controlName; });
    return found != controls.end() ? found->second : ControlState::Shown;
}

const LessonStep *Lesson::findStep(std::string_view nameOrNumber) const
{
    if (const auto found = std::ranges::find(steps, nameOrNumber, &LessonStep::name); found != steps.end())
        return &*found;
    std::size_t number = 0;
    const char *last = nameOrNumber.data() + nameOrNumber.size();
    const auto [end, error] = std::from_chars(nameOrNumber.data(), last, number);
    return error == std::errc() && end == last && number >= 1 && number <= steps.size() ? &steps[number - 1] : nullptr;
}

Lesson loadLesson(const std::filesystem::path &file)
{
    return parseLesson(readFile(file, file.string(), maximumLessonBytes), file.string());
}

void checkLesson(const Lesson &lesson, const std::string &where)
{
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
        const std::string place = where + ": steps[" + std::to_string(i) + "]";
        try {
            const PreparedRun run = prepareRun(lesson.steps[i].project);
            static_cast<void>(Trainer(run.spec, run.data));
        } catch (const InputError &error) {
            throw InputError(place, error.what());
        }
    }
    for (const Claim &claim : lesson.claims) {
        if (claim.kind == Claim::Kind::Formula)
            continue;
        try {
            static_cast<void>(prepareRun(claimProject(claim, lesson.findStep(claim.step)->project, Effort::Full)));
            static_cast<void>(claimProject(claim, lesson.findStep(claim.step)->project, Effort::Quick));
        } catch (const InputError &error) {
            throw InputError(where + ": claims." + claim.name, error.what());
        }
    }
}

} // namespace basin
