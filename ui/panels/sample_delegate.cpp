#include "panels/sample_delegate.h"

#include "panels/sample_model.h"

#include <QComboBox>
#include <QLineEdit>

#include <algorithm>

namespace basin {

SampleDelegate::SampleDelegate(SampleModel *model, QObject *parent) : QStyledItemDelegate(parent), m_model(model) {}

QWidget *SampleDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QStringList classes = m_model->choices(index.column());
    if (classes.isEmpty()) {
        auto *field = new QLineEdit(parent);
        field->setAlignment(Qt::AlignRight);
        return field;
    }
    auto *box = new QComboBox(parent);
    box->addItems(classes);
    return box;
}

void SampleDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const QString text = index.data(Qt::EditRole).toString();
    if (auto *box = qobject_cast<QComboBox *>(editor))
        box->setCurrentText(text);
    else if (auto *field = qobject_cast<QLineEdit *>(editor))
        field->setText(text);
}

void SampleDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    if (const auto *box = qobject_cast<QComboBox *>(editor))
        model->setData(index, box->currentText());
    else if (const auto *field = qobject_cast<QLineEdit *>(editor))
        model->setData(index, field->text());
}

void SampleDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                          const QModelIndex &) const
{
    // A field is a little higher than a row: it stands over its neighbours rather than being cut.
    QRect place = option.rect;
    const int missing = editor->sizeHint().height() - place.height();
    place.adjust(0, -std::max(0, missing / 2), 0, std::max(0, missing - missing / 2));
    editor->setGeometry(place);
}

} // namespace basin
