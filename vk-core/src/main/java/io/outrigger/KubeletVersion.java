// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version our nodes report: the API server's, so that skew checks are content, with our name and version behind it. It
 * parses as a semantic version, as kubeadm and others do.
 */
final class KubeletVersion {

    private static final Pattern RELEASE = Pattern.compile("v?(\\d+\\.\\d+\\.\\d+).*");

    private KubeletVersion() {}

    /**
     * @param server the API server's version, such as {@code v1.36.3+k3s1}
     */
    static String of(String server) {
        Matcher release = RELEASE.matcher(server);
        return "v" + (release.matches() ? release.group(1) : "0.0.0") + "-outrigger-" + own();
    }

    private static String own() {
        var properties = new Properties();
        try (InputStream file = KubeletVersion.class.getResourceAsStream("version.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("version.properties of this jar cannot be read", broken);
        }
        return properties.getProperty("version", "unknown");
    }
}
