// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.kube.KubeConnection;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;

/** Collects what a {@link VirtualKubelet} needs. Used by one thread; nothing is opened before the kubelet is started. */
public final class VirtualKubeletBuilder {

    private String cluster = "";
    private KubeConnection.Builder connection = KubeConnection.builder();
    private EndpointOptions endpoint = EndpointOptions.selfSigned("127.0.0.1", EndpointOptions.DEFAULT_PORT, null);
    private boolean taintProvider = true;
    private Predicate<SiteSpec> admit = found -> false;
    private Clock clock = Clock.systemUTC();
    private String holder = "outrigger-" + UUID.randomUUID();
    private final List<SiteSpec> sites = new ArrayList<>();
    private final List<ProviderFactory> factories = new ArrayList<>();

    VirtualKubeletBuilder() {}

    /**
     * Names the cluster; required. The name is part of everything a provider leaves at a site, so two clusters can share
     * a host; it must stay the same for good.
     *
     * @param name a DNS-1123 subdomain
     * @return this builder
     */
    public VirtualKubeletBuilder cluster(String name) {
        cluster = Objects.requireNonNull(name, "name is null");
        return this;
    }

    /**
     * Reaches the cluster by this kubeconfig file and its current context.
     *
     * @param file a kubeconfig file, read when the kubelet is started
     * @return this builder
     */
    public VirtualKubeletBuilder kubeconfig(Path file) {
        return connection(KubeConnection.builder().kubeconfig(file));
    }

    /**
     * Reaches the cluster like this; by default as kubectl would, or by the service account of the pod.
     *
     * @param to how to reach the cluster
     * @return this builder
     */
    public VirtualKubeletBuilder connection(KubeConnection.Builder to) {
        connection = Objects.requireNonNull(to, "to is null");
        return this;
    }

    /**
     * Adds a site that is there from the start.
     *
     * @param spec the site
     * @return this builder
     */
    public VirtualKubeletBuilder site(SiteSpec spec) {
        sites.add(Objects.requireNonNull(spec, "spec is null"));
        return this;
    }

    /**
     * Adds sites that are there from the start.
     *
     * @param specs the sites
     * @return this builder
     */
    public VirtualKubeletBuilder sites(Iterable<SiteSpec> specs) {
        specs.forEach(this::site);
        return this;
    }

    /**
     * Adds a provider; it wins over one of the same name on the class path.
     *
     * @param factory makes the provider when its first site is opened
     * @return this builder
     */
    public VirtualKubeletBuilder provider(ProviderFactory factory) {
        factories.add(Objects.requireNonNull(factory, "factory is null"));
        return this;
    }

    /**
     * Decides which of the sites that providers find by themselves become nodes; by default none.
     *
     * @param rule true for a site that is admitted; called from any thread
     * @return this builder
     */
    public VirtualKubeletBuilder admit(Predicate<SiteSpec> rule) {
        admit = Objects.requireNonNull(rule, "rule is null");
        return this;
    }

    /**
     * Where the kubelet endpoint listens; by default on loopback only, with a self-signed certificate.
     *
     * @param options address, port and certificates
     * @return this builder
     */
    public VirtualKubeletBuilder endpoint(EndpointOptions options) {
        endpoint = Objects.requireNonNull(options, "options is null");
        return this;
    }

    /**
     * Whether new nodes get the taint {@code virtual-kubelet.io/provider=<provider>:NoSchedule}, so that only pods that
     * tolerate it come; default yes.
     *
     * @param taint whether
     * @return this builder
     */
    public VirtualKubeletBuilder taintProvider(boolean taint) {
        taintProvider = taint;
        return this;
    }

    /**
     * A name for this running program, shown where two contend for a site; by default a random one.
     *
     * @param name any text
     * @return this builder
     */
    public VirtualKubeletBuilder holder(String name) {
        holder = Objects.requireNonNull(name, "name is null");
        return this;
    }

    /**
     * Tells the time.
     *
     * @param source the only clock this and its providers read; by default the system's
     * @return this builder
     */
    public VirtualKubeletBuilder clock(Clock source) {
        clock = Objects.requireNonNull(source, "source is null");
        return this;
    }

    /**
     * Checks what can be checked without any input or output.
     *
     * @return a kubelet that was not started
     * @throws IllegalArgumentException naming the field, the value and the remedy
     */
    public VirtualKubelet build() {
        if (cluster.isEmpty()) {
            throw new IllegalArgumentException("cluster: a name is required; choose one and never change it");
        }
        Names.checkSubdomain("cluster", cluster);
        var found = Factories.find(factories);
        var names = new HashSet<String>();
        for (SiteSpec site : sites) {
            Names.checkSubdomain("site name", site.name());
            if (!names.add(site.name())) {
                throw new IllegalArgumentException("site " + site.name() + " is declared twice; names must be unique");
            }
            Factories.check(found, site);
        }
        return new VirtualKubelet(new Settings(
                cluster, connection, endpoint, taintProvider, admit, clock, holder, sites, found, given()));
    }

    private List<String> given() {
        return factories.stream().map(Factories::name).toList();
    }
}
