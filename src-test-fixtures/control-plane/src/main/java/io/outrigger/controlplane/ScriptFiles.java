// SPDX-License-Identifier: Apache-2.0
package io.outrigger.controlplane;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The {@code control-plane} script and its pieces, which travel in this artifact as resources. */
final class ScriptFiles {
    private static final String NAME = "control-plane";

    private ScriptFiles() {}

    /** Copies the script into a directory and returns the path of its entry file; one at a time, as a jar is opened once. */
    static synchronized Path unpack(Path target) throws IOException {
        URI entry = resource("script/" + NAME);
        if (entry.getScheme().equals("jar")) {
            try (FileSystem jar = FileSystems.newFileSystem(entry, Map.of())) {
                copyWithSiblings(jar.provider().getPath(entry), target);
            }
        } else {
            copyWithSiblings(Path.of(entry), target);
        }
        return target.resolve(NAME);
    }

    private static URI resource(String name) {
        try {
            return Objects.requireNonNull(ScriptFiles.class.getResource(name), name)
                    .toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The address of the resource " + name + " is no URI", e);
        }
    }

    private static void copyWithSiblings(Path entry, Path target) throws IOException {
        Path source = Objects.requireNonNull(entry.getParent(), "a resource has a directory");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.write(copy, Files.readAllBytes(file));
            }
        }
    }
}
