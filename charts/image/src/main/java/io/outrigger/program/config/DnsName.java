// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import java.util.regex.Pattern;

/** The rule for names of nodes and clusters: an RFC 1123 subdomain, as the API server checks it. */
final class DnsName {

    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LONGEST = 253;

    private DnsName() {}

    static void check(Fields fields, String field, String name) {
        if (name.length() > LONGEST || !SUBDOMAIN.matcher(name).matches()) {
            fields.problem(
                    field,
                    "\"" + name + "\" must consist of lower case letters, digits, '-' and '.', begin and end with a"
                            + " letter or digit, and have at most 253 characters");
        }
    }
}
