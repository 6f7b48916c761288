// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import java.nio.file.Path;

/** Scripts for containers that use processor time: some of each tenth of a second. */
final class Load {
    private Load() {}

    /** Uses so much of one processor for ever; less where the machine is busy. */
    static String of(int percent) {
        return script(percent, "1");
    }

    /** Uses so much of one processor as long as a file exists. */
    static String whileExists(Path file, int percent) {
        return script(percent, "-e \"" + file + "\"");
    }

    private static String script(int percent, String condition) {
        return """
                exec perl -MTime::HiRes=clock,sleep -e '
                  $SIG{TERM} = sub { exit 0 };
                  while (1) {
                    my $end = clock() + %1$d / 1000;
                    while (%2$s && clock() < $end) {}
                    sleep((100 - %1$d) / 1000);
                  }'
                """.formatted(percent, condition);
    }
}
