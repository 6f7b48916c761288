// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * Orders versions of one object. Kubernetes calls them opaque but promises since 1.35 (KEP-5504) what always held: they
 * are decimal numbers that grow.
 */
final class ResourceVersions {

    private ResourceVersions() {}

    /** Whether {@code incoming} replaces {@code current}; what cannot be compared does. */
    static boolean newer(Pod incoming, Pod current) {
        String left = incoming.getMetadata().getResourceVersion();
        String right = current.getMetadata().getResourceVersion();
        if (!number(left) || !number(right)) {
            return true;
        }
        return left.length() != right.length() ? left.length() > right.length() : left.compareTo(right) > 0;
    }

    private static boolean number(String version) {
        return version != null
                && !version.isEmpty()
                && (version.charAt(0) != '0' || version.length() == 1)
                && version.chars().allMatch(each -> each >= '0' && each <= '9');
    }
}
