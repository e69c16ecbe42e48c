/* The same as answer.py in C: cc -O2 -o answer tools/eval/pipe/answer.c
 *
 * Questions come as one flat line with the fields in the order of docs/evaluator-protocol.md,
 * digits in lower case, nothing escaped: a search for the field's name is all the parsing that
 * is needed. Replace key_is_sound by a call to your library. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 1 << 22, Q = 3329 };

static char line[LINE];
static unsigned char key[1600];

/* The value behind "name":, or NULL. */
static const char *field(const char *name) {
    char wanted[64];
    snprintf(wanted, sizeof wanted, "\"%s\":", name);
    const char *found = strstr(line, wanted);
    return found ? found + strlen(wanted) : NULL;
}

static int field_is(const char *name, const char *text) {
    const char *value = field(name);
    size_t length = strlen(text);
    return value && value[0] == '"' && !strncmp(value + 1, text, length) && value[length + 1] == '"';
}

static int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

/* Bytes of a field in hexadecimal digits; more than fit give a length that no key has. */
static size_t bytes(const char *name) {
    const char *value = field(name);
    size_t length = 0;
    for (value = value ? value + 1 : "\""; value[0] != '"' && value[1] != '"'; value += 2) {
        if (length == sizeof key) return sizeof key;
        key[length++] = (unsigned char)(digit(value[0]) << 4 | digit(value[1]));
    }
    return length;
}

/* FIPS 203, 7.2: the right length, and no coefficient of q or more. */
static int key_is_sound(size_t size, size_t length) {
    if (length != size) return 0;
    for (size_t i = 0; i + 32 < length; i += 3) {
        int first = key[i] | (key[i + 1] & 15) << 8, second = key[i + 1] >> 4 | key[i + 2] << 4;
        if (first >= Q || second >= Q) return 0;
    }
    return 1;
}

int main(void) {
    while (fgets(line, sizeof line, stdin)) {
        const char *id = field("id");
        size_t size = field_is("algorithm", "ML-KEM-512")    ? 800
                      : field_is("algorithm", "ML-KEM-768")  ? 1184
                      : field_is("algorithm", "ML-KEM-1024") ? 1568
                                                             : 0;
        printf("{\"id\":%lu,", id ? strtoul(id, NULL, 10) : 0);
        if (size && field_is("operation", "checkPublicKey"))
            printf("\"valid\":%s}\n", key_is_sound(size, bytes("publicKey")) ? "true" : "false");
        else
            printf("\"unsupported\":\"only the check of ML-KEM public keys\"}\n");
        fflush(stdout);
    }
    return 0;
}
