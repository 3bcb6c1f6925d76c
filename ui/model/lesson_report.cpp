#include "model/lesson_report.h"

#include "render/boundary_figure.h"
#include "render/census_text.h"
#include "render/lesson_words.h"
#include "render/loss_figure.h"
#include "render/markdown.h"
#include "render/names.h"
#include "render/number_text.h"
#include "render/picture_export.h"
#include "render/share_figure.h"
#include "render/theme.h"

#include "experiment/census.h"
#include "project/project.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>

#include <cmath>

namespace basin {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(LessonReport)
};

// Two side by side, or one, on a page of A4 with the margins that Qt gives a document.
constexpr QSizeF boundarySize(300, 270);
constexpr QSizeF curvesSize(300, 270);
constexpr QSizeF shareSize(600, 300);
constexpr int boundaryCells = 220;
constexpr int mostInputs = 2; ///< of a network whose plane says all there is to say

QString escaped(const std::string &text)
{
    return QString::fromStdString(text).toHtmlEscaped();
}

/// A picture inside the page, as sharp as a printer needs it.
QString imageTag(const QString &words, QSizeF size, const Paint &paint)
{
    PictureOptions options;
    options.size = size;
    options.scale = 2.0;
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!toImage(paint, options).save(&buffer, "PNG"))
        return {};
    return QStringLiteral("<img alt=\"%1\" width=\"%2\" height=\"%3\" src=\"data:image/png;base64,%4\">")
        .arg(words.toHtmlEscaped())
        .arg(size.width())
        .arg(size.height())
        .arg(QString::fromLatin1(bytes.toBase64()));
}

QString row(const QString &name, const QString &value)
{
    return QStringLiteral("<tr><td width=\"170\">%1</td><td>%2</td></tr>\n").arg(name.toHtmlEscaped(), value);
}

/// Qt breaks preformatted text where it is told to and nowhere else; a page of paper has an edge.
QString codeBlock(const QString &text)
{
    return QStringLiteral("<pre class=\"code\" style=\"white-space: pre-wrap\">%1</pre>\n").arg(text.toHtmlEscaped());
}

QString lossText(double loss)
{
    return std::isfinite(loss) ? numbers::compact(loss, 7) : Text::tr("not a number");
}

QString boundaryTag(const RunMeasurement &run)
{
    const int inputs = run.prepared->spec.architecture.inputCount();
    if (inputs > mostInputs || !run.parameters.allFinite())
        return {};
    BoundaryOptions options;
    options.plane = standardPlane(*run.prepared->data, 0, inputs > 1 ? 1 : 0);
    options.cells = boundaryCells;
    const BoundaryFigure figure = boundaryFigure(*run.prepared, run.parameters, options, Theme::light());
    return imageTag(
        Text::tr("Decision boundary at the end"), boundarySize,
        [&figure](QPainter &painter, const QRectF &area, const Theme &theme) { figure.paint(painter, area, theme); });
}

QString curvesTag(const RunMeasurement &run)
{
    if (!run.history || run.history->bins().empty())
        return {};
    LossOptions options{.lossTitle = lossAxisTitle(run.project.loss)};
    options.hasTest = run.prepared->data->test.samples() > 0;
    options.hasPenalty = run.project.loss.l1 > 0 || run.project.loss.l2 > 0;
    const ChartFigure figure = lossFigure(*run.history, run.epoch, run.metrics, {}, options);
    return imageTag(
        Text::tr("Loss and share of right answers over the epochs"), curvesSize,
        [&figure](QPainter &painter, const QRectF &area, const Theme &theme) { figure.paint(painter, area, theme); });
}

QString runTable(const RunMeasurement &run)
{
    const Project &project = run.project;
    QString rows;
    rows += row(Text::tr("Epoch"), numbers::count(run.epoch));
    rows += row(Text::tr("Loss"), lossText(run.metrics.loss));
    if (!std::isnan(run.metrics.accuracy))
        rows += row(Text::tr("Right answers"),
                    Text::tr("%1 of %2")
                        .arg(numbers::count(run.metrics.correct), numbers::count(run.prepared->data->train.samples())));
    if (!std::isnan(run.metrics.testLoss))
        rows += row(Text::tr("Test loss"), lossText(run.metrics.testLoss));
    rows += row(Text::tr("Outcome"), outcomeTitle(run.outcome));
    rows += row(Text::tr("Seed of the start"), QString::number(project.init.seed));
    rows += row(Text::tr("Digest of the settings"), QString::fromStdString(projectDigest(project)));
    return QStringLiteral("<table cellpadding=\"3\">\n%1</table>\n").arg(rows);
}

