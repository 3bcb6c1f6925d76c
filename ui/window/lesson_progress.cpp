#include "window/lesson_progress.h"

namespace basin {

QVariantMap lessonProgress(const LessonRun::Kept &kept)
{
    QVariantList steps;
    for (const StepRecord &record : kept.records) {
        QVariantMap step{{QStringLiteral("done"), record.isDone}};
        if (record.choice)
            step.insert(QStringLiteral("choice"), *record.choice);
        if (record.number)
            step.insert(QStringLiteral("number"), *record.number);
        if (record.hintSeen)
            step.insert(QStringLiteral("hint"), true);
        steps.append(step);
    }
    return {{QStringLiteral("step"), kept.step}, {QStringLiteral("steps"), steps}};
}

LessonRun::Kept lessonProgress(const QVariantMap &map, const Lesson &lesson)
{
    LessonRun::Kept kept;
    kept.step = map.value(QStringLiteral("step")).toInt();
    kept.records.resize(lesson.steps.size());
    const QVariantList steps = map.value(QStringLiteral("steps")).toList();
    for (std::size_t i = 0; i < kept.records.size() && i < static_cast<std::size_t>(steps.size()); ++i) {
        const QVariantMap step = steps[static_cast<qsizetype>(i)].toMap();
        StepRecord &record = kept.records[i];
        const auto &question = lesson.steps[i].question;
        const int choice = step.value(QStringLiteral("choice"), -1).toInt();
        if (question && choice >= 0 && static_cast<std::size_t>(choice) < question->choices.size())
            record.choice = choice;
        if (question && question->isNumber() && step.contains(QStringLiteral("number")))
            record.number = step.value(QStringLiteral("number")).toDouble();
        record.hintSeen = step.value(QStringLiteral("hint")).toBool();
        record.isDone = step.value(QStringLiteral("done")).toBool() && (!question || record.isAnswered());
    }
    return kept;
}

} // namespace basin
