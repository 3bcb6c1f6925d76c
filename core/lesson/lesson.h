#pragma once

#include "experiment/census.h"
#include "lesson/claim.h"
#include "lesson/condition.h"
#include "project/project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace basin {

enum class ControlState { Shown, Locked, Hidden };

/// A part of the window that a lesson may lock or hide.
struct LessonControl {
    const char *name; ///< "learning_rate"
    const char *what; ///< for whoever writes a lesson: "the learning rate, in the training panel"
};
[[nodiscard]] const std::vector<LessonControl> &lessonControls();

/// A page of the window and the views it has; ids as in ui ("train", "boundary").
struct LessonPage {
    const char *name;
    std::vector<const char *> views;
};
[[nodiscard]] const std::vector<LessonPage> &lessonPages();

struct Choice {
    std::string text;
    std::string note; ///< a second, quieter line; may be empty
};

/// Asked before a step may run. Either some choices or a free number.
struct Question {
    std::string text;
    std::vector<Choice> choices; ///< empty: a number is asked for
    int right = -1;              ///< place of the right choice
    double number = 0.0;         ///< the right number
    double tolerance = 0.0;      ///< an answer this near is right
    std::string explanation;     ///< shown once the step has run, whatever was answered; Markdown
    std::string hint;            ///< may be empty; Markdown

    [[nodiscard]] bool isNumber() const { return choices.empty(); }
    [[nodiscard]] bool isRight(int choice) const { return !isNumber() && choice == right; }
    [[nodiscard]] bool isRight(double answer) const;
    /// What the right answer reads like: the choice's text, or the number.
    [[nodiscard]] std::string rightText() const;
};

/// The runs of a step on the page of many runs: what its settings there are set to.
struct LessonRuns {
    std::int64_t count = 100;
    std::vector<Variation> vary = {};
};

struct LessonStep {
    std::string name;               ///< "sticks": of lower-case letters, digits and hyphens
    std::string title;              ///< "Why won’t it learn?"
    std::string text;               ///< Markdown; numbers are filled in
    Project project;                ///< whole, whether the file gives it or a change of the last step's
    bool continues = false;         ///< the run of the last step goes on: only live settings differ
    std::string page = "train";     ///< of lessonPages()
    std::vector<std::string> views; ///< to be shown there
    std::optional<LessonRuns> runs;
    std::vector<std::pair<std::string, ControlState>> controls; ///< every row of lessonControls(), in its order
    std::optional<Question> question;
    Condition done;     ///< with nothing given: answered, where there is a question, else at once
    std::string notice; ///< Markdown, what to notice; may be empty; shown when the step is done

    [[nodiscard]] ControlState control(std::string_view name) const; ///< Shown for a name that is not known
};

struct Lesson {
    std::string name;    ///< "xor-that-will-not-learn": as in lesson:NAME
    std::string title;   ///< "XOR that will not learn"
    std::string summary; ///< one sentence
    std::string group;   ///< "lesson", or "gallery": a single situation to look at
    int minutes = 0;     ///< that it takes
    std::vector<LessonStep> steps;
    std::vector<Claim> claims; ///< every number of the texts

    [[nodiscard]] const LessonStep *findStep(std::string_view nameOrNumber) const; ///< numbers count from 1
};

inline constexpr std::size_t maximumLessonBytes = 1U << 20U;

/// Reads a lesson and puts the claims' values into its texts. Strict: unknown keys and values, numbers in a text that
/// are no claim, claims that no text uses, steps whose project is none.
/// @param where  names the source in messages
/// @throws InputError "xor.lesson.json: steps[2].question.right: must be …"
[[nodiscard]] Lesson parseLesson(std::string_view json, const std::string &where);
[[nodiscard]] Lesson loadLesson(const std::filesystem::path &file);

/// That every step's project can be trained: its data made, its network built. @throws InputError with the step
void checkLesson(const Lesson &lesson, const std::string &where);

/// Those that come with Basin, in their order.
[[nodiscard]] const std::vector<Lesson> &lessons();
[[nodiscard]] const Lesson *findLesson(std::string_view name);

} // namespace basin
