#pragma once

#include "model/atlas_model.h"
#include "views/view.h"

class QListView;
class QPushButton;

namespace basin {

class AtlasList;
class NumberField;
class TextLabel;

/// The stationary points and end states that were found, lowest level first: small boundaries with what each is. A
/// click or Enter puts the run there.
class AtlasView : public View {
    Q_OBJECT

public:
    explicit AtlasView(AtlasModel *model, QWidget *parent = nullptr);

    QString title() const override { return tr("Atlas"); }
    QString id() const override { return QStringLiteral("atlas"); }
    void paintPicture(QPainter &painter, const QRectF &area, const Theme &theme) override;
    bool hasData() const override { return !m_model->entries().empty(); }
    QByteArray csv() const override;

    [[nodiscard]] QListView *list() const { return m_cards; }
    [[nodiscard]] QPushButton *seekButton() const { return m_seek; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    [[nodiscard]] QString note() const;

    AtlasModel *m_model;
    AtlasList *m_entries;
    QListView *m_cards;
    NumberField *m_starts;
    NumberField *m_seed;
    QPushButton *m_seek;
    TextLabel *m_note;
};

} // namespace basin
