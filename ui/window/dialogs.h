#pragma once

#include <QString>

class QWidget;

namespace basin {

/// The seam between the window and modal dialogs: tests put their own answers here.
class Dialogs {
public:
    enum class SaveChoice { Save, Discard, Cancel };

    virtual ~Dialogs() = default;
    /// A file to open, or nothing where the user changed their mind.
    virtual QString openFile(QWidget *parent, const QString &title, const QString &filter);
    virtual QString saveFile(QWidget *parent, const QString &title, const QString &proposal, const QString &filter);
    virtual SaveChoice askSave(QWidget *parent, const QString &name);
    virtual void showError(QWidget *parent, const QString &title, const QString &message);
};

} // namespace basin
