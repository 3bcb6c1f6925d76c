#pragma once

#include "model/census_model.h"
#include "window/frame_page.h"

namespace basin {

class CensusView;
class FateModel;
class RaceModel;

/// The centre of the window while one looks at many runs: the solved share and the outcomes (of a sweep its cells), how
/// the ends are spread below, and beside them where each start leads.
class RunsPage : public FramePage {
    Q_OBJECT

public:
    RunsPage(CensusModel *census, FateModel *fate, RaceModel *race, QWidget *parent = nullptr);

    void show(View *view) override;
    [[nodiscard]] ViewFrame *share() const { return m_share; }
    [[nodiscard]] ViewFrame *ends() const { return m_ends; }
    [[nodiscard]] ViewFrame *beside() const { return m_beside; }

signals:
    void runChosen(const basin::CensusPlace &place, const QPoint &where);
    void cellChosen(std::size_t cell, const QPoint &where);

protected:
    void arrange() override;
    void showParts(ViewFrame *enlarged) override;

private:
    void add(ViewFrame *frame, CensusView *view);
    void addSweep();
    void showNewCensus();
    void refreshHeader();

    CensusModel *m_census;
    QSplitter *m_columns;
    QSplitter *m_rows;
    ViewFrame *m_share;
    ViewFrame *m_ends;
    ViewFrame *m_beside;
    qint64 m_number = 0; ///< of the census that was shown last
};

} // namespace basin
