// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import io.outrigger.localapi.store.GroupResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The resources that are served. */
public final class ResourceTypes {
    private final Map<GroupResource, ResourceType> types = new LinkedHashMap<>();

    private ResourceTypes() {}

    /** The built-in resources; {@code pods} says what pods are given on create. */
    public static ResourceTypes builtIn(PodAdmission pods) {
        ResourceTypes served = new ResourceTypes();
        served.add(ResourceType.plain(GroupResource.NAMESPACES, "v1", "Namespace", false, "ns")
                .withStatus()
                .with(new NamespaceRules()));
        served.add(ResourceType.plain(GroupResource.NODES, "v1", "Node", false, "no")
                .withStatus()
                .with(new NodeRules()));
        served.add(ResourceType.plain(GroupResource.PODS, "v1", "Pod", true, "po")
                .withStatus()
                .withGeneration()
                .with(new PodRules(pods)));
        served.add(ResourceType.plain(GroupResource.SERVICES, "v1", "Service", true, "svc")
                .withStatus()
                .with(new ServiceRules()));
        served.add(ResourceType.plain(GroupResource.CONFIG_MAPS, "v1", "ConfigMap", true, "cm")
                .with(new DataRules()));
        served.add(
                ResourceType.plain(GroupResource.SECRETS, "v1", "Secret", true).with(new DataRules()));
        served.add(ResourceType.plain(GroupResource.SERVICE_ACCOUNTS, "v1", "ServiceAccount", true, "sa"));
        served.add(ResourceType.plain(GroupResource.EVENTS, "v1", "Event", true, "ev"));
        served.add(ResourceType.plain(GroupResource.LEASES, "v1", "Lease", true));
        return served;
    }

    /** Serves one more resource. */
    public void add(ResourceType type) {
        types.put(type.id(), type);
    }

    /** The resource of that name, whatever its version. */
    public ResourceType require(GroupResource id) {
        return Optional.ofNullable(types.get(id))
                .orElseThrow(() -> new IllegalArgumentException(id + " is not served"));
    }

    /** The resource at {@code /apis/group/version/plural}. */
    public Optional<ResourceType> find(String group, String version, String plural) {
        return Optional.ofNullable(types.get(new GroupResource(group, plural)))
                .filter(type -> type.version().equals(version));
    }

    public Collection<ResourceType> all() {
        return List.copyOf(types.values());
    }

    /** The resources of one group, in the order of discovery. */
    public List<ResourceType> ofGroup(String group) {
        List<ResourceType> found = new ArrayList<>(types.values());
        found.removeIf(type -> !type.group().equals(group));
        return found;
    }
}
