// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Words by which a pod might get a shell to do something, and any others of signs that shells mind. */
public final class HostileWords {

    private static final String[] KNOWN = {
        "$(touch pwned)",
        "`touch pwned`",
        "'; touch pwned; '",
        "\"; touch pwned; \"",
        "\\'; touch pwned #",
        "'\\''",
        "line\nbreak; touch pwned\n",
        "${IFS}",
        "!!",
        "*",
        "~",
        "~root",
        "-n",
        "--",
        "a=b",
        "\r\t\u0001\u007f",
        "\u00e9\u20ac\ud83d\ude00",
        "",
        " "
    };

    private HostileWords() {}

    /** Any of them. */
    public static Arbitrary<String> any() {
        Arbitrary<String> strings = Arbitraries.strings()
                .withChars("'\"\\$`(){}[]<>|&;#*?!~ \n\t\r=-aZ0\u00e9\u00df")
                .ofMaxLength(24);
        return Arbitraries.oneOf(strings, Arbitraries.of(KNOWN));
    }
}
