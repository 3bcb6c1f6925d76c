#pragma once

#include "render/chart_figure.h"

#include "training/history.h"

#include <QString>

#include <memory>
#include <vector>

namespace basin {

/// How the curves of a run are drawn.
struct LossOptions {
    bool isLogY = true;
    bool isLogX = false;
    bool hasPenalty = false; ///< the loss with its penalty as a curve of its own
    bool hasTest = false;    ///< there is a test part
    QString lossTitle;       ///< "loss (mean cross-entropy)"
};

/// An earlier run beside the live one.
struct NamedHistory {
    QString name;
    std::shared_ptr<const History> history;
};

/// Loss above, the share of right answers below (not for regression), over the epochs. The end of the loss curve is
/// `now`, which is newer than the last bin of a long history. Where the run went back, what lies ahead is drawn as a
/// pinned run is.
[[nodiscard]] ChartFigure lossFigure(const History &history, std::int64_t nowEpoch, const Metrics &now,
                                     const std::vector<NamedHistory> &pinned, const LossOptions &options);

/// The curves as a table: epoch, loss, loss_low, loss_high, penalty, accuracy, test_loss, test_accuracy.
[[nodiscard]] QByteArray historyCsv(const History &history);

} // namespace basin
