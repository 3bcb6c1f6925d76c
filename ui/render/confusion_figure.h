#pragma once

#include "network/confusion.h"
#include "project/project.h"

#include <QRectF>
#include <QString>
#include <QStringList>

class QPainter;

namespace basin {

struct Theme;

/// Which class is taken for which: a square of counts for the training part and one for the part held out, with the
/// share of right answers of each class beside its row. A value: fill in, ask it to paint.
struct ConfusionFigure {
    struct Part {
        QString title; ///< "Training part"
        Confusion confusion;
        bool isFirstOfMany = false; ///< only the first samples were looked at
    };
    QStringList classNames;
    std::vector<Part> parts; ///< empty: no classes
    QString emptyTitle, emptyText;

    void paint(QPainter &painter, const QRectF &area, const Theme &theme) const;
    [[nodiscard]] QByteArray csv() const;
};

/// Looks at so many samples of each part at most.
inline constexpr Eigen::Index mostConfusionSamples = 2000;
[[nodiscard]] ConfusionFigure confusionFigure(const PreparedRun &run, const Vector &parameters);

} // namespace basin
