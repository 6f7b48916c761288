// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;
/**
 * Names a ConfigMap or a Secret that a pod refers to.
 *
 * @param kind which of the two
 * @param namespace its namespace
 * @param name its name
 */
public record ObjectRef(Kind kind, String namespace, String name) {

    /** The kinds a pod can refer to. */
    public enum Kind {
        /** A ConfigMap. */
        CONFIG_MAP,
        /** A Secret. */
        SECRET
    }

    /** As the kubelet writes it: {@code configmap "name"}. */
    @Override
    public String toString() {
        return (kind == Kind.CONFIG_MAP ? "configmap" : "secret") + " \"" + name + "\"";
    }
}
