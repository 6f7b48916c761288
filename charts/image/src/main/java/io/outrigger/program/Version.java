// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import java.io.IOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Says what runs on what. */
final class Version implements IVersionProvider {

    Version() {}

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {text()};
    }

    static String text() throws IOException {
        var properties = new Properties();
        try (var file = Objects.requireNonNull(
                Version.class.getResourceAsStream("version.properties"), "version.properties is missing")) {
            properties.load(file);
        }
        return "outrigger " + properties.getProperty("version") + " on Java " + Runtime.version();
    }
}
