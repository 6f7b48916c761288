// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

/**
 * Where things are on a host. Everything of one node lies in one directory.
 *
 * @param root the state directory, as configured
 * @param cluster the cluster's id
 * @param node the node's name
 */
record HostPaths(String root, String cluster, String node) {

    String clusterDirectory() {
        return root + "/" + cluster;
    }

    String nodeDirectory() {
        return root + "/" + cluster + "/" + node;
    }

    String journal() {
        return nodeDirectory() + "/journal";
    }

    String lock() {
        return nodeDirectory() + "/lock";
    }

    String tools() {
        return nodeDirectory() + "/bin";
    }

    /** Says who starts the pods when the host has started. */
    String starter() {
        return tools() + "/starter";
    }

    String pods() {
        return nodeDirectory() + "/pods";
    }

    String staging() {
        return nodeDirectory() + "/staging";
    }

    String pod(String uid) {
        return pods() + "/" + uid;
    }
}
