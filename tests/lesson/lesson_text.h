#pragma once

#include <QByteArray>
#include <QByteArrayList>

/// A small lesson that is right, for tests to break: a replaced piece must be there exactly once.
inline QByteArray smallLesson(const QByteArray &piece = {}, const QByteArray &instead = {})
{
    QByteArray text = R"({
  "basin_lesson": 1, "name": "small", "title": "A small lesson", "summary": "Two steps.", "minutes": 3,
  "claims": {
    "edge": { "formula": "ln(2)/2", "digits": 3 },
    "solved": { "step": "first", "share": { "fate": "solved" }, "runs": 100, "value": 0.5, "quick": { "runs": 10 } }
  },
  "controls": { "others": "locked", "speed": "shown" },
  "steps": [
    { "name": "first", "title": "First", "text": ["A line", "and **another** of {{training.epochs}} epochs."],
      "project": { "basin": 1, "data": { "source": "gate" },
                   "network": { "layers": [ { "units": 2, "activation": "tanh" },
                                            { "units": 1, "activation": "sigmoid" } ] },
                   "optimizer": { "name": "adam", "learning_rate": 0.05 }, "training": { "epochs": 12000 } },
      "page": "train", "views": [ "boundary", "curves" ],
      "question": { "text": "Where does it end?",
                    "choices": [ { "text": "At 0.35", "note": "or 17 %" }, { "text": "At {{edge}}", "right": true } ],
                    "explanation": "Because of {{edge}}.", "hint": "Look." },
      "done": { "all": [ { "answered": true }, { "epoch": 100 } ] } },
    { "name": "second", "title": "Second", "text": "Of all, {{solved}} learn at {{optimizer.learning_rate}}.",
      "change": { "optimizer.learning_rate": 0.1, "network.layers[0].units": 3 },
      "page": "runs", "runs": { "count": 50, "vary": [ "network.layers[0].units=2,3" ] },
      "controls": { "learning_rate": "shown", "others": "hidden" }, "notice": "This." }
  ]
})";
    if (!piece.isEmpty()) {
        Q_ASSERT(text.count(piece) == 1);
        text.replace(piece, instead);
    }
    return text;
}
