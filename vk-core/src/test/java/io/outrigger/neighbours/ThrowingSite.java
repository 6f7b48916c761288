// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Throws what no provider should throw, from every method, {@code close} too. */
final class ThrowingSite extends BadSite {

    private final Supplier<Throwable> failure;

    ThrowingSite(Supplier<Throwable> failure) {
        this.failure = failure;
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        fail();
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        fail();
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        fail();
        return super.list();
    }

    @Override
    public ObservedNode node() throws ProviderException {
        fail();
        return super.node();
    }

    @Override
    public void close() {
        fail();
    }

    private void fail() {
        if (bad()) {
            ThrowingSite.<RuntimeException>sneak(failure.get());
        }
    }

    /** Throws checked exceptions too, as other languages of this JVM do. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable any) throws T {
        throw (T) any;
    }
}
