#include "panels/variation_editor.h"

#include "controls/section.h"
#include "render/census_text.h"

#include "data/error.h"

#include <QComboBox>
#include <QLineEdit>

#include <utility>

namespace basin {

namespace {

constexpr int keyRole = Qt::UserRole;
constexpr int suggestionRole = Qt::UserRole + 1;
const QString byPath = QStringLiteral("*");

QString joined(const Variation &variation)
{
    QStringList values;
    for (const std::string &value : variation.values)
        values << QString::fromStdString(value);
    return values.join(QStringLiteral(", "));
}

/// What parseVariation() says is wrong, without the words of the command line.
QString sentenceOf(const InputError &error)
{
    QString text = QString::fromUtf8(error.what());
    const QString where = QString::fromStdString(error.where());
    if (!where.isEmpty() && text.startsWith(where))
        text.remove(0, where.size() + 2);
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

} // namespace

VariationEditor::VariationEditor(SideSection *section, const QString &label, QObject *parent)
    : QObject(parent), m_choice(new QComboBox), m_key(new QLineEdit), m_values(new QLineEdit)
{
    m_choiceRow = section->addRow(label, m_choice);
    m_keyRow = section->addRow(tr("Key"), m_key);
    m_valuesRow = section->addRow(tr("Values"), m_values);
    m_key->setPlaceholderText(QStringLiteral("optimizer.beta_1"));
    m_key->setToolTip(tr("Any key of the project file, by its path"));
    m_values->setToolTip(tr("A list (0.01, 0.1, 1), or from:to:count in even steps (0:1:5), or from:to:count:log in "
                            "even ratios (0.001:1:4:log)"));
    m_values->setAccessibleDescription(m_values->toolTip());
    connect(m_choice, &QComboBox::activated, this, &VariationEditor::choose);
    connect(m_key, &QLineEdit::editingFinished, this, &VariationEditor::commit);
    connect(m_values, &QLineEdit::editingFinished, this, &VariationEditor::commit);
    showRows();
}

void VariationEditor::setProject(const Project &project)
{
    const QString before = m_choice->currentData(keyRole).toString();
    m_choice->clear();
    m_choice->addItem(tr("Nothing"), QString());
    for (const VariedKey &key : variedKeys(project)) {
        m_choice->addItem(key.title, QString::fromStdString(key.key));
        m_choice->setItemData(m_choice->count() - 1, key.suggestion, suggestionRole);
    }
    m_choice->insertSeparator(m_choice->count());
    m_choice->addItem(tr("Another key…"), byPath);
    int index = m_choice->findData(before, keyRole);
    if (index < 0) { // a layer that is gone
        index = m_choice->findData(byPath, keyRole);
        m_key->setText(before);
    }
    m_choice->setCurrentIndex(index);
    showRows();
}

bool VariationEditor::isByPath() const
{
    return m_choice->currentData(keyRole).toString() == byPath;
}

QString VariationEditor::chosenKey() const
{
    return isByPath() ? m_key->text().trimmed() : m_choice->currentData(keyRole).toString();
}

bool VariationEditor::isChosen() const
{
    return m_choice->currentIndex() > 0;
}

bool VariationEditor::isWrong() const
{
    return isChosen() && !m_variation;
}

void VariationEditor::setShown(bool shown)
{
    m_isShown = shown;
    showRows();
}

void VariationEditor::showRows()
{
    m_choiceRow->setVisible(m_isShown);
    m_keyRow->setVisible(m_isShown && isByPath());
    m_valuesRow->setVisible(m_isShown && isChosen());
}

void VariationEditor::setVariation(const std::optional<Variation> &variation)
{
    if (variation == m_variation)
        return;
    m_variation = variation;
    m_valuesRow->setError({});
    m_keyRow->setError({});
    const QString key = variation ? QString::fromStdString(variation->key) : QString();
    int index = m_choice->findData(key, keyRole);
    if (index < 0) {
        index = m_choice->findData(byPath, keyRole);
        m_key->setText(key);
    }
    m_choice->setCurrentIndex(index);
    m_values->setText(variation ? joined(*variation) : QString());
    m_values->setCursorPosition(0);
    showRows();
}

void VariationEditor::choose(int index)
{
    if (!isByPath())
        m_values->setText(m_choice->itemData(index, suggestionRole).toString());
    m_values->setCursorPosition(0);
    m_keyRow->setError({});
    m_valuesRow->setError({});
    showRows();
    if (isByPath() && m_key->text().isEmpty()) {
        m_variation.reset();
        m_key->setFocus();
        emit edited();
        return;
    }
    commit();
}

void VariationEditor::commit()
{
    m_variation.reset();
    m_valuesRow->setError({});
    m_keyRow->setError({});
    if (isChosen()) {
        if (chosenKey().isEmpty()) {
            m_keyRow->setError(tr("The path of a key, as in the project file."));
        } else if (m_values->text().trimmed().isEmpty()) {
            m_valuesRow->setError(tr("Values, parted by commas."));
        } else {
            try {
                const QString text = m_values->text().remove(QLatin1Char(' '));
                m_variation = parseVariation((chosenKey() + QLatin1Char('=') + text).toStdString());
            } catch (const InputError &error) {
                m_valuesRow->setError(sentenceOf(error));
            }
        }
    }
    emit edited();
}

void VariationEditor::setProblem(const QString &problem)
{
    m_valuesRow->setError(problem);
}

} // namespace basin
