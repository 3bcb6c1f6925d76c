#pragma once

#include <QWidget>

namespace basin {

/// A caption over a number that changes while one looks: epoch, loss, correct. Its width is that of the widest value
/// it was told of, so that nothing beside it moves.
class ReadOut : public QWidget {
    Q_OBJECT

public:
    /// @param widest  a text as wide as any value will be, such as "00 000 000"
    ReadOut(const QString &caption, const QString &widest, QWidget *parent = nullptr);

    void setValue(const QString &value);
    [[nodiscard]] QString value() const { return m_value; }
    void setWidest(const QString &widest);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_caption;
    QString m_widest;
    QString m_value;
};

} // namespace basin
