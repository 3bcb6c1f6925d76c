#include "data/error.h"
#include "project/project_json.h"

#include <cmath>
#include <type_traits>

namespace basin {

namespace {

/// Whole numbers without ".0", as people write them.
Json plainNumber(double value)
{
    const bool isWhole =
        value == std::floor(value) && std::abs(value) < 0x1p53 && !(value == 0.0 && std::signbit(value));
    return isWhole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

Json optionJson(const OptionValue &value)
{
    if (const double *number = std::get_if<double>(&value))
        return plainNumber(*number);
    if (const Rows *rows = std::get_if<Rows>(&value)) {
        Json list = Json::array();
        for (const std::vector<double> &row : *rows) {
            Json numbers = Json::array();
            for (const double number : row)
                numbers.push_back(plainNumber(number));
            list.push_back(std::move(numbers));
        }
        return list;
    }
    return std::visit([](const auto &other) { return Json(other); }, value);
}

/// In the order of the table, which is the order people know; all of them where the defaults are wanted too.
void putOptions(Json &object, const Options &options, const std::vector<OptionSpec> &specs, JsonExtent extent)
{
    for (const OptionSpec &spec : specs) {
        if (const auto found = options.values().find(spec.key); found != options.values().end())
            object[spec.key] = optionJson(found->second);
        else if (extent == JsonExtent::Numbers)
            object[spec.key] = optionJson(spec.standard);
    }
}

/// Collects the keys of one object, without those that have their standard value.
class ObjectWriter {
public:
    explicit ObjectWriter(JsonExtent extent) : m_all(extent == JsonExtent::Numbers) {}

    template <class T>
    void put(const char *key, const T &value, const T &standard)
    {
        if (!m_all && value == standard)
            return;
        if constexpr (std::is_same_v<T, double>)
            m_object[key] = plainNumber(value);
        else
            m_object[key] = value;
    }
    Json &object() { return m_object; }

private:
    bool m_all;
    Json m_object = Json::object();
};

Json schemeJson(const InitSpec &scheme, JsonExtent extent)
{
    Json object{{"name", scheme.name}};
    if (const Initialiser *kind = findInitialiser(scheme.name))
        putOptions(object, scheme.options, kind->options, extent);
    return object;
}

Json dataJson(const DataSpec &data, JsonExtent extent)
{
    ObjectWriter writer(extent);
    writer.object()["source"] = data.source;
    Json options = Json::object();
    if (const DataSource *source = findDataSource(data.source))
        putOptions(options, data.options, source->options, extent);
    if (!options.empty())
        writer.object()["options"] = std::move(options);
    const DataSpec standard;
    writer.put("scaling", std::string(scalingName(data.scaling)), std::string(scalingName(standard.scaling)));
    writer.put("test_fraction", data.testFraction, standard.testFraction);
    writer.put("seed", data.seed, standard.seed);
    writer.put("steps", data.steps, standard.steps);
    return std::move(writer.object());
}

Json layerJson(const LayerSpec &layer, JsonExtent extent)
{
    Json object{{"type", layerKindName(layer.kind)}, {"units", layer.units}};
    if (layer.kind == LayerKind::Dense)
        object["activation"] = layer.activation;
    else if (!layer.unitForgetBias || extent == JsonExtent::Numbers)
        object["unit_forget_bias"] = layer.unitForgetBias;
    if (layer.kernelInit)
        object["init"]["kernel"] = schemeJson(*layer.kernelInit, extent);
    if (layer.recurrentInit)
        object["init"]["recurrent"] = schemeJson(*layer.recurrentInit, extent);
    if (layer.biasInit)
        object["init"]["bias"] = schemeJson(*layer.biasInit, extent);
    return object;
}

Json initJson(const Project &project, JsonExtent extent)
{
    const InitialisationSpec &init = project.init;
    const InitialisationSpec standard;
    ObjectWriter writer(extent);
    writer.put("kernel", schemeJson(init.kernel, extent), schemeJson(standard.kernel, extent));
    // Without an lstm it shapes no number, so that the digest is that of a Basin that knew no lstm.
    const bool isRecurrent = !project.layers.empty() && project.layers.front().kind == LayerKind::Lstm;
    if (isRecurrent || extent != JsonExtent::Numbers)
        writer.put("recurrent", schemeJson(init.recurrent, extent), schemeJson(standard.recurrent, extent));
    writer.put("bias", schemeJson(init.bias, extent), schemeJson(standard.bias, extent));
    writer.put("seed", init.seed, standard.seed);
    writer.put("parameters", init.parameters, standard.parameters);
    return std::move(writer.object());
}

Json lossJson(const Project &project, JsonExtent extent)
{
    const LossSpec standard;
    ObjectWriter writer(extent);
    const std::string fitting = project.layers.empty() ? "" : standardLoss(project.layers.back().activation);
    if (extent != JsonExtent::Brief || project.loss.name != fitting)
        writer.object()["name"] = project.loss.name;
    writer.put("l1", project.loss.l1, standard.l1);
    writer.put("l2", project.loss.l2, standard.l2);
    writer.put("penalise_bias", project.loss.penaliseBias, standard.penaliseBias);
    // Left out of a project without one, so that its digest stays what it was.
    if (project.loss.fault != standard.fault)
        writer.object()["deliberate_bug"] = gradientFaultName(project.loss.fault);
    return std::move(writer.object());
}

Json optimizerJson(const OptimizerSpec &optimizer, JsonExtent extent)
{
    if (extent != JsonExtent::Numbers && optimizer == OptimizerSpec{})
        return Json::object();
    Json object{{"name", optimizer.name}};
    if (optimizer.convention == Convention::PyTorch)
        object["convention"] = "pytorch";
    if (const OptimizerKind *kind = findOptimizer(optimizer.name))
        putOptions(object, optimizer.options, kind->options(optimizer.convention), extent);
    return object;
}

Json trainingJson(const Project &project, JsonExtent extent)
{
    const TrainingOptions &training = project.training;
    const TrainingOptions standard;
    const auto precisionName = [](Precision precision) {
        return std::string(precision == Precision::Float32 ? "float32" : "float64");
    };
    ObjectWriter writer(extent);
    writer.put("precision", precisionName(training.precision), precisionName(standard.precision));
    writer.put("batch_size", training.batchSize, standard.batchSize);
    writer.put("shuffle", training.shuffle, standard.shuffle);
    writer.put("epochs", training.epochs, standard.epochs);
    writer.put("stop_at_epochs", training.limitEpochs, standard.limitEpochs);
    writer.put("stop_loss", training.stopLoss, standard.stopLoss);
    writer.put("solved_loss", training.solvedLoss, standard.solvedLoss);
    writer.put("stop_patience", training.patience, standard.patience);
    Json frozen = project.frozenNames;
    for (const std::int64_t index : training.frozen)
        frozen.push_back(index);
    writer.put("frozen", frozen, Json::array());
    return std::move(writer.object());
}

/// JSON has no numbers for these.
Json stateNumber(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0.0 ? "inf" : "-inf";
    return value;
}

Json stateJson(const RunState &state)
{
    Json optimizer = Json::array();
    for (const std::vector<double> &part : state.optimizer) {
        Json numbers = Json::array();
        for (const double value : part)
            numbers.push_back(stateNumber(value));
        optimizer.push_back(std::move(numbers));
    }
    for (std::size_t i = 0; i < state.parameters.size(); ++i)
        if (!std::isfinite(state.parameters[i]))
            throw InputError("state.parameters[" + std::to_string(i) + "]", "is not finite and cannot be saved");
    return {{"parameters", state.parameters},
            {"epoch", state.epoch},
            {"step", state.step},
            {"batch", state.batch},
            {"optimizer", std::move(optimizer)}};
}

} // namespace

Json projectToJson(const Project &project, JsonExtent extent)
{
    Json document{{"basin", 1}};
    if (!project.title.empty() && extent != JsonExtent::Numbers)
        document["title"] = project.title;
    document["data"] = dataJson(project.data, extent);
    Json layers = Json::array();
    for (const LayerSpec &layer : project.layers)
        layers.push_back(layerJson(layer, extent));
    document["network"]["layers"] = std::move(layers);
    const auto putPart = [&](const char *key, Json part) {
        if (!part.empty())
            document[key] = std::move(part);
    };
    putPart("init", initJson(project, extent));
    putPart("loss", lossJson(project, extent));
    putPart("optimizer", optimizerJson(project.optimizer, extent));
    putPart("training", trainingJson(project, extent));
    if (project.state && extent != JsonExtent::Numbers)
        document["state"] = stateJson(*project.state);
    return document;
}

std::string projectText(const Project &project)
{
    return prettyJson(projectToJson(project, JsonExtent::Brief));
}

} // namespace basin