QString runBlock(const RunMeasurement &run)
{
    QString html = QStringLiteral("<h3>%1</h3>\n").arg(Text::tr("What was measured"));
    html += runTable(run);
    html += QStringLiteral("<table><tr><td>%1</td><td>%2</td></tr></table>\n").arg(boundaryTag(run), curvesTag(run));
    html += QStringLiteral("<h3>%1</h3>\n").arg(Text::tr("To run it again"));
    if (run.isRepeatable) {
        html += QStringLiteral("<p>%1</p>\n")
                    .arg(Text::tr("Save this as a file that ends in .basin. “basin train” of it gives the numbers "
                                  "above, and the window opens it."));
    } else {
        html += QStringLiteral("<p>%1</p>\n")
                    .arg(Text::tr("The run did not go through with one setting, so training it from its start gives "
                                  "other numbers. The file below holds where it stood: saved as run.basin, “basin "
                                  "evaluate run.basin --weights run.basin” gives the loss above, and the window goes "
                                  "on from there."));
        QString changes;
        for (const HistoryEvent &event : run.events)
            changes +=
                QStringLiteral("<li>%1</li>")
                    .arg(Text::tr("epoch %1: %2").arg(numbers::count(event.epoch), eventText(event).toHtmlEscaped()));
        if (!changes.isEmpty())
            html += QStringLiteral("<ul>%1</ul>\n").arg(changes);
    }
    return html + codeBlock(QString::fromStdString(projectText(run.project)));
}

QString censusBlock(const Census &census)
{
    QString html = QStringLiteral("<h3>%1</h3>\n").arg(Text::tr("What many runs came to"));
    const CensusSpec &spec = census.spec;
    QString rows = QStringLiteral("<tr><td>%1</td><td>%2</td><td>%3</td><td>%4</td></tr>\n")
                       .arg(Text::tr("Setting"), Text::tr("Runs"), Text::tr("Solved"), Text::tr("95 % interval"));
    for (std::size_t i = 0; i < census.cells.size(); ++i) {
        const CensusCell &cell = census.cells[i];
        const auto runs = static_cast<double>(cell.rows.size());
        QStringList values;
        for (std::size_t k = 0; k < spec.vary.size() && k < cell.values.size(); ++k)
            values << QStringLiteral("%1: %2").arg(variedTitle(spec.vary[k].key),
                                                   variedValueTitle(spec.vary[k].key, cell.values[k]));
        rows += QStringLiteral("<tr><td>%1</td><td>%2</td><td>%3</td><td>%4</td></tr>\n")
                    .arg((values.isEmpty() ? Text::tr("as below") : values.join(QStringLiteral(", "))).toHtmlEscaped(),
                         numbers::count(static_cast<qint64>(cell.rows.size())),
                         runs > 0 ? percentText(static_cast<double>(cell.solved) / runs) : QStringLiteral("–"),
                         runs > 0 ? percentText(cell.wilson) : QStringLiteral("–"));
    }
    html += QStringLiteral("<table cellpadding=\"3\" border=\"1\" cellspacing=\"0\">\n%1</table>\n").arg(rows);
    if (census.cells.size() == 1) {
        const ShareFigure figure = shareFigure(census.cells.front(), Theme::light());
        html += QStringLiteral("<div>%1</div>\n")
                    .arg(imageTag(Text::tr("What became of the runs"), shareSize,
                                  [&figure](QPainter &painter, const QRectF &area, const Theme &theme) {
                                      figure.paint(painter, area, theme);
                                  }));
    }
    html += QStringLiteral("<h3>%1</h3>\n").arg(Text::tr("To run them again"));
    QString command = QStringLiteral("basin census runs.basin --runs %1").arg(spec.runs);
    for (const Variation &variation : spec.vary) {
        QStringList values;
        for (const std::string &value : variation.values)
            values << QString::fromStdString(value);
        command +=
            QStringLiteral(" --vary '%1=%2'").arg(QString::fromStdString(variation.key), values.join(QLatin1Char(',')));
    }
    html += QStringLiteral("<p>%1</p>\n")
                .arg(Text::tr("Seeds %1 to %2. Save this as runs.basin, then:")
                         .arg(spec.project.init.seed)
                         .arg(spec.project.init.seed + static_cast<std::uint64_t>(spec.runs) - 1));
    return html + codeBlock(command) + codeBlock(QString::fromStdString(projectText(spec.project)));
}

QString answerText(const Question &question, const StepRecord &record)
{
    if (record.choice)
        return escaped(question.choices[static_cast<std::size_t>(*record.choice)].text);
    return record.number ? numbers::compact(*record.number) : Text::tr("none");
}

