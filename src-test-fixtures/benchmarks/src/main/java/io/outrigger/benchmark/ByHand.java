// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Commands as somebody would type them. Blocks the calling thread. */
final class ByHand {

    private ByHand() {}

    /** How long a command took; fails when it failed. */
    static Duration time(String... command) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        output(command);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** What a command printed; fails when it failed. */
    static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(List.of(command) + " failed: " + said);
        }
        return said;
    }
}
