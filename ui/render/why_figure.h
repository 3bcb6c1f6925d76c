#pragma once

#include "render/theme.h"

#include "landscape/point.h"
#include "project/project.h"
#include "training/history.h"

#include <QList>
#include <QRectF>
#include <QString>

#include <memory>
#include <string_view>

class QPainter;

namespace basin {

/// The small pictures that show a finding.
enum class WhyPicture {
    Corners,     ///< the patterns over two inputs, and where each hidden unit is zero
    HiddenSpace, ///< the patterns as the hidden layer sees them
    Boundary,    ///< what the network says over two inputs
    Activations, ///< what each hidden unit says to each sample
    InputScales, ///< mean and spread of each input beside those of scaled ones
    Course       ///< the loss on double-logarithmic axes
};

/// What the pictures are drawn from. A value; any thread.
struct WhyMoment {
    std::shared_ptr<const PreparedRun> run;
    Vector parameters;
    std::shared_ptr<const History> history; ///< may be null
    std::vector<Eigen::Index> marked;       ///< training samples that share an output: a ring is around them
};

/// Which pictures show a finding best on this network: one or two. @param id  empty: all is well
[[nodiscard]] QList<WhyPicture> whyPictures(std::string_view id, const PreparedRun &run);
[[nodiscard]] QString whyPictureTitle(WhyPicture picture);
void paintWhyPicture(QPainter &painter, const QRectF &area, WhyPicture picture, const WhyMoment &moment,
                     const Theme &theme);

} // namespace basin
