#include "lessons_command.h"

#include "command_line.h"
#include "output.h"

#include "data/error.h"
#include "lesson/lesson.h"
#include "project/examples.h"
#include "project/json_reader.h"

#include <algorithm>
#include <filesystem>

namespace basin {

namespace {

std::string countOf(std::size_t count, const std::string &noun)
{
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string listLine(const std::string &name, const std::string &title, const std::string &description)
{
    constexpr std::size_t column = 28;
    const std::string space(column - std::min(column - 1, name.size()), ' ');
    return name + space + title + (title.ends_with('?') ? " " : ". ") + description + "\n";
}

Json listItem(const std::string &name, const std::string &title, const std::string &description,
              const std::string &kind)
{
    Json item;
    item["name"] = name;
    item["title"] = title;
    item["description"] = description;
    item["kind"] = kind;
    return item;
}

int listLessons(bool asJson)
{
    Json list = Json::array();
    std::string text;
    for (const std::string group : {"lesson", "gallery"}) {
        text += group == "lesson" ? "Lessons (use a step as lesson:NAME/STEP)\n" : "\nGallery of bad starts\n";
        for (const Lesson &lesson : lessons()) {
            if (lesson.group != group)
                continue;
            text += listLine(lesson.name, lesson.title, lesson.summary);
            Json item = listItem(lesson.name, lesson.title, lesson.summary, group);
            item["minutes"] = lesson.minutes;
            item["steps"] = Json::array();
            for (const LessonStep &step : lesson.steps)
                item["steps"].push_back(step.name);
            list.push_back(std::move(item));
        }
    }
    text += "\nExamples\n";
    for (const Example &example : examples()) {
        text += listLine(example.name, example.title, example.description);
        list.push_back(listItem(example.name, example.title, example.description, "example"));
    }
    writeOutput(asJson ? prettyJson(list) : text);
    return exitFine;
}

Json claimJson(const Claim &claim)
{
    Json item;
    item["name"] = claim.name;
    item["text"] = claim.text();
    item["value"] = claim.value;
    return item;
}

/// Runs what each claim is about; one line a claim.
bool measureClaims(const Lesson &lesson, const LessonsRequest &request, Json &list)
{
    bool all = true;
    for (const Claim &claim : lesson.claims) {
        const Project none;
        const bool isFormula = claim.kind == Claim::Kind::Formula;
        const Project &project = isFormula ? none : lesson.findStep(claim.step)->project;
        const ClaimResult result = measureClaim(claim, project, request.quick ? Effort::Quick : Effort::Full);
        all = all && result.holds;
        Json item = claimJson(claim);
        item["measured"] = numberOrNull(result.measured);
        item["runs"] = result.runs;
        if (result.interval)
            item["wilson_95"] = {result.interval->low, result.interval->high};
        item["holds"] = result.holds;
        list.push_back(std::move(item));
        if (!request.json)
            writeOutput(std::string(result.holds ? "holds  " : "FAILS  ") + claim.name + ": " + result.summary + "\n");
    }
    return all;
}

int checkFile(const LessonsRequest &request)
{
    const std::string where = request.file;
    Lesson lesson = loadLesson(where);
    const std::filesystem::path folder = std::filesystem::path(where).parent_path();
    for (LessonStep &step : lesson.steps)
        step.project.folder = folder;
    checkLesson(lesson, where);
    Json claims = Json::array();
    if (!request.json)
        writeOutput(where + ": " + lesson.title + ": " + countOf(lesson.steps.size(), "step") + ", " +
                    countOf(static_cast<std::size_t>(std::ranges::count_if(
                                lesson.steps, [](const LessonStep &step) { return step.question.has_value(); })),
                            "question") +
                    ", " + countOf(lesson.claims.size(), "claim") + ", " +
                    countOf(static_cast<std::size_t>(lesson.minutes), "minute") + "\n");
    bool holds = true;
    if (request.measure)
        holds = measureClaims(lesson, request, claims);
    else
        for (const Claim &claim : lesson.claims)
            claims.push_back(claimJson(claim));
    if (request.json) {
        Json result = listItem(lesson.name, lesson.title, lesson.summary, lesson.group);
        result["steps"] = Json::array();
        for (const LessonStep &step : lesson.steps)
            result["steps"].push_back(step.name);
        result["claims"] = std::move(claims);
        writeOutput(prettyJson(result));
    }
    return holds ? exitFine : exitFailed;
}

} // namespace

CLI::App *addLessonsCommand(CLI::App &app, LessonsRequest &request)
{
    CLI::App *command =
        app.add_subcommand("lessons", "lists the built-in lessons and examples; checks one of your own");
    command->add_flag("--json", request.json, "as JSON");
    CLI::Option *check = command->add_option("--check", request.file, "reads a lesson and says what is wrong with it");
    check->type_name("FILE");
    CLI::Option *measure =
        command->add_flag("--measure", request.measure, "and runs what its claims are about: do the numbers hold?");
    measure->needs(check);
    command->add_flag("--quick", request.quick, "with as few runs as each claim's \"quick\" says")->needs(measure);
    return command;
}

int runLessons(const LessonsRequest &request)
{
    return request.file.empty() ? listLessons(request.json) : checkFile(request);
}

} // namespace basin
