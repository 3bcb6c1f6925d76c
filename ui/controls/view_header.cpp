#include "controls/view_header.h"

#include "controls/icon.h"
#include "controls/metrics.h"
#include "controls/paint.h"
#include "controls/segmented_control.h"
#include "controls/tool_button.h"
#include "render/fonts.h"
#include "render/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace basin {

namespace {

constexpr int chevronRoom = 20;
constexpr int hoverOverhang = 8;

} // namespace

/// The title; with other views to choose from, a chevron and a menu.
class TitleButton : public QAbstractButton {
public:
    explicit TitleButton(QWidget *parent) : QAbstractButton(parent)
    {
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        setHasMenu(false);
    }

    void setHasMenu(bool hasMenu)
    {
        m_hasMenu = hasMenu;
        setFocusPolicy(hasMenu ? Qt::TabFocus : Qt::NoFocus);
        updateGeometry();
    }

    QSize sizeHint() const override
    {
        const int words = QFontMetrics(basin::font(TypeRole::BodyStrong)).horizontalAdvance(text());
        return {words + 2 * hoverOverhang + (m_hasMenu ? chevronRoom : 1), metrics::rowHeight()};
    }
    QSize minimumSizeHint() const override { return {metrics::scaled(48), metrics::rowHeight()}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const auto &theme = Theme::current();
        QPainter painter(this);
        if (m_hasMenu && (underMouse() || isDown()))
            paint::box(painter, rect(), metrics::radius, theme.hover);
        painter.setFont(basin::font(TypeRole::BodyStrong));
        painter.setPen(theme.text);
        const QFontMetrics measure(painter.font());
        const int room = width() - 2 * hoverOverhang - (m_hasMenu ? chevronRoom - 2 : 0);
        const QString words = measure.elidedText(text(), Qt::ElideRight, room);
        painter.drawText(rect().adjusted(hoverOverhang, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, words);
        if (m_hasMenu)
            paint::chevron(painter, {hoverOverhang + measure.horizontalAdvance(words) + 13.0, height() / 2.0 + 0.5}, 7,
                           Qt::DownArrow, theme.text3);
    }

private:
    bool m_hasMenu = false;
};

ViewHeader::ViewHeader(const QString &title, QWidget *parent)
    : QWidget(parent),
      m_title(new TitleButton(this)),
      m_options(new QHBoxLayout),
      m_copy(new ToolButton(ToolButton::Size::Small, icon(QStringLiteral("camera")), tr("Copy picture"), this)),
      m_enlarge(new ToolButton(ToolButton::Size::Small, QIcon(), QString(), this))
{
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(metrics::panelPadding - hoverOverhang, 0, metrics::panelPadding - 7, 0);
    line->setSpacing(0);
    line->addWidget(m_title);
    line->addStretch(1);
    m_options->setSpacing(8);
    line->addLayout(m_options);
    line->addSpacing(8);
    line->addWidget(m_copy);
    line->addWidget(m_enlarge);
    setFixedHeight(metrics::headerHeight());
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setTitle(title);
    setEnlarged(false);
    connect(m_title, &QAbstractButton::clicked, this, &ViewHeader::openMenu);
    connect(m_copy, &QAbstractButton::clicked, this, &ViewHeader::copyRequested);
    connect(m_enlarge, &QAbstractButton::clicked, this, &ViewHeader::enlargeRequested);
}

void ViewHeader::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setAccessibleName(m_views.size() > 1 ? tr("%1, choose a view").arg(title) : title);
    m_title->updateGeometry();
}

QString ViewHeader::title() const
{
    return m_title->text();
}

void ViewHeader::setViews(const QStringList &names, int current)
{
    m_views = names;
    m_title->setHasMenu(names.size() > 1);
    setCurrentView(current);
}

void ViewHeader::setCurrentView(int index)
{
    if (index < 0 || index >= m_views.size())
        return;
    m_current = index;
    setTitle(m_views[index]);
}

void ViewHeader::addOption(QWidget *option)
{
    if (auto *segments = qobject_cast<SegmentedControl *>(option))
        segments->setCompact(true);
    m_options->addWidget(option);
}

void ViewHeader::setEnlarged(bool enlarged)
{
    const QString name = enlarged ? tr("Back to all views") : tr("Enlarge");
    m_enlarge->setIcon(icon(enlarged ? QStringLiteral("shrink") : QStringLiteral("enlarge")));
    m_enlarge->setText(name);
    m_enlarge->setToolTip(name);
    m_enlarge->setAccessibleName(name);
}

void ViewHeader::setButtonsShown(bool copy, bool enlarge)
{
    m_copy->setVisible(copy);
    m_enlarge->setVisible(enlarge);
}

QAbstractButton *ViewHeader::titleButton() const
{
    return m_title;
}

void ViewHeader::openMenu()
{
    if (m_views.size() < 2)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *group = new QActionGroup(menu);
    for (int i = 0; i < m_views.size(); ++i) {
        auto *action = menu->addAction(m_views[i]);
        action->setCheckable(true);
        action->setChecked(i == m_current);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, i] {
            if (i == m_current)
                return;
            setCurrentView(i);
            emit viewChosen(i);
        });
    }
    menu->popup(m_title->mapToGlobal(QPoint(0, m_title->height())));
}

} // namespace basin
