// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.memory;

import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.List;

/** Passes on what every site can do, and has no capabilities but those that are added. Called as sites are. */
public class DecoratedSite implements Site {

    private final Site delegate;

    /**
     * A site.
     *
     * @param delegate does the work
     */
    protected DecoratedSite(Site delegate) {
        this.delegate = delegate;
    }

    @Override
    public Duration contactTimeout() {
        return delegate.contactTimeout();
    }

    @Override
    public void start(PodListener pods) throws ProviderException {
        delegate.start(pods);
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        delegate.apply(pod);
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        delegate.delete(pod, grace);
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        return delegate.list();
    }

    @Override
    public ObservedNode node() throws ProviderException {
        return delegate.node();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
