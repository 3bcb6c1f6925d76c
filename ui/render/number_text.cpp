#include "render/number_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace basin::numbers {

namespace {

const QString superscripts = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");

QString notFinite(double value)
{
    if (std::isnan(value))
        return QCoreApplication::translate("basin::numbers", "not a number");
    return value < 0 ? minus + QStringLiteral("∞") : QStringLiteral("∞");
}

/// C's digits to the screen's: decimal mark, true minus, no sign before a zero.
QString localised(QString digits)
{
    const bool isZero = std::none_of(digits.begin(), digits.end(), [](QChar c) { return c >= u'1' && c <= u'9'; });
    if (isZero)
        digits.remove(u'-');
    digits.replace(u'-', minus);
    return digits.replace(QLatin1Char('.'), QLocale().decimalPoint());
}

QString withoutTrailingZeros(QString digits)
{
    if (!digits.contains(u'.'))
        return digits;
    while (digits.endsWith(u'0'))
        digits.chop(1);
    if (digits.endsWith(u'.'))
        digits.chop(1);
    return digits;
}

/// 'e' format split at the e: "1.30" and -3.
std::pair<QString, int> mantissaAndExponent(double value, int decimals)
{
    const QString text = QString::number(value, 'e', decimals);
    const auto at = text.indexOf(u'e');
    return {text.left(at), text.mid(at + 1).toInt()};
}

QString timesPowerOfTen(const QString &mantissa, int exponent)
{
    return localised(mantissa) + QStringLiteral("·") + powerOfTen(exponent);
}

/// "·10⁻³" and "×10⁻³" become "e-3".
QString plainExponent(const QString &text)
{
    static const QRegularExpression power(QStringLiteral("[·×*]10([⁻⁺]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)$"));
    const auto match = power.match(text);
    if (!match.hasMatch())
        return text;
    QString result = text.left(match.capturedStart()) + (match.captured(1) == QStringLiteral("⁻") ? "e-" : "e");
    for (const QChar digit : match.captured(2))
        result += QChar(u'0' + static_cast<char16_t>(superscripts.indexOf(digit)));
    return result;
}

} // namespace

QString fixed(double value, int decimals)
{
    if (!std::isfinite(value))
        return notFinite(value);
    if (std::abs(value) >= 1e15)
        return scientific(value);
    return localised(QString::number(value, 'f', decimals));
}

QString signedFixed(double value, int decimals)
{
    const QString text = fixed(value, decimals);
    const bool isPositive = value > 0 && std::any_of(text.begin(), text.end(), [](QChar c) {
                                return (c >= u'1' && c <= u'9') || c == QChar(0x221e);
                            });
    return isPositive ? u'+' + text : text;
}

QString scientific(double value, int decimals)
{
    if (!std::isfinite(value))
        return notFinite(value);
    if (value == 0)
        return QStringLiteral("0");
    const auto [mantissa, exponent] = mantissaAndExponent(value, decimals);
    return timesPowerOfTen(mantissa, exponent);
}

QString compact(double value, int digits)
{
    if (!std::isfinite(value))
        return notFinite(value);
    if (value == 0)
        return QStringLiteral("0");
    const auto [mantissa, exponent] = mantissaAndExponent(value, digits - 1);
    if (exponent < -4 || exponent >= std::max(digits, 6)) {
        const QString shortest = withoutTrailingZeros(mantissa);
        if (shortest == QStringLiteral("1"))
            return powerOfTen(exponent);
        return shortest == QStringLiteral("-1") ? minus + powerOfTen(exponent) : timesPowerOfTen(shortest, exponent);
    }
    return localised(withoutTrailingZeros(QString::number(value, 'f', std::max(0, digits - 1 - exponent))));
}

QString count(qint64 value)
{
    QString text = QString::number(value);
    const auto first = value < 0 ? 1 : 0;
    for (auto at = text.size() - 3; at > first; at -= 3)
        text.insert(at, thinSpace);
    return text.replace(u'-', minus);
}

QString powerOfTen(int exponent)
{
    QString text = QStringLiteral("10");
    if (exponent < 0)
        text += QStringLiteral("⁻");
    for (const QChar digit : QString::number(std::abs(exponent)))
        text += superscripts[digit.digitValue()];
    return text;
}

QString subscript(int number)
{
    QString digits = QString::number(number);
    for (QChar &digit : digits)
        digit = QChar(0x2080 + digit.digitValue());
    return digits;
}

QString exact(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

std::optional<double> parse(QString text)
{
    text = text.trimmed();
    static const QRegularExpression groupSpace(QStringLiteral("(?<=\\d)[\\x{2009}\\x{202f}\\x{00a0} '](?=\\d)"));
    text.remove(groupSpace);
    text.replace(minus, u'-');
    text = plainExponent(text);
    const auto comma = text.lastIndexOf(u','), point = text.lastIndexOf(u'.');
    if (comma >= 0 && point >= 0)
        text.remove(comma < point ? u',' : u'.');
    text.replace(u',', u'.');
    // toDouble also takes "inf", "nan" and hexadecimal; a field of ours takes digits.
    static const QRegularExpression number(QStringLiteral("^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?$"));
    if (!number.match(text).hasMatch())
        return std::nullopt;
    bool isRead = false;
    const double value = text.toDouble(&isRead);
    return isRead && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace basin::numbers
