#pragma once

#include "render/verdict_text.h"

#include <QWidget>

namespace basin {

/// Evidence: a tick, what was measured, and at the right end what that means. A note that has no room beside its name
/// stands below it. Screen readers get it as a sentence.
class FactList : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// @param isWell  good news: the ticks are green
    void setFacts(const QList<VerdictText::Fact> &facts, bool isWell = false);
    [[nodiscard]] const QList<VerdictText::Fact> &facts() const { return m_facts; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] bool isBroken(const VerdictText::Fact &fact) const;

    QList<VerdictText::Fact> m_facts;
    bool m_isWell = false;
};

} // namespace basin
