#pragma once

#include <QFont>
#include <QString>

namespace basin {

/// What a text is; its size in pixels at 100 % and its weight follow from that.
enum class TypeRole {
    Caption,       ///< 11: ticks, captions
    CaptionStrong, ///< 11, 500: the newest value at a curve's end
    SectionTitle,  ///< 11, 500, capitals, letter spacing 7 %
    Note,          ///< 12: axis titles, notes under controls
    NoteStrong,    ///< 12, 500
    Body,          ///< 13: everything else
    BodyStrong,    ///< 13, 500: view titles
    Lesson,        ///< 14: lesson text
    PanelTitle,    ///< 15, 500
    Readout,       ///< 18, 500: epoch, loss, correct
    LessonTitle,   ///< 20, 500
    Share,         ///< 48, 500: the solved share
};

/// Roboto, else Noto Sans, else the system's sans: the named two have digits of equal width.
[[nodiscard]] QString fontFamily();

[[nodiscard]] QFont font(TypeRole role);

/// Distance between the base lines of two lines of text, in pixels.
[[nodiscard]] int lineHeight(TypeRole role);

/// How much larger than at 100 % all text is: what the system's font asks for, times textScale().
[[nodiscard]] double fontScale();

/// A further factor for all text (Presentation: 1.3). Takes effect for fonts asked for afterwards.
void setTextScale(double factor);
[[nodiscard]] double textScale();

} // namespace basin
