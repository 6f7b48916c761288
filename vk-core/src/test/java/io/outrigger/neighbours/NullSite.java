// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Answers null, lists null, and reports null. */
final class NullSite extends BadSite {

    private final AtomicInteger lists = new AtomicInteger();

    @Override
    void turnBad() throws Exception {
        super.turnBad();
        for (int count = 0; count < 1000; count++) {
            listener().changed(nothing(null));
            listener().removed(nothing((PodRef) null));
            listener().gap();
        }
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        if (!bad()) {
            return super.list();
        }
        return lists.incrementAndGet() % 2 == 0 ? nothing(null) : Arrays.asList(nothing(null), nothing(null));
    }

    @Override
    public ObservedNode node() throws ProviderException {
        return bad() ? nothing(null) : super.node();
    }

    @SuppressWarnings({"NullAway", "nullness"})
    private static <T> T nothing(@Nullable T value) {
        return value;
    }
}
