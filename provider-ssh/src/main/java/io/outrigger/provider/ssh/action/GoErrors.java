// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.time.Duration;

/** Words for failures on the network, as users know them from a kubelet. */
final class GoErrors {

    private GoErrors() {}

    static String dial(String host, int port) {
        return "dial tcp " + address(host, port);
    }

    static String address(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** As Go prints a duration, to the millisecond: 1h0m0s, 1m1.5s, 500ms. */
    static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis > 0 && millis < 1000) {
            return millis + "ms";
        }
        BigDecimal seconds = BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros();
        String hours = duration.toHours() > 0 ? duration.toHours() + "h" : "";
        String minutes = duration.toMinutes() > 0 ? duration.toMinutesPart() + "m" : "";
        return hours + minutes + seconds.toPlainString() + "s";
    }

    /** Why a call to a server failed. */
    static String call(IOException exception, String host, int port) {
        if (exception instanceof ConnectException) {
            return dial(host, port) + ": connect: connection refused";
        }
        if (exception instanceof InterruptedIOException) {
            return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
        }
        return cause(exception);
    }

    static String cause(IOException exception) {
        if (exception instanceof InterruptedIOException) {
            return "i/o timeout";
        }
        if (exception instanceof EOFException
                || String.valueOf(exception.getMessage()).startsWith("unexpected end of stream")) {
            return "EOF";
        }
        String message = exception.getMessage();
        return message == null ? exception.getClass().getSimpleName() : message;
    }
}
