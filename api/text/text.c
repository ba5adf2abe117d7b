/* SPDX-License-Identifier: MIT */
#include <lev/text.h>

void lev_text_put_fixed(struct lev_text *text, int32_t value, uint8_t decimals)
{
    char digits[10];
    uint8_t count = 0;
    uint32_t rest = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
    if (value < 0) {
        lev_text_put_char(text, '-');
    }
    do {
        digits[count++] = (char)('0' + rest % 10u);
        rest /= 10u;
    } while ((rest != 0 || count <= decimals) && count < sizeof digits);
    while (count != 0) {
        if (count == decimals) {
            lev_text_put_char(text, '.');
        }
        lev_text_put_char(text, digits[--count]);
    }
}

void lev_text_put_hex(struct lev_text *text, uint32_t value, uint8_t digits)
{
    for (uint8_t left = 8; left != 0; left--) {
        uint32_t shift = 4u * (left - 1u);
        if (left <= digits || value >> shift != 0) {
            lev_text_put_char(text, "0123456789abcdef"[value >> shift & 15u]);
        }
    }
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

struct lev_word lev_word_next(struct lev_word *rest)
{
    while (rest->bytes != 0 && is_space(*rest->data)) {
        rest->data++;
        rest->bytes--;
    }
    struct lev_word word = {rest->data, 0};
    while (rest->bytes != 0 && !is_space(*rest->data)) {
        rest->data++;
        rest->bytes--;
        word.bytes++;
    }
    return word;
}

bool lev_word_is(struct lev_word word, const char *text)
{
    uint32_t i = 0;
    while (i < word.bytes && text[i] != '\0' && word.data[i] == text[i]) {
        i++;
    }
    return i == word.bytes && text[i] == '\0';
}

/** A number that is being read: as 64 bits, so that ten digits cannot overflow it. */
struct number {
    int64_t value;
    uint8_t decimals; /**< digits seen after the point */
    bool point;
    bool any; /**< a digit was seen */
};

/** Take one character. @return false: it does not belong into a number with at most `decimals` decimals */
static bool take(struct number *number, char c, uint8_t decimals)
{
    if (c == '.' && !number->point && decimals != 0) {
        number->point = true;
        return true;
    }
    if (c < '0' || c > '9' || number->value > INT32_MAX
        || (number->point && number->decimals == decimals)) {
        return false;
    }
    number->value = number->value * 10 + (c - '0');
    number->decimals = (uint8_t)(number->decimals + (number->point ? 1 : 0));
    number->any = true;
    return true;
}

bool lev_word_parse_fixed(
    struct lev_word word, uint8_t decimals, int32_t min, int32_t max, int32_t *value)
{
    struct number number = {0, 0, false, false};
    uint32_t i = word.bytes != 0 && word.data[0] == '-' ? 1 : 0;
    bool negative = i == 1;
    for (; i < word.bytes; i++) {
        if (!take(&number, word.data[i], decimals)) {
            return false;
        }
    }
    for (; number.decimals < decimals && number.value <= INT32_MAX; number.decimals++) {
        number.value *= 10;
    }
    int64_t result = negative ? -number.value : number.value;
    if (!number.any || result < min || result > max) {
        return false;
    }
    *value = (int32_t)result;
    return true;
}
