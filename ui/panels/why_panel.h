#pragma once

#include "model/diagnosis_model.h"
#include "model/escape_model.h"
#include "model/fork_model.h"
#include "model/share_model.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace basin {

class ColumnTable;
class FactList;
class ForkPanel;
class TextLabel;
class ToolButton;
class TryButton;
class WhyPictures;
struct FindingSubject;

/// "Why is it stuck?": the answer in a sentence, what each pattern says, two small pictures that show it, the evidence,
/// and experiments to try. Of a run that is well it says why, with the same numbers.
class WhyPanel : public QWidget {
    Q_OBJECT

public:
    WhyPanel(DiagnosisModel *diagnosis, ForkModel *fork, ShareModel *shares, ProjectModel *model,
             QWidget *parent = nullptr);

    [[nodiscard]] ToolButton *closeButton() const { return m_close; }
    [[nodiscard]] ForkPanel *forkPanel() const { return m_forkPanel; }
    [[nodiscard]] const std::vector<TryButton *> &tryButtons() const { return m_tries; } ///< hidden ones too
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString sentence() const; ///< without marks

signals:
    void closeRequested();
    void wayOutRequested();
    void gradientCheckRequested();
    void experimentStarted(); ///< it is shown in forkPanel()

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void addHeader(QVBoxLayout *box);
    void addAnswer(QVBoxLayout *box);
    void addExperiments(QVBoxLayout *box);
    void refresh();
    void refreshAnswer(const PointInspection *point, const FindingSubject *subject);
    void refreshOutputs(const PointInspection *point);
    void refreshPictures(const PointPtr &point);
    void refreshOthers(const PointInspection *point, const FindingSubject *subject);
    void refreshCures();
    void refreshShares();
    [[nodiscard]] bool isStuck() const;
    void refreshFork();
    void tryCure(std::size_t place);

    DiagnosisModel *m_diagnosis;
    ForkModel *m_fork;
    ShareModel *m_shares;
    ProjectModel *m_model;
    TextLabel *m_title = nullptr;
    ToolButton *m_close = nullptr;
    TextLabel *m_sentence = nullptr;
    TextLabel *m_also = nullptr;
    ColumnTable *m_outputs = nullptr;
    WhyPictures *m_pictures = nullptr;
    TextLabel *m_evidenceTitle = nullptr;
    FactList *m_evidence = nullptr;
    TextLabel *m_note = nullptr;
    TextLabel *m_others = nullptr;
    TextLabel *m_tryTitle = nullptr;
    QPushButton *m_wayOut = nullptr;
    QPushButton *m_check = nullptr;
    std::vector<TryButton *> m_tries;
    TextLabel *m_tryNote = nullptr;
    ForkPanel *m_forkPanel = nullptr;
    std::vector<Cure> m_cures; ///< of the buttons, in their order
    bool m_hasWayOut = false;
    std::optional<bool> m_isMeasuring;     ///< the shares of m_cures; nothing: not asked yet
    std::optional<CureKind> m_waitingCure; ///< begins when the run rests and the cures are those of where it rests
};

} // namespace basin
