#pragma once

#include "lesson/lesson.h"

namespace basin {

/// A lesson of four short steps on XOR: a question and a run to its rest, a run that goes on at another rate, many
/// runs, and one that is only read.
inline const char *smallLessonText()
{
    return R"json({
  "basin_lesson": 1, "name": "small", "title": "A small lesson", "summary": "Four steps.", "minutes": 1,
  "controls": { "others": "locked", "seed": "shown" },
  "steps": [
    { "name": "settles", "title": "Where will it settle?", "text": "Guess **first**, then look.",
      "project": { "basin": 1, "data": { "source": "gate" },
        "network": { "layers": [ { "type": "dense", "units": 2, "activation": "tanh" },
                                 { "type": "dense", "units": 1, "activation": "sigmoid" } ] },
        "init": { "seed": 3 }, "optimizer": { "name": "adam", "learning_rate": 0.05 },
        "training": { "epochs": 300 } },
      "views": [ "boundary", "outputs" ],
      "question": { "text": "Where does the loss settle?",
        "choices": [ { "text": "Low", "note": "all right" }, { "text": "Half way", "right": true }, { "text": "High" } ],
        "explanation": "It settles half way.", "hint": "Look at the corners." },
      "done": { "at_rest": true }, "notice": "Two patterns share an output." },
    { "name": "goes-on", "title": "Slower", "text": "The same run goes on.",
      "change": { "optimizer.learning_rate": 0.01, "training.epochs": 500 }, "continues": true,
      "controls": { "learning_rate": "shown" }, "done": { "any": [ { "epoch": 320 }, { "at_rest": true } ] } },
    { "name": "many", "title": "Many starts", "text": "One start is no start.", "page": "runs",
      "views": [ "share" ], "runs": { "count": 20 },
      "question": { "text": "How many out of a hundred?", "number": 50, "tolerance": 10,
                    "explanation": "So many." },
      "done": { "runs": 20 } },
    { "name": "end", "title": "What stays", "text": "Only to be read." }
  ]
})json";
}

inline Lesson smallLesson()
{
    return parseLesson(smallLessonText(), "small.lesson.json");
}

} // namespace basin
