// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.DaemonEndpoint;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeDaemonEndpoints;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.Taint;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a node should be: a pure function of the settings, the site and the node's previous status. Used by the
 * node lane; safe from any thread.
 */
final class NodeDocument {

    private static final String PROVIDER_TAINT = "virtual-kubelet.io/provider";
    private static final int LONGEST_LABEL = 63;
    /**
     * The endpoint takes the WebSockets of exec, attach and port-forward itself (KEP-4006): API servers since 1.36 then
     * pass them through, and so it is seen here at once when a client is killed. Older ones drop the field.
     */
    private static final String WEB_SOCKETS = "ExtendWebSocketsToKubelet";

    private static final NodeFacts NO_FACTS = new NodeFacts("linux", "", "", "", "", "", "", "");

    private final NodeSettings settings;

    NodeDocument(NodeSettings settings) {
        this.settings = settings;
    }

    /** The whole node, as it is registered. */
    Node whole(SiteView site, Instant now) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(site.spec().name())
                .withLabels(labels(site))
                .withAnnotations(annotations(site))
                .endMetadata()
                .withNewSpec()
                .withProviderID(providerId(site))
                .withTaints(taints(site))
                .endSpec()
                .withStatus(status(site, null, now))
                .build();
    }

    /** The labels that are ours. What is declared wins over what the provider says, and the core's own over both. */
    Map<String, String> labels(SiteView site) {
        Map<String, String> labels = new TreeMap<>();
        ObservedNode observed = site.observed();
        if (observed != null) {
            labels.putAll(observed.labels());
        }
        labels.put("type", "virtual-kubelet");
        labels.put("node.kubernetes.io/exclude-from-external-load-balancers", "true");
        labels.putAll(site.spec().labels());
        // A node may have a longer name than a label's value.
        if (site.spec().name().length() <= LONGEST_LABEL) {
            labels.put("kubernetes.io/hostname", site.spec().name());
        }
        if (observed != null) {
            putBoth(labels, "os", observed.facts().operatingSystem());
            putBoth(labels, "arch", observed.facts().architecture());
        }
        putTopology(labels, "zone", site.spec().zone());
        putTopology(labels, "region", site.spec().region());
        return labels;
    }

    /** The annotations that are ours. */
    Map<String, String> annotations(SiteView site) {
        return Map.of(
                "volumes.kubernetes.io/controller-managed-attach-detach",
                "true",
                "metrics.k8s.io/resource-metrics-path",
                "/metrics/resource/" + site.spec().name());
    }

    /** The taints a new node gets. */
    List<Taint> taints(SiteView site) {
        var taints = new ArrayList<Taint>();
        if (settings.taintProvider()) {
            taints.add(new Taint("NoSchedule", PROVIDER_TAINT, null, site.spec().provider()));
        }
        taints.addAll(site.spec().taints());
        return taints;
    }

    /** A scheme of our own, so that no cloud's controller takes the node for one of its machines. */
    String providerId(SiteView site) {
        return "outrigger://" + settings.cluster() + "/" + site.spec().name();
    }

    /**
     * The status to reach.
     *
     * @param previous the status as stored, or null for a new node
     */
    NodeStatus status(SiteView site, @Nullable NodeStatus previous, Instant now) {
        NodeResources resources = NodeResources.of(site.spec(), site.observed(), previous);
        var status = new NodeStatus();
        status.setAddresses(addresses(site));
        status.setCapacity(new TreeMap<>(resources.capacity()));
        status.setAllocatable(new TreeMap<>(resources.allocatable()));
        status.setDaemonEndpoints(new NodeDaemonEndpoints(new DaemonEndpoint(settings.port())));
        status.setNodeInfo(nodeInfo(site, previous));
        status.setDeclaredFeatures(features(site, previous));
        List<NodeCondition> conditions = previous == null ? List.of() : previous.getConditions();
        status.setConditions(NodeConditions.compute(site, resources.problems(), conditions, now));
        status.setImages(previous == null ? List.<ContainerImage>of() : previous.getImages());
        return status;
    }

    /** In the order that the API server wants. What the site itself can do is remembered while it is away. */
    private static List<String> features(SiteView site, @Nullable NodeStatus previous) {
        var features = new TreeSet<>(List.of(WEB_SOCKETS));
        ObservedNode observed = site.observed();
        if (observed != null) {
            observed.features().forEach(each -> features.add(each.gate()));
        } else if (previous != null) {
            features.addAll(previous.getDeclaredFeatures());
        }
        return List.copyOf(features);
    }

    private List<NodeAddress> addresses(SiteView site) {
        var addresses = new ArrayList<NodeAddress>();
        settings.addresses().forEach(address -> addresses.add(new NodeAddress(address, "InternalIP")));
        addresses.add(new NodeAddress(site.spec().name(), "Hostname"));
        return addresses;
    }

    private NodeSystemInfo nodeInfo(SiteView site, @Nullable NodeStatus previous) {
        ObservedNode observed = site.observed();
        NodeSystemInfo before = previous == null ? null : previous.getNodeInfo();
        var info = new NodeSystemInfo();
        if (observed == null && before != null) {
            copy(before, info);
        } else {
            write(observed == null ? NO_FACTS : observed.facts(), info);
        }
        info.setKubeletVersion(settings.kubeletVersion());
        info.setKubeProxyVersion("");
        return info;
    }

    private static void write(NodeFacts facts, NodeSystemInfo info) {
        info.setMachineID(facts.machineId());
        info.setSystemUUID(facts.systemUuid());
        info.setBootID(facts.bootId());
        info.setKernelVersion(facts.kernelVersion());
        info.setOsImage(facts.osImage());
        info.setContainerRuntimeVersion(facts.containerRuntimeVersion());
        info.setOperatingSystem(facts.operatingSystem());
        info.setArchitecture(facts.architecture());
    }

    private static void copy(NodeSystemInfo from, NodeSystemInfo to) {
        to.setMachineID(orEmpty(from.getMachineID()));
        to.setSystemUUID(orEmpty(from.getSystemUUID()));
        to.setBootID(orEmpty(from.getBootID()));
        to.setKernelVersion(orEmpty(from.getKernelVersion()));
        to.setOsImage(orEmpty(from.getOsImage()));
        to.setContainerRuntimeVersion(orEmpty(from.getContainerRuntimeVersion()));
        to.setOperatingSystem(orEmpty(from.getOperatingSystem()));
        to.setArchitecture(orEmpty(from.getArchitecture()));
    }

    private static void putBoth(Map<String, String> labels, String name, String value) {
        if (!value.isEmpty()) {
            labels.put("kubernetes.io/" + name, value);
            labels.put("beta.kubernetes.io/" + name, value);
        }
    }

    private static void putTopology(Map<String, String> labels, String name, @Nullable String value) {
        if (value != null) {
            labels.put("topology.kubernetes.io/" + name, value);
            labels.put("failure-domain.beta.kubernetes.io/" + name, value);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
