#pragma once

#include "render/picture_export.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace basin {

class Dialogs;
class NumberField;
class View;

/// Which view, what kind of file, how large: then a picture is written.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    ExportDialog(std::vector<View *> views, View *current, Dialogs *dialogs, QWidget *parent);

    [[nodiscard]] View *view() const;
    [[nodiscard]] QString path() const;
    [[nodiscard]] PictureOptions options() const;

private:
    void refresh();
    void chooseFile();
    void setSuffix(const QString &suffix);

    std::vector<View *> m_views;
    Dialogs *m_dialogs;
    QComboBox *m_view;
    QComboBox *m_kind;
    NumberField *m_width;
    NumberField *m_height;
    QComboBox *m_dpi;
    QCheckBox *m_transparent;
    QCheckBox *m_dark;
    QLineEdit *m_path;
    QLabel *m_note;
    QPushButton *m_export;
    QLabel *m_preview;
};

} // namespace basin
