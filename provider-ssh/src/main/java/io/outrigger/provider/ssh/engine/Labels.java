// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.outrigger.spi.DesiredPod;

/**
 * What everything that an engine has of a pod is labelled with, so that it can be found without this program.
 *
 * @param cluster the cluster's id
 * @param node the node's name
 * @param pod the pod
 */
record Labels(String cluster, String node, DesiredPod pod) {

    private static final String PREFIX = "io.outrigger.";

    void appendTo(Words words) {
        append(words, "cluster", cluster);
        append(words, "node", node);
        append(words, "namespace", pod.ref().namespace());
        append(words, "name", pod.ref().name());
        append(words, "uid", pod.ref().uid());
        append(words, "hash", pod.hash());
    }

    void appendTo(Words words, String container) {
        appendTo(words);
        append(words, "container", container);
    }

    private static void append(Words words, String key, String value) {
        words.option("--label", PREFIX + key + "=" + value);
    }
}
