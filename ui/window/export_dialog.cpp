#include "window/export_dialog.h"

#include "controls/basin_style.h"
#include "controls/number_field.h"
#include "controls/text_label.h"
#include "render/number_text.h"
#include "views/view.h"
#include "window/dialogs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace basin {

namespace {

constexpr QSize previewSize(320, 240);
constexpr int screenDpi = 96;

NumberField *sizeField(double value, const QString &name)
{
    NumberFormat format;
    format.minimum = 64;
    format.maximum = 16384;
    format.isInteger = true;
    format.step = 16;
    format.unit = QStringLiteral("px");
    auto *field = new NumberField(format);
    field->setValue(value);
    field->setAccessibleName(name);
    return field;
}

} // namespace

ExportDialog::ExportDialog(std::vector<View *> views, View *current, Dialogs *dialogs, QWidget *parent)
    : QDialog(parent),
      m_views(std::move(views)),
      m_dialogs(dialogs),
      m_view(new QComboBox),
      m_kind(new QComboBox),
      m_width(sizeField(current->pictureSize().width(), tr("Width"))),
      m_height(sizeField(current->pictureSize().height(), tr("Height"))),
      m_dpi(new QComboBox),
      m_transparent(new QCheckBox(tr("transparent background"))),
      m_dark(new QCheckBox(tr("dark colours"))),
      m_path(new QLineEdit),
      m_note(new TextLabel(QString(), TypeRole::Note, TextLabel::Tone::Text3)),
      m_export(new QPushButton(tr("Export"))),
      m_preview(new QLabel)
{
    setWindowTitle(tr("Export picture"));
    for (View *view : m_views)
        m_view->addItem(view->title());
    m_view->setCurrentIndex(static_cast<int>(std::find(m_views.begin(), m_views.end(), current) - m_views.begin()));
    for (const auto *kind : {"png", "svg", "pdf"})
        m_kind->addItem(QString::fromLatin1(kind).toUpper(), QString::fromLatin1(kind));
    for (const int dpi : {screenDpi, 150, 192, 300, 600})
        m_dpi->addItem(tr("%1 dpi").arg(dpi), dpi);
    m_dpi->setCurrentIndex(2);
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    m_path->setText(QDir(folder).filePath(current->id() + QStringLiteral(".png")));
    m_path->setAccessibleName(tr("File"));
    auto *choose = new QPushButton(tr("Choose…"));
    m_preview->setFixedSize(previewSize);
    m_preview->setAlignment(Qt::AlignCenter);

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    int row = 0;
    const auto add = [&](const QString &label, QWidget *field, QWidget *second = nullptr) {
        auto *text = new TextLabel(label, TypeRole::Body, TextLabel::Tone::Text2);
        text->setBuddy(field);
        grid->addWidget(text, row, 0);
        grid->addWidget(field, row, 1, 1, second ? 1 : 2);
        if (second)
            grid->addWidget(second, row, 2);
        ++row;
    };
    add(tr("View"), m_view);
    add(tr("Format"), m_kind);
    add(tr("Size"), m_width, m_height);
    add(tr("Resolution"), m_dpi);
    grid->addWidget(m_transparent, row++, 1, 1, 2);
    grid->addWidget(m_dark, row++, 1, 1, 2);
    grid->addWidget(m_note, row++, 1, 1, 2);
    add(tr("File"), m_path, choose);
    grid->setColumnStretch(1, 1);

    auto *top = new QHBoxLayout;
    top->setSpacing(24);
    top->addLayout(grid, 1);
    top->addWidget(m_preview);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    buttons->addButton(m_export, QDialogButtonBox::AcceptRole);
    setPrimary(m_export);
    m_export->setDefault(true);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(24, 24, 24, 16);
    box->setSpacing(24);
    box->addLayout(top);
    box->addWidget(buttons);

    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(choose, &QAbstractButton::clicked, this, &ExportDialog::chooseFile);
    connect(m_kind, &QComboBox::activated, this, [this] { setSuffix(m_kind->currentData().toString()); });
    connect(m_view, &QComboBox::activated, this, [this] {
        const QFileInfo file(m_path->text());
        m_path->setText(file.dir().filePath(view()->id() + QLatin1Char('.') + m_kind->currentData().toString()));
        refresh();
    });
    for (QCheckBox *box_ : {m_transparent, m_dark})
        connect(box_, &QCheckBox::toggled, this, &ExportDialog::refresh);
    for (NumberField *field : {m_width, m_height})
        connect(field, &NumberField::valueEdited, this, &ExportDialog::refresh);
    connect(m_dpi, &QComboBox::activated, this, &ExportDialog::refresh);
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::refresh);
    refresh();
}

View *ExportDialog::view() const
{
    return m_views[static_cast<std::size_t>(m_view->currentIndex())];
}

QString ExportDialog::path() const
{
    return m_path->text().trimmed();
}

PictureOptions ExportDialog::options() const
{
    PictureOptions options;
    options.size = QSizeF(m_width->value(), m_height->value());
    options.dpi = m_dpi->currentData().toInt();
    options.scale = static_cast<double>(options.dpi) / screenDpi;
    options.isTransparent = m_transparent->isChecked();
    options.isDark = m_dark->isChecked();
    return options;
}

void ExportDialog::refresh()
{
    const bool isPng = m_kind->currentData() == QLatin1String("png");
    m_dpi->setEnabled(isPng);
    const PictureOptions wanted = options();
    const QString problem = wanted.problem();
    const QString pixels = numbers::count(qRound(wanted.size.width() * wanted.scale)) + QStringLiteral(" × ") +
                           numbers::count(qRound(wanted.size.height() * wanted.scale));
    m_note->setText(!problem.isEmpty() ? problem
                    : isPng            ? tr("%1 pixels; the project goes along in the file").arg(pixels)
                                       : tr("Lines and letters stay sharp at any size"));
    m_export->setEnabled(problem.isEmpty() && !path().isEmpty());
    PictureOptions small = wanted;
    small.scale = std::min(previewSize.width() / wanted.size.width(), previewSize.height() / wanted.size.height()) *
                  devicePixelRatioF();
    if (small.problem().isEmpty()) {
        QImage image = toImage([this](QPainter &painter, const QRectF &area,
                                      const Theme &theme) { view()->paintPicture(painter, area, theme); },
                               small);
        image.setDevicePixelRatio(devicePixelRatioF());
        m_preview->setPixmap(QPixmap::fromImage(image));
    }
}

void ExportDialog::chooseFile()
{
    const QString file = m_dialogs->saveFile(this, tr("Export picture"), path(), tr("Pictures (*.png *.svg *.pdf)"));
    if (file.isEmpty())
        return;
    m_path->setText(file);
    const int kind = m_kind->findData(QFileInfo(file).suffix().toLower());
    if (kind >= 0)
        m_kind->setCurrentIndex(kind);
    else
        setSuffix(m_kind->currentData().toString());
    refresh();
}

void ExportDialog::setSuffix(const QString &suffix)
{
    const QFileInfo file(m_path->text());
    m_path->setText(file.dir().filePath(file.completeBaseName() + QLatin1Char('.') + suffix));
    refresh();
}

} // namespace basin
