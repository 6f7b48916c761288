// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of images by the grammar of the OCI distribution's reference package. */
final class ImageReference {

    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final String HOST = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    private static final Pattern GRAMMAR = Pattern.compile(
            "(?<domain>(?:" + HOST + "(?:\\." + HOST + ")*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?/)?" + "(?<path>" + COMPONENT
                    + "(?:/" + COMPONENT + ")*)"
                    + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
                    + "(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?");
    private static final int LONGEST = 512;

    private ImageReference() {}

    /** The reference with its registry, as every kubelet reads short names; empty when it is none. */
    static String complete(String image) {
        Matcher matcher = GRAMMAR.matcher(image);
        if (image.length() > LONGEST || !matcher.matches()) {
            return "";
        }
        String domain = matcher.group("domain");
        if (domain != null && (domain.matches(".*[.:].*") || domain.equals("localhost/"))) {
            return image;
        }
        return (domain == null ? "docker.io/library/" : "docker.io/") + image;
    }
}
