#include "model/census_rows.h"

#include "data/error.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <exception>
#include <utility>

namespace basin {

CensusRows::CensusRows(const Census &census)
{
    for (const CensusCell &cell : census.cells)
        m_rows.push_back(cell.rows);
    m_count = census.rowCount();
}

void CensusRows::prepare(const CensusSpec &spec)
{
    if (m_prepared)
        return;
    PreparedCensus ready(spec);
    const std::scoped_lock lock(m_mutex);
    m_prepared = std::move(ready);
    m_rows.resize(static_cast<std::size_t>(spec.cellCount()));
}

std::vector<std::vector<RunRow>> CensusRows::rows() const
{
    const std::scoped_lock lock(m_mutex);
    return m_rows;
}

void CensusRows::add(std::int64_t cell, const RunRow &row)
{
    const std::scoped_lock lock(m_mutex);
    m_rows[static_cast<std::size_t>(cell)].push_back(row);
    ++m_count;
    if (!m_file)
        return;
    try {
        m_file->add(cell, row);
    } catch (const std::exception &error) {
        giveUpFile(error);
    }
}

std::shared_ptr<const Census> CensusRows::summarised(double seconds) const
{
    std::vector<std::vector<RunRow>> soFar;
    std::optional<PreparedCensus> known;
    {
        const std::scoped_lock lock(m_mutex);
        known = m_prepared;
        soFar = m_rows;
    }
    if (!known)
        return nullptr;
    return std::make_shared<const Census>(summarise(known->spec(), known->ground(), std::move(soFar), seconds));
}

void CensusRows::openFile(const QString &path)
{
    const std::scoped_lock lock(m_mutex);
    if (m_file)
        return;
    try {
        QDir().mkpath(QFileInfo(path).path());
        try {
            m_file = std::make_unique<CensusWriter>(path.toStdString(), m_prepared->spec(), m_prepared->ground());
        } catch (const InputError &) {
            writeAnew(path); // the file holds another census, and no other window writes it
        }
        if (m_file->known().rowCount() != m_count)
            writeAnew(path);
    } catch (const std::exception &error) {
        giveUpFile(error);
    }
}

void CensusRows::writeAnew(const QString &path)
{
    m_file.reset();
    QFile::remove(path);
    m_file = std::make_unique<CensusWriter>(path.toStdString(), m_prepared->spec(), m_prepared->ground());
    for (std::size_t cell = 0; cell < m_rows.size(); ++cell)
        for (const RunRow &row : m_rows[cell])
            m_file->add(static_cast<std::int64_t>(cell), row);
}

void CensusRows::finishFile(const Census &census)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_file)
        return;
    try {
        if (census.isWhole()) {
            m_file->finish(census);
            m_file.reset();
        } else {
            m_file->flush();
        }
    } catch (const std::exception &error) {
        giveUpFile(error);
    }
}

void CensusRows::giveUpFile(const std::exception &why)
{
    m_file.reset();
    const std::scoped_lock lock(m_problemMutex);
    m_fileProblem = QString::fromUtf8(why.what());
}

QString CensusRows::fileProblem() const
{
    const std::scoped_lock lock(m_problemMutex);
    return m_fileProblem;
}

} // namespace basin
