#include "controls/rail.h"

#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/paint.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QAbstractButton>
#include <QPainter>
#include <QVBoxLayout>

namespace basin {

namespace {

constexpr int railWidth = 56;
constexpr int buttonHeight = 44;
constexpr int picture = 20;

class RailButton : public QAbstractButton {
public:
    RailButton(const QString &iconName, const QString &word, QWidget *parent)
        : QAbstractButton(parent), m_iconName(iconName)
    {
        setText(word);
        setAccessibleName(word);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setFixedHeight(metrics::scaled(buttonHeight));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const auto &theme = Theme::current();
        QPainter painter(this);
        if (isChecked())
            paint::box(painter, rect(), metrics::radius, theme.accentWeak);
        else if (underMouse())
            paint::box(painter, rect(), metrics::radius, theme.hover);
        const QColor color = isChecked() ? theme.accent : theme.text2;
        const int size = metrics::scaled(picture);
        painter.drawPixmap((width() - size) / 2, metrics::scaled(4),
                           iconPixmap(m_iconName, color, size, devicePixelRatioF()));
        painter.setFont(basin::font(TypeRole::Caption));
        painter.setPen(color);
        const int top = metrics::scaled(4) + size;
        painter.drawText(QRect(0, top, width(), height() - top - 2), Qt::AlignCenter, text());
    }

private:
    QString m_iconName;
};

} // namespace

Rail::Rail(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(4, 12, 4, 12);
    column->setSpacing(8);
    column->addStretch(1);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
}

int Rail::addButton(const QString &iconName, const QString &word)
{
    auto *button = new RailButton(iconName, word, this);
    const int index = static_cast<int>(m_buttons.size());
    m_buttons.append(button);
    static_cast<QVBoxLayout *>(layout())->insertWidget(index, button);
    connect(button, &QAbstractButton::clicked, this, [this, index](bool isOpen) {
        setCurrent(isOpen ? index : -1);
        emit currentEdited(current());
    });
    return index;
}

int Rail::current() const
{
    for (int i = 0; i < m_buttons.size(); ++i)
        if (m_buttons[i]->isChecked())
            return i;
    return -1;
}

void Rail::setCurrent(int index)
{
    for (int i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setChecked(i == index);
}

QSize Rail::sizeHint() const
{
    return {metrics::scaled(railWidth), QWidget::sizeHint().height()};
}

} // namespace basin
