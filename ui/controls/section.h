#pragma once

#include "render/fonts.h"

#include <QWidget>

class QAbstractButton;
class QCheckBox;
class QLabel;
class QVBoxLayout;

namespace basin {

class ChangedDot;
class LogSliderRow;
class TextLabel;

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

    [[nodiscard]] QWidget *field() const { return m_field; }
    [[nodiscard]] QString error() const { return m_error; }

signals:
    void resetRequested();

private:
    void showNote();

    QVBoxLayout *m_lines;
    QWidget *m_field;
    ChangedDot *m_dot;
    TextLabel *m_label = nullptr;
    TextLabel *m_noteLabel = nullptr;
    QString m_note;
    QString m_error;
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
    /// Room at the right end of the title's line (a small button).
    void setTitleWidget(QWidget *widget);

private:
    SectionRow *append(SectionRow *row);

    QVBoxLayout *m_rows;
    QWidget *m_titleLine;
    TextLabel *m_title;
    int m_labelWidth;
};

} // namespace basin
