// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import io.outrigger.loop.RetryAfter;
import java.time.Duration;
import java.util.Optional;

/** A request for a certificate that came to nothing. The next one is made later, because each is an object of its own. */
final class RefusedRequestException extends Exception implements RetryAfter {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    RefusedRequestException(String message, Duration pause) {
        super(message + "; the next request follows after " + pause.toMinutes() + " min");
        this.pause = pause;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.of(pause);
    }
}
