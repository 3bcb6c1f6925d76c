#pragma once

#include "controls/log_scale.h"

#include <QSlider>

#include <vector>

namespace basin {

class NumberField;
struct NumberFormat;

/// A slider over decades, with a label at every second one. It holds any value, not just those a hand can reach.
/// Arrow keys change the first digit, Page Up and Page Down the decade.
class LogSlider : public QSlider {
    Q_OBJECT

public:
    /// The groove begins and ends this far inside the widget, so that the handle and its ring fit at the ends.
    static constexpr int overhang = 12;

    explicit LogSlider(const LogScale &scale, QWidget *parent = nullptr);

    [[nodiscard]] double number() const { return m_number; }
    /// Says nothing: only the user's own edits are announced.
    void setNumber(double number);

    [[nodiscard]] const LogScale &scale() const { return m_scale; }
    void setLabelsShown(bool shown);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// @param isDragging  more will follow; the last one of a drag says false
    void numberEdited(double number, bool isDragging);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct Label {
        double value;
        QString text;
    };

    void edit(double number, bool isDragging);
    void take(double number);
    [[nodiscard]] double numberAt(double x) const;
    [[nodiscard]] double xOf(double number) const;
    [[nodiscard]] double step(int direction, bool wholeDecade) const;
    [[nodiscard]] std::vector<Label> labels() const;
    void paintLabels(QPainter &painter) const;

    LogScale m_scale;
    double m_number;
    bool m_hasLabels = true;
    bool m_isDragging = false;
};

/// A number field and a log slider that show one value. Lay out both where they belong (SideSection::addSliderRow).
class LogSliderRow : public QObject {
    Q_OBJECT

public:
    LogSliderRow(const LogScale &scale, const NumberFormat &format, QWidget *parent);

    [[nodiscard]] NumberField *field() const { return m_field; }
    [[nodiscard]] LogSlider *slider() const { return m_slider; }

    [[nodiscard]] double value() const;
    /// Says nothing: only the user's own edits are announced.
    void setValue(double value);
    void setEnabled(bool enabled);
    void setAccessibleName(const QString &name);

signals:
    void valueEdited(double value, bool isDragging);

private:
    NumberField *m_field;
    LogSlider *m_slider;
};

} // namespace basin
