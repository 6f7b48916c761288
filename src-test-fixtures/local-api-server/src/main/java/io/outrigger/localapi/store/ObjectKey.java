// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

/** Where an object is kept. Cluster-scoped objects have namespace "". */
public record ObjectKey(GroupResource resource, String namespace, String name) {
    /** Sorts objects of one collection by namespace and then name, as etcd does. */
    String path() {
        return namespace + "/" + name;
    }
}
