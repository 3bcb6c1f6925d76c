#include "lessons_command.h"

#include "command_line.h"
#include "output.h"

#include "project/examples.h"

namespace basin {

CLI::App *addLessonsCommand(CLI::App &app, LessonsRequest &request)
{
    CLI::App *command = app.add_subcommand("lessons", "lists the built-in examples; use one as lesson:NAME");
    command->add_flag("--json", request.json, "as JSON");
    return command;
}

int runLessons(const LessonsRequest &request)
{
    Json list = Json::array();
    std::string text;
    for (const Example &example : examples()) {
        Json item;
        item["name"] = example.name;
        item["title"] = example.title;
        item["description"] = example.description;
        list.push_back(std::move(item));
        constexpr std::size_t column = 16;
        text += example.name + std::string(column - std::min(column - 1, example.name.size()), ' ') + example.title +
                ". " + example.description + "\n";
    }
    writeOutput(request.json ? prettyJson(list) : text);
    return exitFine;
}

} // namespace basin
