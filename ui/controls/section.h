#pragma once

#include "render/fonts.h"

#include <QWidget>

#include <vector>

class QAbstractButton;
class QCheckBox;
class QLabel;
class QVBoxLayout;

namespace basin {

class ChangedDot;
class LogSliderRow;
class TextLabel;

/// The name by which lessons lock and hide a part of the window (lessonControls() in core), kept as its object name.
[[nodiscard]] QString controlName(const char *control);
inline void setControl(QWidget *widget, const char *control)
{
    widget->setObjectName(controlName(control));
}

/// One line of a section: dot, label, field; below it a slider, a note, or what is wrong.
class SectionRow : public QWidget {
    Q_OBJECT

public:
    SectionRow(int labelWidth, const QString &label, QWidget *field, QWidget *parent = nullptr);

    /// Shows the dot that says "not as it was"; a click on it asks for the default.
    void setChanged(bool changed);
    void setLabel(const QString &label);
    /// A sentence under the field; empty removes it. Over an error it waits.
    void setNote(const QString &note);
    /// What is wrong, under the field, which is framed in the error colour; empty is all well.
    void setError(const QString &error);
    /// A widget over the whole width, below the line.
    void setBelow(QWidget *widget, int overhang = 0);

    /// A lesson has set the field: it can be read and not be changed.
    void setLocked(bool locked);
    [[nodiscard]] bool isLocked() const { return m_isLocked; }
    /// Hidden whatever setVisible() says: a lesson leaves it out.
    void setWithheld(bool withheld);
    void setVisible(bool visible) override;

    [[nodiscard]] QWidget *field() const { return m_field; }
    [[nodiscard]] QString error() const { return m_error; }

signals:
    void resetRequested();
    void lockChanged();

private:
    void showNote();

    QVBoxLayout *m_lines;
    QWidget *m_field;
    QWidget *m_below = nullptr;
    ChangedDot *m_dot;
    TextLabel *m_label = nullptr;
    TextLabel *m_noteLabel = nullptr;
    QString m_note;
    QString m_error;
    bool m_isLocked = false;
    bool m_isWithheld = false;
    bool m_isWanted = true;
};

/// A title in small capitals over rows of label and field. It carries the panel's padding of 16 px at both sides.
class SideSection : public QWidget {
    Q_OBJECT

public:
    enum class Side { Left, Right }; ///< label column 72 or 88

    SideSection(const QString &title, Side side, QWidget *parent = nullptr);

    SectionRow *addRow(const QString &label, QWidget *field);
    /// A number field with its slider: below it over the whole width, or (narrow) before it in the same line.
    SectionRow *addSliderRow(const QString &label, LogSliderRow *slider);
    SectionRow *addNarrowSliderRow(const QString &label, LogSliderRow *slider, int fieldWidth = 64);
    /// "epoch reaches | 5 000": the field takes part only while the box is checked.
    SectionRow *addCheckRow(QCheckBox *check, QWidget *field, int fieldWidth = 88);
    /// A value that is only read; returns the label to set.
    QLabel *addValueRow(const QString &label, TypeRole role = TypeRole::Body);
    /// Anything else, over the whole width.
    void addWide(QWidget *widget);
    /// A check box or radio button over the whole width.
    void addToggle(QAbstractButton *toggle);
    /// A note under the rows.
    TextLabel *addNote(const QString &note);

    /// Rows 4 px apart instead of 8, for a panel with much to show: toggles come every 28 px, values every 24.
    void setDense();
    void setTitle(const QString &title);
    /// A lesson has set all of it. Rows that are locked one by one are named in the title's line too.
    void setLocked(bool locked);
    /// Room at the right end of the title's line (a small button).
    void setTitleWidget(QWidget *widget);

private:
    SectionRow *append(SectionRow *row);
    void refreshLock();

    QVBoxLayout *m_rows;
    std::vector<SectionRow *> m_all;
    QWidget *m_titleWidget = nullptr;
    QWidget *m_lock = nullptr;
    TextLabel *m_lockWords = nullptr;
    bool m_isLocked = false;
    QWidget *m_titleLine;
    TextLabel *m_title;
    int m_labelWidth;
};

} // namespace basin
