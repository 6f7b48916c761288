// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What a watch looks at.
 *
 * @param path the collection's path, without a slash at the start
 * @param fieldSelector which of its objects, or empty for all
 * @param type what its objects are
 * @param name for messages: "pods of node edge-1"
 */
record WatchTarget<T extends HasMetadata>(String path, String fieldSelector, Class<T> type, String name) {

    /** The path of a request for the collection, ending so that a parameter can be added after {@code &}. */
    String query(String first) {
        String selector = fieldSelector.isEmpty()
                ? ""
                : "&fieldSelector=" + URLEncoder.encode(fieldSelector, StandardCharsets.UTF_8);
        return path + "?" + first + selector;
    }
}
