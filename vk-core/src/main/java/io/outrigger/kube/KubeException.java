// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.outrigger.loop.RetryAfter;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API server refused a request or could not be asked. Thrown by this package; the message names verb, resource and
 * object, never a secret value.
 */
public final class KubeException extends Exception implements RetryAfter {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final @Nullable Duration retryAfter;

    /**
     * @param code the HTTP status, or 0 when there was no answer
     * @param reason the reason of the {@code Status} object, or empty
     * @param message one sentence
     * @param retryAfter what a {@code Retry-After} header asked for, or null
     * @param cause what went wrong underneath, or null
     */
    public KubeException(
            int code, String reason, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** The HTTP status, or 0 when there was no answer. */
    public int code() {
        return code;
    }

    /** The reason of the {@code Status} object, or empty. */
    public String reason() {
        return reason;
    }

    /** How long the API server wants to be left alone. */
    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Whether the object is not there. */
    public boolean notFound() {
        return code == 404;
    }

    /** Whether somebody else was faster, or the object is another incarnation. */
    public boolean conflict() {
        return code == 409;
    }

    /** Whether this identity may not do that. */
    public boolean forbidden() {
        return code == 401 || code == 403;
    }
}
