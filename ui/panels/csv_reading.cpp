#include "panels/csv_reading.h"

#include "data/error.h"

#include <new>

namespace basin {

CsvReading readCsvTable(const CsvRequest &request)
{
    CsvReading reading;
    reading.table = request.table;
    try {
        if (!reading.table) {
            reading.table = std::make_shared<const CsvTable>(
                request.path.empty() ? CsvTable::parse(request.text, request.name, request.format)
                                     : readCsv(request.path, request.name, request.format));
        }
        if (request.targets)
            reading.targets = *request.targets;
        else
            reading.targets = {reading.table->columns().back().name};
        if (reading.targets.empty())
            return reading;
        reading.samples = std::make_shared<const Dataset>(toDataset(*reading.table, reading.targets));
    } catch (const InputError &error) {
        reading.problem = QString::fromUtf8(error.what());
        // A place in the project file means nothing while there is only a table.
        if (error.where().starts_with("data.options"))
            reading.problem.remove(0, static_cast<qsizetype>(error.where().size()) + 2);
    } catch (const std::bad_alloc &) {
        reading.problem = QString::fromStdString(request.name) + QStringLiteral(": is too large for this computer");
    } catch (const std::exception &error) {
        reading.problem = QString::fromUtf8(error.what());
    }
    return reading;
}

} // namespace basin
