#include "window/dialogs.h"

#include <QFileDialog>
#include <QMessageBox>

namespace basin {

QString Dialogs::openFile(QWidget *parent, const QString &title, const QString &filter)
{
    return QFileDialog::getOpenFileName(parent, title, {}, filter);
}

QString Dialogs::saveFile(QWidget *parent, const QString &title, const QString &proposal, const QString &filter)
{
    return QFileDialog::getSaveFileName(parent, title, proposal, filter);
}

Dialogs::SaveChoice Dialogs::askSave(QWidget *parent, const QString &name)
{
    QMessageBox box(QMessageBox::NoIcon, QObject::tr("Save changes?"),
                    QObject::tr("<b>Save the changes to “%1”?</b>").arg(name.toHtmlEscaped()),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, parent);
    box.setInformativeText(QObject::tr("Without saving they are lost."));
    box.setDefaultButton(QMessageBox::Save);
    switch (box.exec()) {
    case QMessageBox::Save:
        return SaveChoice::Save;
    case QMessageBox::Discard:
        return SaveChoice::Discard;
    default:
        return SaveChoice::Cancel;
    }
}

void Dialogs::showError(QWidget *parent, const QString &title, const QString &message)
{
    QMessageBox box(QMessageBox::NoIcon, title, QStringLiteral("<b>%1</b>").arg(title.toHtmlEscaped()), QMessageBox::Ok,
                    parent);
    box.setInformativeText(message.toHtmlEscaped());
    box.exec();
}

} // namespace basin
