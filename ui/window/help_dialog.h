#pragma once

#include <QDialog>

namespace basin {

/// First steps, and every key the window knows, read from the table of actions.
class HelpDialog : public QDialog {
    Q_OBJECT

public:
    explicit HelpDialog(QWidget *parent);
};

} // namespace basin
