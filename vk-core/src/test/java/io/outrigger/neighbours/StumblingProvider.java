// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteDiscovery;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The provider {@code bad} of another kind: it stumbles over one step on the way to a running site, until it is healed. */
final class StumblingProvider implements ProviderFactory {

    private final Step where;
    private final Stumble stumble;
    private final CountDownLatch healed = new CountDownLatch(1);

    /** How many sites were started. */
    final AtomicInteger started = new AtomicInteger();

    StumblingProvider(Step where, Stumble stumble) {
        this.where = where;
        this.stumble = stumble;
    }

    /** Where it stumbles. */
    enum Step {
        CREATE,
        DISCOVER,
        OPEN,
        CONTACT_TIMEOUT,
        START,
        CLOSE
    }

    /** What happens there; true means that null is returned. */
    interface Stumble {
        boolean over(CountDownLatch healed) throws ProviderException;
    }

    static Stumble hanging() {
        return healed -> {
            try {
                healed.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return false;
        };
    }

    static Stumble throwing(Error error) {
        return healed -> {
            throw error;
        };
    }

    static Stumble throwing(RuntimeException exception) {
        return healed -> {
            throw exception;
        };
    }

    static Stumble refusing(ProviderException refusal) {
        return healed -> {
            throw refusal;
        };
    }

    static Stumble returningNull() {
        return healed -> true;
    }

    /** From now on it does everything right. */
    void heal() {
        healed.countDown();
    }

    @Override
    public String name() {
        return "bad";
    }

    @Override
    public Provider create(ProviderContext context) throws ProviderException {
        return answer(Step.CREATE, new Provider() {
            @Override
            public void discover(SiteDiscovery found) {
                at(Step.DISCOVER);
            }

            @Override
            public Site open(SiteSpec spec) throws ProviderException {
                return answer(Step.OPEN, new Stumbling());
            }

            @Override
            public void close() {
                at(Step.CLOSE);
            }
        });
    }

    private final class Stumbling extends BadSite {
        @Override
        public Duration contactTimeout() {
            return at(Step.CONTACT_TIMEOUT) ? nothing(null) : super.contactTimeout();
        }

        @Override
        public void start(PodListener pods) throws ProviderException {
            answer(Step.START, pods);
            started.incrementAndGet();
            super.start(pods);
        }

        @Override
        public ObservedNode node() throws ProviderException {
            if (started.get() == 0) {
                throw new IllegalStateException("asked before it was started");
            }
            return super.node();
        }

        @Override
        public void close() {
            at(Step.CLOSE);
        }
    }

    private <T> T answer(Step step, T value) throws ProviderException {
        return stumbles(step) && stumble.over(healed) ? nothing(null) : value;
    }

    private boolean at(Step step) {
        try {
            return stumbles(step) && stumble.over(healed);
        } catch (ProviderException impossible) {
            throw new IllegalArgumentException(step + " declares no exception", impossible);
        }
    }

    private boolean stumbles(Step step) {
        return step == where && healed.getCount() > 0;
    }

    @SuppressWarnings({"NullAway", "nullness"})
    private static <T> T nothing(@Nullable T value) {
        return value;
    }
}
