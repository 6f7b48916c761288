// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was resolved for one container. Values may hold {@link LateValue} placeholders, which the site fills in.
 *
 * @param name the container's name
 * @param environment its variables in their order
 * @param command its entry point with {@code $(VAR)} expanded; empty means the image's own
 * @param args its arguments with {@code $(VAR)} expanded
 * @param restarts restarts that count before this site starts the container for the first time
 */
public record DesiredContainer(
        String name, Map<String, String> environment, List<String> command, List<String> args, int restarts) {

    /** Copies the collections and keeps the order of the variables. */
    public DesiredContainer {
        Objects.requireNonNull(name, "name is null");
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        command = List.copyOf(command);
        args = List.copyOf(args);
    }

    /** Names the container only, because the rest may hold secrets. */
    @Override
    public String toString() {
        return "DesiredContainer[" + name + "]";
    }
}
