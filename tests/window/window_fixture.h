#pragma once

#include "render/resources.h"
#include "window/main_window.h"
#include "window/train_page.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QPointer>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <functional>
#include <memory>

namespace basin {

/// Answers the window's questions as a test says, and remembers what was asked and said.
class Answers : public Dialogs {
public:
    QString openName;
    QString saveName;
    SaveChoice choice = SaveChoice::Discard;
    int questions = 0;
    int requests = 0; ///< for the name of a file
    QStringList errors;

    QString openFile(QWidget *, const QString &, const QString &) override
    {
        ++requests;
        return openName;
    }
    QString saveFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        ++requests;
        return saveName;
    }
    SaveChoice askSave(QWidget *, const QString &) override
    {
        ++questions;
        return choice;
    }
    void showError(QWidget *, const QString &, const QString &message) override { errors << message; }
};

/// The real main window with settings of its own, shown offscreen.
class WindowFixture {
public:
    WindowFixture()
    {
        // What the user's own window remembers is neither read nor changed.
        QStandardPaths::setTestModeEnabled(true);
        QApplication::setOrganizationName(QStringLiteral("BasinTest"));
        // Tests that run at a time each have their own last census.
        QApplication::setApplicationName(QStringLiteral("BasinTest%1").arg(QApplication::applicationPid()));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
        QSettings().clear();
        initResources();
        auto dialogs = std::make_unique<Answers>();
        answers = dialogs.get();
        window = std::make_unique<MainWindow>(std::move(dialogs));
        window->show();
        window->run()->setSpeed(Session::unlimitedSpeed);
    }

    ~WindowFixture()
    {
        window.reset();
        QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).removeRecursively();
    }
    WindowFixture(const WindowFixture &) = delete;
    WindowFixture &operator=(const WindowFixture &) = delete;

    [[nodiscard]] QString path(const QString &name) const { return folder.filePath(name); }
    [[nodiscard]] QAction *action(ActionId id) const { return window->actions()[id]; }
    [[nodiscard]] LiveRun *run() const { return window->run(); }
    [[nodiscard]] ProjectModel *model() const { return window->model(); }
    [[nodiscard]] SnapshotPtr snapshot() const { return window->run()->snapshot(); }
    [[nodiscard]] std::int64_t epoch() const { return snapshot() ? snapshot()->epoch : -1; }
    [[nodiscard]] bool isAtRest() const { return snapshot() && !snapshot()->running && !run()->isRunning(); }
    /// A widget of the window by what it is called for those who cannot see it.
    template <class Widget>
    [[nodiscard]] Widget *named(const QString &name) const
    {
        for (Widget *widget : window->findChildren<Widget *>()) {
            if (widget->accessibleName() == name)
                return widget;
        }
        return nullptr;
    }

    [[nodiscard]] QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
        return file.fileName();
    }

    QTemporaryDir folder;
    Answers *answers = nullptr;
    std::unique_ptr<MainWindow> window;
};

/// Once a modal dialog is open, does something with it; then makes sure that it closes.
class WithDialog : public QObject {
public:
    explicit WithDialog(std::function<void(QWidget *)> act) : m_act(std::move(act))
    {
        m_timer.setInterval(10);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            QWidget *dialog = QApplication::activeModalWidget();
            if (!dialog)
                dialog = QApplication::activePopupWidget();
            if (!dialog)
                return;
            m_timer.stop();
            m_wasSeen = true;
            const QPointer<QWidget> guard(dialog);
            m_act(dialog);
            if (guard)
                guard->close();
        });
        m_timer.start();
    }

    [[nodiscard]] bool wasSeen() const { return m_wasSeen; }

private:
    QTimer m_timer;
    std::function<void(QWidget *)> m_act;
    bool m_wasSeen = false;
};

} // namespace basin
