// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.outrigger.site.Contact;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedNode.Pressure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a node in the kubelet's order, Ready last, with its reasons and messages ({@code
 * pkg/kubelet/nodestatus/setters.go}). A pure function; transition times move only when a status does.
 */
final class NodeConditions {

    static final String READY = "Ready";
    static final String SITE_CONNECTED = "SiteConnected";
    static final String SITE_DISCONNECTED = "SiteDisconnected";

    private static final String TRUE = "True";
    private static final String FALSE = "False";
    private static final String UNKNOWN = "Unknown";

    private final SiteView site;
    private final List<NodeCondition> previous;
    private final String now;

    private NodeConditions(SiteView site, List<NodeCondition> previous, Instant now) {
        this.site = site;
        this.previous = previous;
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * @param site what is known of the site
     * @param problems why the node cannot be ready although the site answers
     * @param previous the conditions to take transition times from; foreign ones are left out of the result
     * @param now the present time
     */
    static List<NodeCondition> compute(
            SiteView site, List<String> problems, List<NodeCondition> previous, Instant now) {
        var conditions = new NodeConditions(site, previous, now);
        return List.of(
                conditions.pressure(Pressure.MEMORY, "MemoryPressure", "Memory", "memory available"),
                conditions.pressure(Pressure.DISK, "DiskPressure", "Disk", "disk pressure"),
                conditions.pressure(Pressure.PID, "PIDPressure", "PID", "PID available"),
                conditions.siteConnected(),
                conditions.ready(problems));
    }

    /** A condition by type. */
    static @Nullable NodeCondition find(List<NodeCondition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst()
                .orElse(null);
    }

    /** Whether a stored status says that the site answers. */
    static boolean connected(@Nullable NodeStatus status) {
        NodeCondition found = status == null ? null : find(status.getConditions(), SITE_CONNECTED);
        return found != null && TRUE.equals(found.getStatus());
    }

    private NodeCondition pressure(Pressure pressure, String type, String resource, String noun) {
        ObservedNode observed = site.observed();
        if (observed == null) {
            NodeCondition before = find(previous, type);
            return before == null
                    ? condition(type, UNKNOWN, SITE_DISCONNECTED, "the site has not been reached yet")
                    : condition(type, before.getStatus(), before.getReason(), before.getMessage());
        }
        boolean under = observed.pressures().contains(pressure);
        if (pressure == Pressure.DISK) {
            return under
                    ? condition(type, TRUE, "KubeletHasDiskPressure", "kubelet has disk pressure")
                    : condition(type, FALSE, "KubeletHasNoDiskPressure", "kubelet has no disk pressure");
        }
        return under
                ? condition(type, TRUE, "KubeletHasInsufficient" + resource, "kubelet has insufficient " + noun)
                : condition(type, FALSE, "KubeletHasSufficient" + resource, "kubelet has sufficient " + noun);
    }

    private NodeCondition siteConnected() {
        return site.connected()
                ? condition(SITE_CONNECTED, TRUE, SITE_CONNECTED, presence())
                : condition(SITE_CONNECTED, FALSE, SITE_DISCONNECTED, absence());
    }

    private NodeCondition ready(List<String> problems) {
        if (!site.connected()) {
            return condition(READY, FALSE, SITE_DISCONNECTED, absence() + ". Pods keep running there.");
        }
        if (!problems.isEmpty()) {
            return condition(READY, FALSE, "KubeletNotReady", "[" + String.join(", ", problems) + "]");
        }
        return condition(READY, TRUE, "KubeletReady", "kubelet is posting ready status");
    }

    private String presence() {
        ObservedNode observed = site.observed();
        List<String> remarks = observed == null ? List.of() : observed.remarks();
        return Stream.concat(Stream.of("the site answers"), remarks.stream()).collect(Collectors.joining("; "));
    }

    /** When the site was heard last and why it is not now; the same text as long as nothing changes. */
    private String absence() {
        Contact contact = site.contact();
        String text = "site " + site.spec().name() + " " + silence(contact);
        return contact.problem().isEmpty() ? text : text + ": " + contact.problem();
    }

    private String silence(Contact contact) {
        Instant last = contact.last();
        if (last == null) {
            return "has not been reached since this program opened it at " + seconds(contact.since());
        }
        if (contact.state() == Contact.State.PRESENT) {
            return "answers but has not said what it is";
        }
        return "was heard last at " + seconds(last) + " and may be silent for "
                + site.contactTimeout().toSeconds() + " s";
    }

    private NodeCondition condition(String type, String status, String reason, String message) {
        NodeCondition before = find(previous, type);
        var condition = new NodeCondition();
        condition.setType(type);
        condition.setStatus(status);
        condition.setReason(reason);
        condition.setMessage(message);
        condition.setLastHeartbeatTime(now);
        condition.setLastTransitionTime(
                before != null && status.equals(before.getStatus()) && before.getLastTransitionTime() != null
                        ? before.getLastTransitionTime()
                        : now);
        return condition;
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
