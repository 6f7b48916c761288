// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.outrigger.spi.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the core and one site: bounds how many calls are under way, turns what a provider must not do into
 * {@link ProviderException.Kind#INTERNAL}, and leaves a site alone for a while when every recent call failed that way.
 */
final class CallGuard {

    private static final int CALLS_AT_ONCE = 16;
    private static final int FAILURES_IN_A_ROW = 20;
    private static final Duration REST = Duration.ofSeconds(10);

    private final String site;
    private final String provider;
    private final SiteMeters meters;
    private final Semaphore permits = new Semaphore(CALLS_AT_ONCE);
    private final CircuitBreaker breaker;

    CallGuard(String site, String provider, Clock clock, SiteMeters meters) {
        this.site = site;
        this.provider = provider;
        this.meters = meters;
        // One broken pod must not stop the others: only a window without a single success opens the breaker.
        this.breaker = CircuitBreaker.of(
                site,
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .slidingWindowSize(FAILURES_IN_A_ROW)
                        .minimumNumberOfCalls(FAILURES_IN_A_ROW)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(REST)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .recordException(CallGuard::counts)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    /** Something a site is asked to do. */
    @FunctionalInterface
    interface Call<T> {
        // A provider may return null against its contract.
        @Nullable
        T run() throws ProviderException;
    }

    /** A call with every guard. */
    <T> T call(String method, Call<T> call) throws ProviderException {
        if (!permits.tryAcquire()) {
            throw busy(method, CALLS_AT_ONCE + " calls are under way; the site is slow");
        }
        try {
            if (!breaker.tryAcquirePermission()) {
                throw busy(method, "its last " + FAILURES_IN_A_ROW + " calls failed; it is left alone for " + REST);
            }
            return counted(method, call);
        } finally {
            permits.release();
        }
    }

    /** A call that waits for nobody: the probe's. */
    <T> T unlimited(String method, Call<T> call) throws ProviderException {
        long start = System.nanoTime();
        try {
            T result = checked(method, call);
            meters.answered(provider, method, Duration.ofNanos(System.nanoTime() - start));
            return result;
        } catch (ProviderException failure) {
            meters.failed(provider, method, failure.kind(), Duration.ofNanos(System.nanoTime() - start));
            throw failure;
        }
    }

    private <T> T checked(String method, Call<T> call) throws ProviderException {
        try {
            T result = call.run();
            if (result == null) {
                throw internal(method, "returned null", null);
            }
            return result;
        } catch (RuntimeException | LinkageError | StackOverflowError unexpected) {
            throw internal(method, "failed unexpectedly: " + unexpected, unexpected);
        }
    }

    private <T> T counted(String method, Call<T> call) throws ProviderException {
        try {
            T result = unlimited(method, call);
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            return result;
        } catch (ProviderException | Error failure) {
            breaker.onError(0, TimeUnit.NANOSECONDS, failure);
            throw failure;
        }
    }

    private static boolean counts(Throwable failure) {
        return !(failure instanceof ProviderException provider) || provider.kind() == ProviderException.Kind.INTERNAL;
    }

    private ProviderException busy(String method, String why) {
        return new ProviderException(ProviderException.Kind.BUSY, "site " + site + ": " + method + " waits: " + why);
    }

    private ProviderException internal(String method, String what, @Nullable Throwable cause) {
        String message = "site " + site + ": " + method + " " + what + "; this is a fault of its provider";
        return cause == null
                ? new ProviderException(ProviderException.Kind.INTERNAL, message)
                : new ProviderException(ProviderException.Kind.INTERNAL, message, cause);
    }
}
