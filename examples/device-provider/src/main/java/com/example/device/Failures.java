// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Words and kinds for what goes wrong with one device: who, why, and what to do. Immutable. */
final class Failures {

    private static final int LONGEST_QUOTE = 300;

    private final String device;

    Failures(String site, URI url) {
        this.device = "site " + site + ": the device at " + url;
    }

    /** No answer came. */
    ProviderException silent(String request, Throwable cause) {
        if (cause instanceof TooLongException) {
            return failure(
                    Kind.INTERNAL, request, cause.getMessage(), "update its firmware, or give it fewer pods", cause);
        }
        String remedy = cause instanceof SSLException
                ? "let the JVM trust the device's certificate, or correct settings.url"
                : "check its power, its network, settings.url and settings.timeout";
        return failure(Kind.UNREACHABLE, request, reason(cause), remedy, cause);
    }

    private static String reason(Throwable cause) {
        if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (cause instanceof ConnectException) {
            return "no connection";
        }
        if (cause instanceof CancellationException || cause instanceof InterruptedException) {
            return "the request was given up";
        }
        return "the connection broke: " + clean(String.valueOf(cause.getMessage()));
    }

    /** An answer came that says no. */
    ProviderException refused(Answer answer, Kind whenOrderIsWrong) {
        return refused(answer, whenOrderIsWrong, Set.of());
    }

    /** The same to an order with secrets, which the device may quote. */
    ProviderException refused(Answer answer, Kind whenOrderIsWrong, Set<String> secrets) {
        int status = answer.status();
        String words = "status " + status + quote(answer, secrets);
        if (status == 401 || status == 403) {
            return failure(Kind.INTERNAL, answer.request(), words, "write a valid token to settings.tokenFile", null);
        }
        if (status == 408 || status == 429 || status == 503) {
            String pause = answer.header()
                    .apply("Retry-After")
                    .map(time -> ", asks to wait " + clean(time))
                    .orElse("");
            return failure(Kind.BUSY, answer.request(), words + pause, "wait, or move pods to another site", null);
        }
        if (status == 502 || status == 504) {
            return failure(Kind.UNREACHABLE, answer.request(), words, "check the device behind this gateway", null);
        }
        if (status >= 400 && status < 500) {
            return failure(whenOrderIsWrong, answer.request(), words, "change what it names", null);
        }
        return failure(
                Kind.INTERNAL, answer.request(), words, "look into the log of the device and settings.url", null);
    }

    /** An answer came that is not what the API promises. */
    ProviderException unreadable(Answer answer, JsonProcessingException cause) {
        String why = "the answer cannot be read: " + clean(cause.getOriginalMessage());
        return failure(Kind.INTERNAL, answer.request(), why, "check its firmware and settings.url", null);
    }

    ProviderException failure(
            Kind kind, String request, @Nullable String why, String remedy, @Nullable Throwable cause) {
        String message = device + ", asked for " + request + ": " + why + "; " + remedy;
        return cause == null ? new ProviderException(kind, message) : new ProviderException(kind, message, cause);
    }

    /** The device's own words, if it has some. */
    private static String quote(Answer answer, Set<String> secrets) {
        String words = Json.error(answer.body());
        for (String secret : secrets) {
            words = words.replace(secret, "***");
        }
        words = clean(words);
        return words.isEmpty() ? "" : ", \"" + words + "\"";
    }

    private static String clean(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
    }
}
