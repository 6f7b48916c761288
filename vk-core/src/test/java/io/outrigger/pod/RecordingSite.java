// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.outrigger.site.FakeSite;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Probing;
import io.outrigger.site.Sites;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A site that remembers what it was told and does nothing. */
public final class RecordingSite implements Site {

    public final List<String> calls = new CopyOnWriteArrayList<>();
    public final List<DesiredPod> applied = new CopyOnWriteArrayList<>();
    public volatile List<ObservedPod> pods = List.of();
    /** What calls about pods end with, or null. */
    public volatile @Nullable ProviderException failure;
    /** Happens while a call is under way. */
    public volatile Runnable meanwhile = () -> {};

    private volatile @Nullable PodListener listener;

    /** Opens it under the name of the tests' node and makes contact. */
    public OpenSite open(Sites sites, SiteSpec spec) {
        try {
            OpenSite open = sites.add(spec, this);
            Probing.round(open);
            return open;
        } catch (ProviderException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public OpenSite open(Sites sites) {
        return open(sites, SiteSpec.of(TestPods.NODE, "test", Map.of()));
    }

    public PodListener listener() {
        return Objects.requireNonNull(listener);
    }

    public void fail(ProviderException.Kind kind) {
        failure = new ProviderException(kind, "spec.hostNetwork is not supported");
    }

    @Override
    public void start(PodListener pods) {
        listener = pods;
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        calls.add("apply " + pod.ref().name());
        applied.add(pod);
        end();
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        calls.add("delete " + pod.name() + " " + grace.toSeconds());
        end();
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        List<ObservedPod> answer = pods;
        end();
        return answer;
    }

    @Override
    public ObservedNode node() {
        return FakeSite.node("4");
    }

    @Override
    public void close() {}

    private void end() throws ProviderException {
        meanwhile.run();
        ProviderException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }
}
