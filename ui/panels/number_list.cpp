#include "panels/number_list.h"

#include "render/number_text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <cmath>

namespace basin {

namespace {

QString say(const char *sentence)
{
    return QCoreApplication::translate("NumberList", sentence);
}

NumberList read(const QStringList &words)
{
    NumberList list;
    for (const QString &word : words) {
        const auto value = numbers::parse(word);
        if (!value) {
            list.problem =
                say("Number %1, “%2”, is not a finite number").arg(list.values.size() + 1).arg(word.left(24));
            return list;
        }
        list.values.push_back(*value);
    }
    return list;
}

} // namespace

NumberList readNumberList(const QString &text, qsizetype wanted)
{
    static const QRegularExpression gaps(QStringLiteral("[\\s;\\[\\]]+"));
    static const QRegularExpression gapsAndCommas(QStringLiteral("[\\s;,\\[\\]]+"));
    const QStringList apart = text.split(gapsAndCommas, Qt::SkipEmptyParts);
    const QStringList decimal = text.split(gaps, Qt::SkipEmptyParts);
    if (apart.isEmpty())
        return {.values = {}, .problem = say("There are no numbers in the clipboard")};
    const bool hasDecimalCommas = apart.size() != wanted && decimal.size() == wanted;
    const QStringList &words = hasDecimalCommas ? decimal : apart;
    NumberList list = read(words);
    if (list.problem.isEmpty() && words.size() != wanted)
        list = {.values = {}, .problem = say("%1 numbers are needed, there are %2").arg(wanted).arg(words.size())};
    return list;
}

} // namespace basin
