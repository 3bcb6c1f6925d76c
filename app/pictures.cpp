#include "pictures.h"

#include "data/error.h"
#include "render/boundary_figure.h"
#include "render/loss_figure.h"
#include "render/names.h"
#include "render/picture_export.h"
#include "render/resources.h"
#include "render/run_figures.h"

#include <QFileInfo>
#include <QGuiApplication>
#include <QStringList>

#include <charconv>
#include <optional>

namespace basin {

namespace {

constexpr QSize boundarySize(720, 600);
constexpr QSize lossCurveSize(800, 500);
constexpr QSize networkSize(960, 480);

std::optional<int> wholeNumber(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1)
        return {};
    return value;
}

QSize pixelsOf(const PictureSize &request, QSize standard)
{
    if (request.size.empty())
        return standard * (request.dpi / 96.0); // as large on paper at any resolution
    const std::string_view text = request.size;
    const std::size_t cross = text.find_first_of("xX");
    const auto width = wholeNumber(text.substr(0, cross));
    const auto height = cross == std::string_view::npos ? std::nullopt : wholeNumber(text.substr(cross + 1));
    if (!width || !height)
        throw InputError("--size", "must be WIDTHxHEIGHT in pixels, such as 800x600, is \"" + request.size + "\"");
    return {*width, *height};
}

void checkPicture(const char *option, const std::string &file, const PictureRequest &request, QSize standard)
{
    if (file.empty())
        return;
    const QString suffix = QFileInfo(QString::fromStdString(file)).suffix().toLower();
    if (!QStringList{"png", "svg", "pdf"}.contains(suffix))
        throw InputError(option, "the name of a picture must end in .png, .svg or .pdf, is \"" + file + "\"");
    static_cast<void>(pictureOptions(request, standard));
}

/// The pictures of one run, as the window draws them, light and with no window behind.
class Pictures {
public:
    Pictures(const PictureRequest &request, const Project &project, const PreparedRun &run, const Trainer &trainer)
        : m_request(request), m_project(project), m_run(run), m_trainer(trainer), m_theme(Theme::light())
    {
        const int inputs = static_cast<int>(run.data->raw.inputs.cols());
        m_plane = standardPlane(*run.data, 0, inputs > 1 ? 1 : 0);
    }

    void drawBoundary() const
    {
        BoundaryOptions options;
        options.plane = m_plane;
        const BoundaryFigure figure = boundaryFigure(m_run, m_trainer.parameters(), options, m_theme);
        write(m_request.boundary, figure, boundarySize);
    }

    void drawLossCurve() const
    {
        LossOptions options;
        options.hasPenalty = m_project.loss.l1 > 0.0 || m_project.loss.l2 > 0.0;
        options.hasTest = m_run.data->test.samples() > 0;
        options.lossTitle = lossAxisTitle(m_project.loss.name);
        write(m_request.lossCurve, lossFigure(m_trainer.history(), m_trainer.epoch(), m_trainer.metrics(), {}, options),
              lossCurveSize);
    }

    void drawNetwork() const
    {
        write(m_request.network, networkFigure(m_run, m_trainer.parameters(), m_plane, m_theme), networkSize);
    }

private:
    template <class Figure>
    void write(const std::string &file, const Figure &figure, QSize standard) const
    {
        const auto paint = [&](QPainter &painter, const QRectF &area, const Theme &theme) {
            figure.paint(painter, area, theme);
        };
        writePicture(file, paint, pictureOptions(m_request, standard), m_project);
    }

    const PictureRequest &m_request;
    const Project &m_project;
    const PreparedRun &m_run;
    const Trainer &m_trainer;
    const Theme &m_theme;
    InputPlane m_plane;
};

} // namespace

void addPictureSize(CLI::App &command, PictureSize &size)
{
    command.add_option("--size", size.size, "size of the pictures in pixels")->type_name("WxH");
    command.add_option("--dpi", size.dpi, "pixels to the inch, which sizes text and lines; 96 as on a screen")
        ->type_name("N");
}

PictureOptions pictureOptions(const PictureSize &request, QSize standard)
{
    constexpr int mostDpi = 2400;
    if (request.dpi < 10 || request.dpi > mostDpi)
        throw InputError("--dpi", "must be from 10 to 2400, is " + std::to_string(request.dpi));
    PictureOptions options = PictureOptions::forPixels(pixelsOf(request, standard), request.dpi);
    if (const QString problem = options.problem(); !problem.isEmpty())
        throw InputError("--size", problem.toStdString());
    return options;
}

void withoutDisplay(const std::function<void()> &draw)
{
    // Whatever display there is, none is needed; a caller's own choice of one would only be a way to fail.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {}); // stderr is for our one line
    int argc = 1;
    char name[] = "basin";
    char *argv[] = {name, nullptr};
    const QGuiApplication application(argc, argv);
    initResources();
    draw();
}

void writePicture(const std::string &file, const Paint &paint, PictureOptions options, const Project &project)
{
    options.title = QString::fromStdString(project.title);
    constexpr std::size_t largestProject = 1U << 20U; // a picture stays a picture
    if (const std::string text = projectText(project); text.size() <= largestProject)
        options.project = QString::fromStdString(text);
    if (const QString problem = exportPicture(QString::fromStdString(file), paint, options); !problem.isEmpty())
        throw WriteError(problem.toStdString());
}

void addPictureOptions(CLI::App &command, PictureRequest &request)
{
    const std::string type = "FILE.(png|svg|pdf)";
    command.add_option("--boundary", request.boundary, "draws the output over the inputs")->type_name(type);
    command.add_option("--loss-curve", request.lossCurve, "draws loss and accuracy over the epochs")->type_name(type);
    command.add_option("--network", request.network, "draws the network with its weights")->type_name(type);
    addPictureSize(command, request);
}

void checkPictures(const PictureRequest &request)
{
    checkPicture("--boundary", request.boundary, request, boundarySize);
    checkPicture("--loss-curve", request.lossCurve, request, lossCurveSize);
    checkPicture("--network", request.network, request, networkSize);
    if (!request.size.empty())
        static_cast<void>(pictureOptions(request, boundarySize));
}

void drawPictures(const PictureRequest &request, const Project &project, const PreparedRun &run, const Trainer &trainer)
{
    if (request.isEmpty())
        return;
    withoutDisplay([&] {
        const Pictures pictures(request, project, run, trainer);
        if (!request.boundary.empty())
            pictures.drawBoundary();
        if (!request.lossCurve.empty())
            pictures.drawLossCurve();
        if (!request.network.empty())
            pictures.drawNetwork();
    });
}

} // namespace basin
