// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import java.util.regex.Pattern;

/** Which names objects may have: RFC 1123, as Kubernetes reads it. */
public final class ObjectName {
    /** What a subdomain name must look like, in Kubernetes' words. */
    public static final String SUBDOMAIN_RULE = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
            + " characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
            + " used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    static final String LABEL_RULE = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
            + " '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for"
            + " validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LABEL_LIMIT = 63;
    private static final int SUBDOMAIN_LIMIT = 253;

    private ObjectName() {}

    /** Whether an object may be called that. */
    public static boolean isSubdomain(String name) {
        return name.length() <= SUBDOMAIN_LIMIT && SUBDOMAIN.matcher(name).matches();
    }

    static boolean isLabel(String name) {
        return name.length() <= LABEL_LIMIT && LABEL.matcher(name).matches();
    }
}
