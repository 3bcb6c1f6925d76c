#pragma once

#include "model/fate_model.h"
#include "render/fate_figure.h"
#include "views/view.h"

#include <functional>

class QComboBox;
class QPushButton;

namespace basin {

class FateCanvas;
class RangeField;
class TextLabel;

/// Where each start of a plane leads: a line of settings above the picture. The map grows while it is computed.
class FateView : public View {
    Q_OBJECT

public:
    explicit FateView(FateModel *model, QWidget *parent = nullptr);

    QString title() const override { return tr("Fate of a start"); }
    QString id() const override { return QStringLiteral("fate"); }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    QSize pictureSize() const override; ///< a plot in which each point has as many pixels as any other
    bool hasData() const override { return m_model->map() != nullptr; }
    QByteArray csv() const override;

    [[nodiscard]] FateCanvas *canvas() const { return m_canvas; }
    [[nodiscard]] QPushButton *startButton() const { return m_start; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void addSettings();
    void change(const std::function<void(FateOptions &)> &set);
    void refresh();
    void refreshWeights();
    [[nodiscard]] FateFigure picture(const Theme &theme) const;

    FateModel *m_model;
    FateCanvas *m_canvas;
    std::array<QComboBox *, 2> m_weights{};
    std::array<RangeField *, 2> m_ranges{};
    QComboBox *m_points = nullptr;
    QPushButton *m_start = nullptr;
    TextLabel *m_note = nullptr;
};

} // namespace basin
