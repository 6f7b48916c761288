// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.kube.KubeConfigException;
import io.outrigger.kube.KubeException;
import io.outrigger.metrics.Metrics;
import io.outrigger.site.OpenSite;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs sites as nodes of a cluster: every site of every provider in this one object. A program builds one, starts it and
 * closes it; all methods may be called from any thread. It ends no process, installs no handler and reads no global
 * state, and several may live in one process.
 *
 * {@snippet class="com.example.embedding.Embedding" region="embedding"}
 */
public final class VirtualKubelet implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(VirtualKubelet.class);

    private final Settings settings;
    private final Metrics metrics = Metrics.prometheus();
    private final Shutdown shutdown = new Shutdown();
    private volatile State state = State.BUILT;
    private volatile Parts parts = Parts.none();

    VirtualKubelet(Settings settings) {
        this.settings = settings;
    }

    private enum State {
        BUILT,
        STARTED,
        CLOSED
    }

    /** {@return what describes a new one} */
    public static VirtualKubeletBuilder builder() {
        return new VirtualKubeletBuilder();
    }

    /**
     * Begins to load classes in the background, once per process. A program that reads its configuration first may call
     * this before, to start sooner; nobody needs to. Returns at once.
     */
    public static void preload() {
        Preload.begin();
    }

    /**
     * Connects to the cluster, opens the endpoint and the sites, and begins to work. Returns without waiting for any
     * site: nodes of sites that are away are registered as disconnected. All or nothing: what was opened before a failure
     * is closed again.
     *
     * @throws StartException naming what was refused, why, and what to do
     * @throws IllegalStateException when it was started or closed before
     */
    public synchronized void start() throws StartException {
        if (state != State.BUILT) {
            throw new IllegalStateException("a virtual kubelet is started once; build another");
        }
        shutdown.opened("metrics", metrics);
        try {
            parts = Wiring.open(settings, metrics, shutdown);
            state = State.STARTED;
            log.info(
                    "cluster {}: started with {} sites",
                    settings.cluster(),
                    settings.sites().size());
        } catch (KubeException | ProviderException | IOException | KubeConfigException failure) {
            close();
            throw new StartException("cannot start: " + failure.getMessage(), failure);
        } catch (RuntimeException | Error unexpected) {
            close();
            throw unexpected;
        }
    }

    /**
     * Adds a site while running; its node appears soon after.
     *
     * @param spec the site; its name must be new
     * @throws IllegalArgumentException when name or provider are impossible, or a site of that name is open
     * @throws ProviderException when its provider refuses its settings, naming the setting and the remedy
     * @throws IllegalStateException when this is not running
     */
    public void addSite(SiteSpec spec) throws ProviderException {
        running().fleet().add(spec);
    }

    /**
     * Removes a site while running: its Node and Lease go, its pods stay where they are and go on. Drain the node first
     * to stop them. A site that is not there is a success.
     *
     * @param name the name of the site
     * @throws IllegalStateException when this is not running
     */
    public void removeSite(String name) {
        running().fleet().remove(name);
    }

    /** {@return the names of the sites that are open now; empty when this is not running} */
    public List<String> sites() {
        return parts.sites().stream().map(OpenSite::name).sorted().toList();
    }

    /**
     * The port the kubelet endpoint listens on.
     *
     * @return a port of this machine
     * @throws IllegalStateException when this is not running
     */
    public int endpointPort() {
        return running().endpointPort();
    }

    /** {@return whether it runs and has seen every pod of its nodes; what a readiness probe should ask} */
    public boolean ready() {
        return state == State.STARTED && parts.synced();
    }

    /** {@return all meters in the text format of Prometheus, as {@code /metrics} of the endpoint gives them} */
    public String metrics() {
        return metrics.text();
    }

    /** Stops in order and leaves pods, nodes and leases as they are. Idempotent; waits for calls that are under way. */
    @Override
    public synchronized void close() {
        state = State.CLOSED;
        parts = Parts.none();
        shutdown.close();
    }

    private Parts running() {
        if (state != State.STARTED) {
            throw new IllegalStateException("the virtual kubelet is not running");
        }
        return parts;
    }
}
