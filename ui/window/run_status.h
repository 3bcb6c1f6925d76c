#pragma once

#include "controls/chip.h"
#include "model/diagnosis_model.h"

#include <QString>

namespace basin {

/// How a run stands, in two words for the chip and a sentence for whoever asks.
struct RunStatus {
    Chip::Kind kind = Chip::Kind::Neutral;
    QString words;      ///< "Solved at epoch 900"
    QString shortWords; ///< "Solved", for a narrow window
    QString sentence;
    QString iconName{}; ///< empty: the kind's own
};

[[nodiscard]] RunStatus runStatus(const DiagnosisModel &diagnosis);

} // namespace basin
