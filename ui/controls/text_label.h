#pragma once

#include "render/fonts.h"

#include <QColor>
#include <QLabel>

namespace basin {

struct Theme;

/// A line or a paragraph in one of the type roles and one of the theme's text colours; both follow a change of theme.
class TextLabel : public QLabel {
    Q_OBJECT

public:
    enum class Tone { Text, Text2, Text3, Error };

    TextLabel(const QString &text, TypeRole role, Tone tone, QWidget *parent = nullptr);

    void setTone(Tone tone);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyLook();

    TypeRole m_role;
    Tone m_tone;
    bool m_isApplying = false;
};

} // namespace basin
