// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Waits for what has to happen and watches that nothing else does; always bounded. */
final class Waiting {

    private static final long FIRST_MILLIS = 2;
    private static final long LONGEST_MILLIS = 100;

    private Waiting() {}

    /** Asks until the answer is good. A site that is unreachable is asked again. */
    static <T> T until(Duration patience, String expected, Callable<T> question, Predicate<? super T> good)
            throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        long pause = FIRST_MILLIS;
        while (true) {
            boolean last = System.nanoTime() >= end;
            Object got;
            try {
                T answer = question.call();
                if (good.test(answer)) {
                    return answer;
                }
                got = answer;
            } catch (ProviderException exception) {
                if (exception.kind() != ProviderException.Kind.UNREACHABLE) {
                    throw exception;
                }
                got = exception;
            }
            if (last) {
                throw new AssertionError("expected within " + patience + ": " + expected + "\nbut got: " + got);
            }
            Thread.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_MILLIS);
        }
    }

    /** Asks for a while; every answer has to be good. */
    static <T extends @Nullable Object> void stays(
            Duration quiet, String expected, Callable<T> question, Predicate<? super T> good) throws Exception {
        long end = System.nanoTime() + quiet.toNanos();
        boolean last;
        do {
            last = System.nanoTime() >= end;
            T answer = question.call();
            if (!good.test(answer)) {
                throw new AssertionError("expected for " + quiet + ": " + expected + "\nbut got: " + answer);
            }
            Thread.sleep(Math.min(LONGEST_MILLIS, Math.max(1, quiet.toMillis() / 4)));
        } while (!last);
    }
}
