// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The small programs that this package runs on hosts; they travel with the command, so nothing has to be installed. */
final class HostScript {

    static final HostScript CLAIM = new HostScript("claim.sh");
    static final HostScript WATCH = new HostScript("watch.sh");

    private final String text;

    private HostScript(String name) {
        try (InputStream stream = HostScript.class.getResourceAsStream(name)) {
            String whole = new String(
                    Objects.requireNonNull(stream, "a resource is missing").readAllBytes(), StandardCharsets.UTF_8);
            // Comments are for people.
            text = whole.lines()
                    .filter(line -> !line.stripLeading().startsWith("#"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException exception) {
            throw new IllegalStateException(name + " cannot be read from the jar", exception);
        }
    }

    List<String> command(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", text, "sh"));
        words.addAll(arguments);
        return words;
    }
}
