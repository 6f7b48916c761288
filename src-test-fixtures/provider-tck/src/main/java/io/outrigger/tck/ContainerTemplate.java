// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.util.List;
import java.util.Objects;

/**
 * How a site runs a {@link Program}. Made by harnesses.
 *
 * @param image the container's image
 * @param command its command; empty means the image's own
 * @param args its arguments
 */
public record ContainerTemplate(String image, List<String> command, List<String> args) {

    /** Copies the lists. */
    public ContainerTemplate {
        Objects.requireNonNull(image, "image is null");
        command = List.copyOf(command);
        args = List.copyOf(args);
    }

    /** A container that has no arguments beside its command. */
    public static ContainerTemplate of(String image, List<String> command) {
        return new ContainerTemplate(image, command, List.of());
    }
}
