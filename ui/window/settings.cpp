#include "window/settings.h"

#include <QFileInfo>
#include <QSettings>

namespace basin {

namespace {

constexpr int mostRecentFiles = 10;

} // namespace

Settings::Colours Settings::colours()
{
    const QString name = QSettings().value(QStringLiteral("colours")).toString();
    return name == QLatin1String("dark")    ? Colours::Dark
           : name == QLatin1String("light") ? Colours::Light
                                            : Colours::System;
}

void Settings::setColours(Colours colours)
{
    const auto *name = colours == Colours::Dark ? "dark" : colours == Colours::Light ? "light" : "system";
    QSettings().setValue(QStringLiteral("colours"), QString::fromLatin1(name));
}

QStringList Settings::recentFiles()
{
    return QSettings().value(QStringLiteral("recent")).toStringList();
}

void Settings::addRecentFile(const QString &file)
{
    const QString path = QFileInfo(file).absoluteFilePath();
    QStringList files = recentFiles();
    files.removeAll(path);
    files.prepend(path);
    QSettings().setValue(QStringLiteral("recent"), files.mid(0, mostRecentFiles));
}

void Settings::clearRecentFiles()
{
    QSettings().remove(QStringLiteral("recent"));
}

QByteArray Settings::bytes(const QString &key)
{
    return QSettings().value(QStringLiteral("layout/") + key).toByteArray();
}

void Settings::setBytes(const QString &key, const QByteArray &value)
{
    QSettings().setValue(QStringLiteral("layout/") + key, value);
}

double Settings::number(const QString &key, double standard)
{
    return QSettings().value(key, standard).toDouble();
}

void Settings::setNumber(const QString &key, double value)
{
    QSettings().setValue(key, value);
}

void Settings::forgetLayout()
{
    QSettings().remove(QStringLiteral("layout"));
}

QVariantMap Settings::lesson(const QString &name)
{
    return QSettings().value(QStringLiteral("lessons/") + name).toMap();
}

void Settings::setLesson(const QString &name, const QVariantMap &progress)
{
    QSettings().setValue(QStringLiteral("lessons/") + name, progress);
}

} // namespace basin
