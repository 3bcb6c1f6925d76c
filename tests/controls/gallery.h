#pragma once

#include <QWidget>

#include <memory>

namespace basin {

/// The window's chrome as it stands during a run, made of nothing but controls, 1440 × 900: what the pictures show,
/// without a plot. Tests and eyes look at it.
[[nodiscard]] std::unique_ptr<QWidget> makeChrome();

/// What the chrome does not show: other states, other kinds, a table, menus' relatives.
[[nodiscard]] std::unique_ptr<QWidget> makeStates();

} // namespace basin
