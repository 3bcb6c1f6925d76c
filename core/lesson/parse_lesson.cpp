#include "data/error.h"
#include "lesson/lesson.h"
#include "lesson/lesson_text.h"
#include "lesson/parse_claims.h"
#include "project/project_json.h"

#include <algorithm>
#include <set>

namespace basin {

namespace {

constexpr std::size_t longestText = 4000;
constexpr std::size_t longestTitle = 80;
constexpr std::size_t mostChoices = 6;
constexpr std::int64_t longestMinutes = 240;
constexpr std::int64_t mostRuns = 100'000;

/// A text, or its lines.
std::string readText(const JsonReader &reader, std::size_t longest)
{
    std::string text;
    if (reader.isText()) {
        text = reader.text();
    } else {
        const std::size_t lines = reader.listSize("a text or a list of its lines");
        for (std::size_t i = 0; i < lines; ++i)
            text += (i > 0 ? "\n" : "") + reader.element(i).text();
    }
    if (text.empty() || text.size() > longest)
        reader.fail("must be a text of 1 to " + std::to_string(longest) + " bytes");
    return text;
}

std::string readTitle(const JsonReader &parent, std::string_view key)
{
    return readText(parent.require(key, "must be a text"), longestTitle);
}

/// Puts all texts of a lesson through filledText() and knows at the end which claims none of them used.
class TextFiller {
public:
    explicit TextFiller(const std::vector<Claim> &claims) : m_claims(claims) {}

    [[nodiscard]] std::string fill(const std::string &text, const Project *project, const std::string &place,
                                   bool refusesNumbers = true)
    {
        return filledText(text, {.claims = m_claims, .project = project}, place, m_used, refusesNumbers);
    }
    /// The text under `key`, empty where it is not there.
    [[nodiscard]] std::string optional(const JsonReader &parent, std::string_view key, const Project *project)
    {
        const auto found = parent.find(key);
        return found ? fill(readText(*found, longestText), project, found->place()) : std::string();
    }
    void refuseUnused(const JsonReader &claims) const
    {
        for (const Claim &claim : m_claims)
            if (!m_used.contains(claim.name))
                claims.find(claim.name)->fail("must be named by a text of the lesson as {{" + claim.name + "}}");
    }

private:
    const std::vector<Claim> &m_claims;
    std::set<std::string> m_used;
};

class LessonParser {
public:
    LessonParser(const Json &document, std::string where)
        : m_root(document, where), m_where(std::move(where)), m_filler(m_lesson.claims)
    {
    }

    Lesson parse()
    {
        readHead();
        const JsonReader list = m_root.require("steps", "must be a list of steps");
        const std::size_t count = list.listSize("a list of steps");
        if (count < 1 || count > maximumLessonSteps)
            list.fail("must be a list of 1 to " + std::to_string(maximumLessonSteps) + " steps");
        for (std::size_t i = 0; i < count; ++i)
            readStep(list.element(i));
        checkClaims();
        return std::move(m_lesson);
    }

private:
    void readHead();
    void readStep(const JsonReader &reader);
    void readProject(const JsonReader &reader, LessonStep &step);
    void readView(const JsonReader &reader, LessonStep &step) const;
    void readRuns(const JsonReader &reader, LessonStep &step) const;
    void readControls(const JsonReader &reader, LessonStep &step) const;
    void readQuestion(const JsonReader &reader, LessonStep &step);
    void readChoices(const JsonReader &reader, Question &question, const Project &project);
    void checkClaims() const;

