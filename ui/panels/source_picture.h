#pragma once

#include <QRectF>

#include <string>

class QPainter;

namespace basin {

/// A data source as a small picture, made of samples it really gives.
void paintSource(QPainter &painter, const QRectF &area, const std::string &source);

} // namespace basin
