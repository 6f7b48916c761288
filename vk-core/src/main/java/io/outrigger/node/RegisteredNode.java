// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.Node;
import io.outrigger.site.OpenSite;
import java.time.Instant;
import java.util.Map;

/**
 * What the node lane remembers of a node it has registered.
 *
 * @param site the site it stands for
 * @param stored the node as last seen in the API
 * @param labels our labels as last written
 * @param nextReport when the status is written although nothing changed
 */
record RegisteredNode(OpenSite site, Node stored, Map<String, String> labels, Instant nextReport) {

    /** With the node as seen now, unless what is remembered is newer. */
    RegisteredNode seen(Node node) {
        return newer(node, stored) ? new RegisteredNode(site, node, labels, nextReport) : this;
    }

    RegisteredNode labelled(Map<String, String> written) {
        return new RegisteredNode(site, stored, written, nextReport);
    }

    RegisteredNode reported(Instant next) {
        return new RegisteredNode(site, stored, labels, next);
    }

    // Resource versions of one resource can be compared since KEP-5504 and could in practice before.
    private static boolean newer(Node one, Node other) {
        try {
            return Long.parseUnsignedLong(version(one)) - Long.parseUnsignedLong(version(other)) > 0;
        } catch (NumberFormatException notComparable) {
            return true;
        }
    }

    private static String version(Node node) {
        return String.valueOf(node.getMetadata().getResourceVersion());
    }
}