    JsonReader m_root;
    std::string m_where;
    Lesson m_lesson;
    TextFiller m_filler;
    Json m_document; ///< of the last step's project
};

void LessonParser::readHead()
{
    if (!m_root.value().is_object())
        m_root.fail("must be a lesson, an object { \"basin_lesson\": 1, ... }");
    const JsonReader version = m_root.require("basin_lesson", "must be 1, the version of the lesson format");
    if (version.value() != Json(1))
        version.fail("must be 1");
    m_root.allowKeys({"basin_lesson", "name", "title", "summary", "group", "minutes", "claims", "controls", "steps"});
    m_lesson.name = readName(m_root.require("name", "must be a name such as \"why-xor-sticks\""), '-');
    if (const auto claims = m_root.find("claims"))
        m_lesson.claims = readClaims(*claims);
    m_lesson.title = m_filler.fill(readTitle(m_root, "title"), nullptr, m_where + ": title");
    m_lesson.summary = m_filler.fill(readText(m_root.require("summary", "must be one sentence"), longestText), nullptr,
                                     m_where + ": summary");
    m_lesson.group = "lesson";
    if (const auto group = m_root.find("group"))
        m_lesson.group = group->choice({"lesson", "gallery"});
    m_lesson.minutes =
        static_cast<int>(m_root.require("minutes", "must be how many minutes it takes").integer(1, longestMinutes));
}

void LessonParser::readProject(const JsonReader &reader, LessonStep &step)
{
    const auto project = reader.find("project");
    const auto change = reader.find("change");
    if (project && change)
        change->fail("must not stand beside \"project\"");
    if (!project && m_lesson.steps.empty())
        static_cast<void>(reader.require("project", "the first step needs a whole project"));
    try {
        if (project)
            m_document = project->value();
        if (change)
            for (const Setting &setting : readSettings(*change))
                putValue(m_document, setting.path, setting.value);
    } catch (const InputError &error) {
        throw InputError(change->place(), error.what());
    }
    const JsonReader &named = project ? *project : change ? *change : reader;
    step.project = projectFromJson(m_document, named.place());
    if (const auto continues = reader.find("continues")) {
        step.continues = continues->flag();
        if (step.continues && (m_lesson.steps.empty() ||
                               changeEffect(m_lesson.steps.back().project, step.project) == ChangeEffect::Restart))
            continues->fail("must be false: what differs from the last step starts a run anew");
    }
}

void LessonParser::readView(const JsonReader &reader, LessonStep &step) const
{
    std::vector<std::string> pages;
    for (const LessonPage &page : lessonPages())
        pages.emplace_back(page.name);
    if (const auto page = reader.find("page"))
        step.page = page->choice(pages);
    const auto views = reader.find("views");
    if (!views)
        return;
    const auto row = std::ranges::find(lessonPages(), step.page, &LessonPage::name);
    const std::vector<std::string> names(row->views.begin(), row->views.end());
    constexpr std::size_t mostViews = 4;
    const std::size_t count = views->listSize("a list of views");
    if (count > mostViews)
        views->fail("must be a list of at most " + std::to_string(mostViews) + " views");
    for (std::size_t i = 0; i < count; ++i)
        step.views.push_back(views->element(i).choice(names, " on the page " + step.page));
}

void LessonParser::readRuns(const JsonReader &reader, LessonStep &step) const
{
    const auto runs = reader.find("runs");
    if (!runs)
        return;
    runs->allowKeys({"count", "vary"});
    LessonRuns wanted;
    wanted.count = runs->require("count", "must be how many runs").integer(1, mostRuns);
    if (const auto vary = runs->find("vary"))
        for (std::size_t i = 0; i < vary->listSize("a list of texts \"KEY=V1,V2\""); ++i) {
            const JsonReader item = vary->element(i);
            try {
                wanted.vary.push_back(parseVariation(item.text()));
            } catch (const InputError &error) {
                throw InputError(item.place(), error.what());
            }
        }
    const CensusSpec census{.project = step.project, .runs = wanted.count, .vary = wanted.vary};
    if (const auto problem = census.problem())
        throw InputError(runs->place(), *problem);
    step.runs = std::move(wanted);
}

void LessonParser::readControls(const JsonReader &reader, LessonStep &step) const
{
    const std::vector<std::string> stateNames{"shown", "locked", "hidden"};
    std::vector<std::string_view> keys{"others"};
    for (const LessonControl &control : lessonControls())
        keys.emplace_back(control.name);
    const auto stateOf = [&](const JsonReader &state) {
        return static_cast<ControlState>(std::ranges::find(stateNames, state.choice(stateNames)) - stateNames.begin());
    };
    // What a step says goes before what the lesson says, and a name before "others".
    std::vector<JsonReader> said;
    for (const JsonReader &level : {reader, m_root})
        if (const auto controls = level.find("controls")) {
            controls->allowKeys(keys);
            for (const auto &item : controls->value().items())
                static_cast<void>(stateOf(*controls->find(item.key())));
            said.push_back(*controls);
        }
    for (const LessonControl &control : lessonControls()) {
        ControlState state = ControlState::Shown;
        for (const JsonReader &controls : said) {
            const auto own = controls.find(control.name);
            const auto found = own ? own : controls.find("others");
            if (!found)
                continue;
            state = stateOf(*found);
            break;
        }
        step.controls.emplace_back(control.name, state);
    }
}

void LessonParser::readChoices(const JsonReader &reader, Question &question, const Project &project)
{
    const JsonReader list = *reader.find("choices");
    const std::size_t count = list.listSize("a list of choices");
    if (count < 2 || count > mostChoices)
        list.fail("must be a list of 2 to " + std::to_string(mostChoices) + " choices");
    for (std::size_t i = 0; i < count; ++i) {
        const JsonReader item = list.element(i);
        item.allowKeys({"text", "note", "right"});
        const auto right = item.find("right");
        const bool isRight = right && right->flag();
        if (isRight && question.right >= 0)
            right->fail("must be true for one choice alone");
        if (isRight)
            question.right = static_cast<int>(i);
        Choice choice;
        const JsonReader text = item.require("text", "must be a text");
        // A wrong answer may be any number: it is no claim.
        choice.text = m_filler.fill(readText(text, longestTitle), &project, text.place(), isRight);
        if (const auto note = item.find("note"))
            choice.note = m_filler.fill(readText(*note, longestTitle), &project, note->place(), isRight);
        question.choices.push_back(std::move(choice));
    }
    if (question.right < 0)
        list.fail("must have one choice with \"right\": true");
}

void LessonParser::readQuestion(const JsonReader &reader, LessonStep &step)
{
    const auto asked = reader.find("question");
    if (!asked)
        return;
    asked->allowKeys({"text", "choices", "number", "tolerance", "explanation", "hint"});
    Question question;
    const JsonReader text = asked->require("text", "must be a text");
    question.text = m_filler.fill(readText(text, longestText), &step.project, text.place());
    if (asked->find("choices").has_value() == asked->find("number").has_value())
        asked->fail("must have either \"choices\" or a \"number\"");
    if (asked->find("choices")) {
        readChoices(*asked, question, step.project);
    } else {
        question.number = asked->find("number")->number();
        question.tolerance = asked->require("tolerance", "must be how near an answer counts as right").number(0.0);
    }
    static_cast<void>(asked->require("explanation", "must say why the right answer is right"));
    question.explanation = m_filler.optional(*asked, "explanation", &step.project);
    question.hint = m_filler.optional(*asked, "hint", &step.project);
    step.question = std::move(question);
}

void LessonParser::readStep(const JsonReader &reader)
{
    reader.allowKeys({"name", "title", "text", "project", "change", "continues", "page", "views", "runs", "controls",
                      "question", "done", "notice"});
    LessonStep step;
    const JsonReader name = reader.require("name", "must be a name such as \"first-run\"");
    step.name = readName(name, '-');
    if (m_lesson.findStep(step.name) != nullptr)
        name.fail("must be a name that no other step has");
    readProject(reader, step);
    step.title = m_filler.fill(readTitle(reader, "title"), &step.project, reader.find("title")->place());
    static_cast<void>(reader.require("text", "must be a text or a list of its lines"));
    step.text = m_filler.optional(reader, "text", &step.project);
    readView(reader, step);
    readRuns(reader, step);
    readControls(reader, step);
    readQuestion(reader, step);
    if (const auto done = reader.find("done"))
        step.done = readCondition(*done);
    else if (step.question)
        step.done = {.kind = Condition::Kind::Answered};
    if (!step.question && asksFor(step.done, Condition::Kind::Answered))
        reader.find("done")->fail("must not ask for an answer: the step has no question");
    step.notice = m_filler.optional(reader, "notice", &step.project);
    m_lesson.steps.push_back(std::move(step));
}

void LessonParser::checkClaims() const
{
    const auto claims = m_root.find("claims");
    for (const Claim &claim : m_lesson.claims)
        if (claim.kind != Claim::Kind::Formula && m_lesson.findStep(claim.step) == nullptr)
            claims->find(claim.name)->find("step")->fail("must be the name of a step of the lesson");
    if (claims)
        m_filler.refuseUnused(*claims);
}

} // namespace

Lesson parseLesson(std::string_view json, const std::string &where)
{
    const Json document = parseJson(json, where);
    return LessonParser(document, where).parse();
}

} // namespace basin
