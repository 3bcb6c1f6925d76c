#pragma once

#include "model/census_model.h"
#include "views/view.h"

namespace basin {

/// A view of a census, in which runs can be pointed at.
class CensusView : public View {
    Q_OBJECT

public:
    using View::View;

signals:
    /// A run is to be opened; `where` is a place on the screen for a menu.
    void runChosen(const basin::CensusPlace &place, const QPoint &where);
};

} // namespace basin