QString questionBlock(const Question &question, const StepRecord &record)
{
    const Theme &theme = Theme::light();
    QString html = QStringLiteral("<h3>%1</h3>\n").arg(Text::tr("Question"));
    html += markdownHtml(QString::fromStdString(question.text), theme);
    for (const Choice &choice : question.choices) {
        const bool isMine = record.choice && &choice == &question.choices[static_cast<std::size_t>(*record.choice)];
        html += QStringLiteral("<p>%1 %2%3</p>\n")
                    .arg(isMine ? QStringLiteral("☒") : QStringLiteral("☐"), escaped(choice.text),
                         choice.note.empty() ? QString() : QStringLiteral(" (%1)").arg(escaped(choice.note)));
    }
    const bool isRight = record.isAnswered() && record.isRight(question);
    QString rows = row(Text::tr("Answer"), answerText(question, record));
    rows += row(Text::tr("Right?"), !record.isAnswered() ? Text::tr("not answered")
                                    : isRight
                                        ? Text::tr("✓ yes")
                                        : Text::tr("✗ no; the right answer is: %1").arg(escaped(question.rightText())));
    if (record.hintSeen)
        rows += row(Text::tr("Hint"), Text::tr("was read"));
    html += QStringLiteral("<table cellpadding=\"3\">\n%1</table>\n").arg(rows);
    if (!question.explanation.empty() && record.isDone)
        html += markdownHtml(QString::fromStdString(question.explanation), theme);
    return html;
}

QString stepBlock(std::size_t index, const LessonStep &step, const StepRecord &record)
{
    QString html =
        QStringLiteral("<hr>\n<h2>%1</h2>\n").arg(Text::tr("Step %1: %2").arg(index + 1).arg(escaped(step.title)));
    if (step.question)
        html += questionBlock(*step.question, record);
    if (!record.isDone)
        html += QStringLiteral("<p><i>%1</i></p>\n").arg(Text::tr("This step was not finished."));
    if (record.run)
        html += runBlock(*record.run);
    if (record.census)
        html += censusBlock(*record.census);
    return html;
}

QString style()
{
    return QStringLiteral(
        "body { font-family: Roboto, 'Noto Sans', sans-serif; font-size: 14px; color: #000000; "
        "max-width: 720px; margin: 24px auto; padding: 0 16px; }\n"
        "h1 { font-size: 24px; font-weight: 500; }\n"
        "p, li { line-height: 1.5; }\n" // not where a picture is the line: it would grow by half
        "h2 { font-size: 19px; font-weight: 500; margin-top: 16px; }\n"
        "h3 { font-size: 15px; font-weight: 500; margin-top: 16px; }\n"
        "table { border-collapse: collapse; }\n"
        "td { vertical-align: top; }\n"
        "img { max-width: 100%; height: auto; }\n"
        "pre.code { font-family: monospace; font-size: 12px; border: 1px solid #999999; padding: 8px; "
        "overflow-wrap: anywhere; }\n"
        "@media print { h2, h3 { break-after: avoid; } img, table { break-inside: avoid; } }\n");
}

QByteArray pdfBytes(const LessonReport &report)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF()); // a document brings its own
        writer.setResolution(96 * 4);
        writer.setTitle(QString::fromStdString(report.lesson.title));
        writer.setCreator(QStringLiteral("Basin"));
        QTextDocument document;
        document.setHtml(lessonReportHtml(report));
        document.print(&writer);
    }
    return bytes;
}

} // namespace

QString lessonReportHtml(const LessonReport &report)
{
    int asked = 0, right = 0;
    QString steps;
    for (std::size_t i = 0; i < report.lesson.steps.size() && i < report.records.size(); ++i) {
        const LessonStep &step = report.lesson.steps[i];
        const StepRecord &record = report.records[i];
        steps += stepBlock(i, step, record);
        asked += step.question ? 1 : 0;
        right += step.question && record.isAnswered() && record.isRight(*step.question) ? 1 : 0;
    }
    const QString title = escaped(report.lesson.title);
    QString head;
    if (!report.pupil.isEmpty())
        head += row(Text::tr("Name"), report.pupil.toHtmlEscaped());
    head += row(Text::tr("Date"), QLocale().toString(report.date, QLocale::LongFormat));
    if (asked > 0)
        head += row(Text::tr("Right answers"), Text::tr("%1 of %2").arg(right).arg(asked));
    head += row(Text::tr("Program"), QStringLiteral("Basin ") + QCoreApplication::applicationVersion());
    return QStringLiteral("<!DOCTYPE html>\n<html lang=\"%1\"><head><meta charset=\"utf-8\"><title>%2</title>\n"
                          "<style>\n%3</style></head>\n<body>\n<h1>%2</h1>\n<p>%4</p>\n"
                          "<table cellpadding=\"3\">\n%5</table>\n%6</body></html>\n")
        .arg(QLocale().bcp47Name(), title, style(), escaped(report.lesson.summary), head, steps);
}

QString writeLessonReport(const LessonReport &report, const QString &path)
{
    const QFileInfo target(path);
    if (target.exists() && !target.isFile())
        return path + QStringLiteral(": ") + Text::tr("is not a file that can be replaced");
    const bool isPdf = target.suffix().compare(QLatin1String("pdf"), Qt::CaseInsensitive) == 0;
    const QByteArray bytes = isPdf ? pdfBytes(report) : lessonReportHtml(report).toUtf8();
    QSaveFile file(path);
    // A small page waits in a buffer, and commit() forgets when the disk had no room for it: flush() says so.
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush() || !file.commit())
        return path + QStringLiteral(": ") + file.errorString();
    return {};
}

} // namespace basin
