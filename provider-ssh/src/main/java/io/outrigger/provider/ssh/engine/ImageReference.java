// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import java.util.Locale;
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
        if (domain != null && isRegistry(domain)) {
            return image;
        }
        return (domain == null ? "docker.io/library/" : "docker.io/") + image;
    }

    /** Why {@link #complete} found none, as the kubelet says it. */
    static String problem(String image) {
        int slash = image.indexOf('/');
        boolean registry = slash > 0 && isRegistry(image.substring(0, slash + 1));
        String name = registry ? image.substring(slash + 1) : slash < 0 ? "library/" + image : image;
        String repository = name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
        String upperCase = repository.equals(repository.toLowerCase(Locale.ROOT))
                ? ""
                : ": repository name (" + repository + ") must be lowercase";
        return "Failed to apply default image tag \"" + image + "\": couldn't parse image name \"" + image
                + "\": invalid reference format" + upperCase;
    }

    /** Whether what stands before the first slash, and that slash, name a registry. Only those have upper case. */
    private static boolean isRegistry(String domain) {
        return domain.equals("localhost/")
                || domain.matches(".*[.:].*")
                || !domain.equals(domain.toLowerCase(Locale.ROOT));
    }
}
