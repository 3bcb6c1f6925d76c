#include "data/error.h"
#include "lesson/claim.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace basin {

namespace {

/// Recursive descent: sum → product → power → sign, bracket, function or number.
class FormulaReader {
public:
    explicit FormulaReader(std::string_view text) : m_text(text) {}

    double read()
    {
        const double value = sum();
        if (m_place < m_text.size())
            fail("an operator or the end");
        return value;
    }

private:
    [[noreturn]] void fail(const std::string &expected) const
    {
        throw InputError("formula", "expected " + expected + " at character " + std::to_string(m_place + 1));
    }

    void skipSpaces()
    {
        while (m_place < m_text.size() && m_text[m_place] == ' ')
            ++m_place;
    }

    bool take(char wanted)
    {
        skipSpaces();
        if (m_place >= m_text.size() || m_text[m_place] != wanted)
            return false;
        ++m_place;
        skipSpaces();
        return true;
    }

    double sum()
    {
        double value = product();
        for (;;) {
            if (take('+'))
                value += product();
            else if (take('-'))
                value -= product();
            else
                return value;
        }
    }

    double product()
    {
        double value = power();
        for (;;) {
            if (take('*'))
                value *= power();
            else if (take('/'))
                value /= power();
            else
                return value;
        }
    }

    double power()
    {
        if (take('-'))
            return -power();
        const double base = operand();
        return take('^') ? std::pow(base, power()) : base;
    }

    double operand()
    {
        constexpr int deepest = 50;
        if (++m_depth > deepest)
            fail("fewer brackets");
        const double value = take('(') ? bracket() : isLetter() ? function() : number();
        --m_depth;
        return value;
    }

    double bracket()
    {
        const double value = sum();
        if (!take(')'))
            fail("a closing bracket");
        return value;
    }

    [[nodiscard]] bool isLetter() const
    {
        return m_place < m_text.size() && m_text[m_place] >= 'a' && m_text[m_place] <= 'z';
    }

    double function()
    {
        struct Named {
            std::string_view name;
            double (*call)(double);
        };
        static constexpr std::array<Named, 3> functions{{{"ln", [](double x) { return std::log(x); }},
                                                         {"exp", [](double x) { return std::exp(x); }},
                                                         {"sqrt", [](double x) { return std::sqrt(x); }}}};
        for (const Named &named : functions)
            if (m_text.substr(m_place).starts_with(named.name)) {
                m_place += named.name.size();
                if (!take('('))
                    fail("a bracket");
                return named.call(bracket());
            }
        fail("ln, exp, sqrt or a number");
    }

    double number()
    {
        double value = 0.0;
        const char *begin = m_text.data() + m_place;
        const auto [end, error] = std::from_chars(begin, m_text.data() + m_text.size(), value);
        if (error != std::errc())
            fail("a number");
        m_place += static_cast<std::size_t>(end - begin);
        skipSpaces();
        return value;
    }

    std::string_view m_text;
    std::size_t m_place = 0;
    int m_depth = 0;
};

} // namespace

double evaluateFormula(const std::string &formula)
{
    const double value = FormulaReader(formula).read();
    if (!std::isfinite(value))
        throw InputError("formula", "must be a number, is not finite");
    return value;
}

} // namespace basin
