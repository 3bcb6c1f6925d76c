#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVariantMap>

namespace basin {

/// What the window remembers between two starts, kept by QSettings.
class Settings {
public:
    enum class Colours { System, Light, Dark };

    [[nodiscard]] static Colours colours();
    static void setColours(Colours colours);

    [[nodiscard]] static QStringList recentFiles();
    /// Puts a file first; at most ten are kept.
    static void addRecentFile(const QString &file);
    static void clearRecentFiles();

    [[nodiscard]] static QByteArray bytes(const QString &key);
    static void setBytes(const QString &key, const QByteArray &value);
    [[nodiscard]] static double number(const QString &key, double standard);
    static void setNumber(const QString &key, double value);
    static void forgetLayout();

    /// How far one got in a lesson, as lesson_progress.h writes it.
    [[nodiscard]] static QVariantMap lesson(const QString &name);
    static void setLesson(const QString &name, const QVariantMap &progress);
};

} // namespace basin
