// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

/** The name of a collection of objects, for example {@code leases} of {@code coordination.k8s.io}; core has group "". */
public record GroupResource(String group, String resource) {
    public static final GroupResource PODS = new GroupResource("", "pods");
    public static final GroupResource NODES = new GroupResource("", "nodes");
    public static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    public static final GroupResource EVENTS = new GroupResource("", "events");
    public static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
    public static final GroupResource SECRETS = new GroupResource("", "secrets");
    public static final GroupResource SERVICES = new GroupResource("", "services");
    public static final GroupResource SERVICE_ACCOUNTS = new GroupResource("", "serviceaccounts");
    public static final GroupResource LEASES = new GroupResource("coordination.k8s.io", "leases");
}
