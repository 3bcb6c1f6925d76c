// What leaves the main window: pictures and tables.

#include "window/main_window.h"

#include "render/fonts.h"
#include "render/names.h"
#include "render/picture_export.h"
#include "render/theme.h"
#include "views/view.h"
#include "window/export_dialog.h"
#include "window/frame_page.h"

#include "data/atomic_file.h"
#include "data/csv.h"
#include "experiment/census_file.h"

#include <QPainter>

#include <algorithm>

namespace basin {

namespace {

constexpr double stripHeight = 26;

/// A view, and above it a strip that says what is wrong on purpose: such a picture must not pass for a right one.
Paint painted(View *view, GradientFault fault)
{
    return [view, fault](QPainter &painter, const QRectF &area, const Theme &theme) {
        if (fault == GradientFault::None)
            return view->paintPicture(painter, area, theme);
        const double height = stripHeight * fontScale();
        const QRectF strip(area.left(), area.top(), area.width(), height);
        painter.fillRect(strip, theme.chipError);
        painter.setFont(font(TypeRole::BodyStrong));
        painter.setPen(theme.chipErrorText);
        painter.drawText(strip.adjusted(12, 0, -12, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         MainWindow::tr("Deliberate bug: %1").arg(gradientFaultTitle(fault).toLower()));
        view->paintPicture(painter, area.adjusted(0, height, 0, 0), theme);
    };
}

} // namespace

QString MainWindow::exportPicture(View *view, const QString &path, const PictureOptions &options)
{
    PictureOptions whole = options;
    whole.title = QStringLiteral("%1 – %2").arg(m_model.displayName(), view->title());
    whole.project = QString::fromStdString(projectText(m_model.project()));
    return basin::exportPicture(path, painted(view, m_model.project().loss.fault), whole);
}

void MainWindow::copyPicture(View *view)
{
    PictureOptions options;
    options.size = view->pictureSize();
    options.scale = std::max(2.0, devicePixelRatioF());
    basin::copyPicture(painted(view, m_model.project().loss.fault), options);
    say(tr("“%1” copied as a picture").arg(view->title()));
}

void MainWindow::exportPictureDialog(View *view)
{
    ExportDialog dialog(framePage()->views(), view, m_dialogs.get(), this);
    while (dialog.exec() == QDialog::Accepted) {
        const QString problem = exportPicture(dialog.view(), dialog.path(), dialog.options());
        if (problem.isEmpty()) {
            say(tr("Written: %1").arg(dialog.path()));
            return;
        }
        m_dialogs->showError(this, tr("This picture cannot be written"), problem);
    }
}

void MainWindow::exportData(View *view)
{
    if (!view->hasData())
        return;
    const QString path =
        m_dialogs->saveFile(this, tr("Export data"), view->id() + QStringLiteral(".csv"), tr("Tables (*.csv)"));
    if (path.isEmpty())
        return;
    try {
        writeFileAtomically(path.toStdString(), view->csv().toStdString());
    } catch (const std::exception &error) {
        m_dialogs->showError(this, tr("This file cannot be written"), QString::fromUtf8(error.what()));
    }
}

void MainWindow::exportSamples()
{
    const auto prepared = m_run.prepared();
    if (!prepared)
        return;
    const QString path =
        m_dialogs->saveFile(this, tr("Export data"), tr("data") + QStringLiteral(".csv"), tr("Tables (*.csv)"));
    if (path.isEmpty())
        return;
    try {
        writeCsv(path.toStdString(), prepared->data->raw);
    } catch (const std::exception &error) {
        m_dialogs->showError(this, tr("This file cannot be written"), QString::fromUtf8(error.what()));
    }
}

void MainWindow::exportCensus(CensusFile kind)
{
    const CensusPtr census = m_census.census();
    if (!census)
        return;
    const bool isReport = kind == CensusFile::Report;
    const QString path =
        isReport ? m_dialogs->saveFile(this, tr("Export a report"), QStringLiteral("census.md"), tr("Markdown (*.md)"))
                 : m_dialogs->saveFile(this, tr("Export runs"), QStringLiteral("census.csv"), tr("Tables (*.csv)"));
    if (path.isEmpty())
        return;
    // A million rows take longer to write than a window may be deaf.
    m_writing.start(
        [census, isReport, path]() -> QString {
            try {
                writeFileAtomically(path.toStdString(), isReport ? censusReport(*census) : censusText(*census));
                return {};
            } catch (const std::exception &error) {
                return QString::fromUtf8(error.what());
            }
        },
        [this, path](const QString &problem) {
            if (problem.isEmpty())
                say(tr("Written: %1").arg(path));
            else
                m_dialogs->showError(this, tr("This file cannot be written"), problem);
        });
}

} // namespace basin
