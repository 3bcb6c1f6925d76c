#include "data/error.h"
#include "network/activation.h"
#include "project/json_reader.h"
#include "project/project_json.h"

#include <algorithm>
#include <limits>

namespace basin {

namespace {

constexpr std::int64_t largestCount = std::int64_t{1} << 53; // beyond it JSON's numbers are not all whole
constexpr std::size_t maximumLayers = 100;
constexpr std::size_t maximumFrozenNames = 1000; // each is looked up among all parameters

template <class Row>
std::vector<std::string> namesOf(const std::vector<Row> &table)
{
    std::vector<std::string> names;
    for (const Row &row : table)
        names.push_back(row.name);
    return names;
}

/// Reads the options that `specs` lists from `reader`, whose other keys are `otherKeys`.
Options readOptions(const JsonReader &reader, const std::vector<OptionSpec> &specs,
                    std::vector<std::string_view> otherKeys = {})
{
    for (const OptionSpec &spec : specs)
        otherKeys.emplace_back(spec.key);
    reader.allowKeys(otherKeys);
    Options options;
    for (const OptionSpec &spec : specs) {
        if (const auto found = reader.find(spec.key))
            options.set(spec.key, found->option(spec));
        else if (spec.required)
            static_cast<void>(reader.require(spec.key, "the data cannot be made without it"));
    }
    return options;
}

Scaling readScaling(const JsonReader &reader)
{
    const std::vector<Scaling> all{Scaling::None, Scaling::Standard, Scaling::MinMax};
    std::vector<std::string> names;
    for (const Scaling scaling : all)
        names.emplace_back(scalingName(scaling));
    const std::string name = reader.choice(names);
    return all[static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin())];
}

DataSpec readData(const JsonReader &reader)
{
    reader.allowKeys({"source", "options", "scaling", "test_fraction", "seed", "steps"});
    DataSpec data;
    const auto names = namesOf(dataSources());
    const JsonReader source = reader.require("source", "must be one of " + joined(names));
    data.source = source.choice(names);

    const std::vector<OptionSpec> &specs = findDataSource(data.source)->options;
    if (const auto options = reader.find("options"))
        data.options = readOptions(*options, specs);
    else
        for (const OptionSpec &spec : specs)
            if (spec.required)
                static_cast<void>(
                    reader.require("options", "the source " + data.source + " needs its \"" + spec.key + "\""));
    if (const auto scaling = reader.find("scaling"))
        data.scaling = readScaling(*scaling);
    if (const auto fraction = reader.find("test_fraction")) {
        data.testFraction = fraction->value().is_number() ? fraction->value().get<double>() : -1.0;
        if (!(data.testFraction >= 0.0 && data.testFraction < 1.0))
            fraction->fail("must be a number from 0 to below 1");
    }
    if (const auto seed = reader.find("seed"))
        data.seed = seed->seed();
    if (const auto steps = reader.find("steps"))
        data.steps = static_cast<int>(steps->integer(1, 1'000'000));
    return data;
}

/// { "name": …, options … }, or the name alone.
InitSpec readScheme(const JsonReader &reader, const std::string &standardName)
{
    const auto names = namesOf(initialisers());
    InitSpec scheme{.name = standardName, .options = {}};
    if (!reader.value().is_object()) {
        scheme.name = reader.choice(names);
        return scheme;
    }
    if (const auto name = reader.find("name"))
        scheme.name = name->choice(names);
    scheme.options = readOptions(reader, findInitialiser(scheme.name)->options, {"name"});
    return scheme;
}

void readLayerInit(const JsonReader &reader, LayerSpec &layer)
{
    const bool isLstm = layer.kind == LayerKind::Lstm;
    isLstm ? reader.allowKeys({"kernel", "recurrent", "bias"}) : reader.allowKeys({"kernel", "bias"});
    if (const auto kernel = reader.find("kernel"))
        layer.kernelInit = readScheme(*kernel, "glorot_uniform");
    if (const auto recurrent = reader.find("recurrent"))
        layer.recurrentInit = readScheme(*recurrent, "orthogonal");
    if (const auto bias = reader.find("bias"))
        layer.biasInit = readScheme(*bias, "zeros");
}

LayerSpec readLayer(const JsonReader &reader)
{
    LayerSpec layer;
    if (const auto type = reader.find("type"); type && type->choice({"dense", "lstm"}) == "lstm")
        layer.kind = LayerKind::Lstm;
    if (layer.kind == LayerKind::Lstm) {
        reader.allowKeys({"type", "units", "activation", "unit_forget_bias", "init"});
        layer.activation = "tanh";
        if (const auto forget = reader.find("unit_forget_bias"))
            layer.unitForgetBias = forget->flag();
    } else {
        reader.allowKeys({"type", "units", "activation", "init"});
    }
    const std::string expected = "must be a whole number from 1 to " + std::to_string(maximumUnits);
    layer.units = static_cast<int>(reader.require("units", expected).integer(1, maximumUnits));
    if (const auto activation = reader.find("activation"))
        layer.activation = activation->choice(namesOf(activations()));
    if (const auto init = reader.find("init"))
        readLayerInit(*init, layer);
    return layer;
}

std::vector<LayerSpec> readLayers(const JsonReader &network)
{
    network.allowKeys({"layers"});
    const std::string expected = "a list of 1 to " + std::to_string(maximumLayers) + " layers";
    const JsonReader list = network.require("layers", "must be " + expected);
    const std::size_t count = list.listSize(expected);
    if (count < 1 || count > maximumLayers)
        list.fail("must be " + expected);
    std::vector<LayerSpec> layers;
    for (std::size_t i = 0; i < count; ++i)
        layers.push_back(readLayer(list.element(i)));
    return layers;
}

InitialisationSpec readInit(const JsonReader &reader)
{
    reader.allowKeys({"kernel", "recurrent", "bias", "seed", "parameters"});
    InitialisationSpec init;
    if (const auto kernel = reader.find("kernel"))
        init.kernel = readScheme(*kernel, init.kernel.name);
    if (const auto recurrent = reader.find("recurrent"))
        init.recurrent = readScheme(*recurrent, init.recurrent.name);
    if (const auto bias = reader.find("bias"))
        init.bias = readScheme(*bias, init.bias.name);
    if (const auto seed = reader.find("seed"))
        init.seed = seed->seed();
    if (const auto parameters = reader.find("parameters"))
        init.parameters = parameters->numbers();
    return init;
}

LossSpec readLoss(const JsonReader &reader, const std::string &standardName)
{
    reader.allowKeys({"name", "l1", "l2", "penalise_bias", "deliberate_bug"});
    LossSpec loss{.name = standardName};
    if (const auto name = reader.find("name"))
        loss.name = name->choice(namesOf(losses()));
    if (const auto l1 = reader.find("l1"))
        loss.l1 = l1->number(0.0);
    if (const auto l2 = reader.find("l2"))
        loss.l2 = l2->number(0.0);
    if (const auto penalise = reader.find("penalise_bias"))
        loss.penaliseBias = penalise->flag();
    if (const auto fault = reader.find("deliberate_bug"))
        loss.fault = findGradientFault(fault->choice(namesOf(gradientFaults())))->id;
    return loss;
}

OptimizerSpec readOptimizer(const JsonReader &reader)
{
    OptimizerSpec optimizer;
    if (const auto name = reader.find("name"))
        optimizer.name = name->choice(namesOf(optimizers()));
    if (const auto convention = reader.find("convention"))
        optimizer.convention =
            convention->choice({"keras", "pytorch"}) == "pytorch" ? Convention::PyTorch : Convention::Keras;
    const OptimizerKind &kind = *findOptimizer(optimizer.name);
    optimizer.options = readOptions(reader, kind.options(optimizer.convention), {"name", "convention"});
    return optimizer;
}

/// Indices, or names such as "h1.x1", which only the finished network can look up.
void readFrozen(const JsonReader &list, Project &project)
{
    const std::size_t count = list.listSize("a list of parameters: numbers from 0, or names such as \"h1.x1\"");
    for (std::size_t i = 0; i < count; ++i) {
        const JsonReader item = list.element(i);
        if (item.isText() && project.frozenNames.size() == maximumFrozenNames)
            item.fail("must be a number: at most " + std::to_string(maximumFrozenNames) + " parameters go by name");
        if (item.isText())
            project.frozenNames.push_back(item.text());
        else
            project.training.frozen.push_back(item.integer(0, maximumParameters - 1));
    }
}

void readTraining(const JsonReader &reader, Project &project)
{
    reader.allowKeys({"precision", "batch_size", "shuffle", "epochs", "stop_at_epochs", "stop_loss", "solved_loss",
                      "stop_patience", "frozen"});
    TrainingOptions &training = project.training;
    if (const auto precision = reader.find("precision"))
        training.precision =
            precision->choice({"float64", "float32"}) == "float32" ? Precision::Float32 : Precision::Float64;
    if (const auto batch = reader.find("batch_size"))
        training.batchSize = batch->integer(0, largestCount);
    if (const auto shuffle = reader.find("shuffle"))
        training.shuffle = shuffle->flag();
    if (const auto epochs = reader.find("epochs"))
        training.epochs = epochs->integer(0, largestCount);
    if (const auto limit = reader.find("stop_at_epochs"))
        training.limitEpochs = limit->flag();
    if (const auto loss = reader.find("stop_loss"))
        training.stopLoss = loss->number(0.0);
    if (const auto loss = reader.find("solved_loss"))
        training.solvedLoss = loss->number(0.0);
    if (const auto patience = reader.find("stop_patience"))
        training.patience = patience->integer(0, largestCount);
    if (const auto frozen = reader.find("frozen"))
        readFrozen(*frozen, project);
}

/// A number, or one of the texts that stand for what JSON has no number for.
double readStateNumber(const JsonReader &reader)
{
    if (!reader.isText())
        return reader.number();
    const std::string name = reader.choice({"inf", "-inf", "nan"});
    const double infinity = std::numeric_limits<double>::infinity();
    return name == "nan" ? std::numeric_limits<double>::quiet_NaN() : name == "inf" ? infinity : -infinity;
}

RunState readState(const JsonReader &reader)
{
    reader.allowKeys({"parameters", "epoch", "step", "batch", "optimizer"});
    RunState state;
    state.parameters = reader.require("parameters", "must be a list of numbers").numbers();
    if (const auto epoch = reader.find("epoch"))
        state.epoch = epoch->integer(0, largestCount);
    if (const auto step = reader.find("step"))
        state.step = step->integer(0, largestCount);
    if (const auto batch = reader.find("batch"))
        state.batch = batch->integer(0, largestCount);
    if (const auto optimizer = reader.find("optimizer")) {
        state.optimizer.resize(optimizer->listSize("a list of lists of numbers"));
        for (std::size_t part = 0; part < state.optimizer.size(); ++part) {
            const JsonReader list = optimizer->element(part);
            state.optimizer[part].resize(list.listSize("a list of numbers"));
            for (std::size_t i = 0; i < state.optimizer[part].size(); ++i)
                state.optimizer[part][i] = readStateNumber(list.element(i));
        }
    }
    return state;
}

void checkVersion(const JsonReader &root)
{
    const JsonReader version = root.require("basin", "must be 1, the version of the project format");
    if (!version.value().is_number())
        version.fail("must be 1, the version of the project format");
    if (version.value().get<double>() > 1.0)
        version.fail("must be 1: the project was made by a newer Basin");
    if (version.value().get<double>() != 1.0)
        version.fail("must be 1");
}

/// What can be said of the layers before the data is known.
void checkShape(const std::vector<LayerSpec> &layers, const std::string &source)
{
    try {
        static_cast<void>(Architecture(1, layers));
    } catch (const InputError &error) {
        throw InputError(source, error.what());
    }
}

} // namespace

Project projectFromJson(const Json &document, const std::string &source)
{
    const JsonReader root(document, source);
    if (!document.is_object())
        root.fail("must be a Basin project, an object { \"basin\": 1, ... }");
    checkVersion(root);
    root.allowKeys({"basin", "title", "data", "network", "init", "loss", "optimizer", "training", "state"});

    Project project;
    if (const auto title = root.find("title"))
        project.title = title->text();
    project.data = readData(root.require("data", "must be an object such as { \"source\": \"gate\" }"));
    const JsonReader network = root.require("network", "must be an object { \"layers\": [...] }");
    project.layers = readLayers(network);
    checkShape(project.layers, source);
    if (const auto init = root.find("init"))
        project.init = readInit(*init);
    project.loss.name = standardLoss(project.layers.back().activation);
    if (const auto loss = root.find("loss"))
        project.loss = readLoss(*loss, project.loss.name);
    if (const auto optimizer = root.find("optimizer"))
        project.optimizer = readOptimizer(*optimizer);
    if (const auto training = root.find("training"))
        readTraining(*training, project);
    if (const auto state = root.find("state"))
        project.state = readState(*state);
    return project;
}

} // namespace basin
