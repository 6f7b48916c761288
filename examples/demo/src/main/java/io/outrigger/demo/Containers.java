// SPDX-License-Identifier: Apache-2.0
package io.outrigger.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What runs in the hall that is reached by SSH: containers of podman where this machine can run them, else processes.
 *
 * @param runtime podman or process
 * @param image the image of its pods
 * @param remark why, for the user
 */
record Containers(String runtime, String image, String remark) {

    private static final String IMAGE = "localhost/outrigger-demo:1";
    private static final long PATIENCE_SECONDS = 8;
    private static final Set<String> ENVIRONMENT = Set.of("PATH", "HOME", "USER", "XDG_RUNTIME_DIR");

    /** Makes an image of this machine's own shell, so that nothing is downloaded, and tries it in a pod. */
    private static final String TRY = """
            set -e
            root=$(mktemp -d)
            trap 'rm -rf "$root"' EXIT
            for program in sh sleep; do
                path=$(command -v "$program")
                for file in "$path" $(ldd "$path" 2>/dev/null | grep -o '/[^ ]*'); do
                    mkdir -p "$root${file%%/*}"
                    cp -L "$file" "$root$file"
                done
            done
            mkdir -p "$root/etc" "$root/tmp" "$root/proc" "$root/sys" "$root/dev"
            podman rmi --force %1$s >/dev/null 2>&1 || :
            tar -C "$root" -cf - . | podman import --quiet --change 'CMD ["sleep","2147483647"]' - %1$s >/dev/null
            podman pod rm --force --time 0 outrigger-demo-try >/dev/null 2>&1 || :
            podman pod create --name outrigger-demo-try --infra-image %1$s >/dev/null
            podman run --rm --pod outrigger-demo-try %1$s sh -c : && works=yes || works=no
            podman pod rm --force --time 0 outrigger-demo-try >/dev/null
            [ "$works" = yes ]
            """;

    /** Finds out in a few seconds at most. */
    static Containers choose(Path folder) throws IOException {
        if (!Shell.onPath("podman")) {
            return processes("there is no podman");
        }
        Path said = folder.resolve("podman.log");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", TRY.formatted(IMAGE));
        // No more than what runs the hall's pods has.
        builder.environment().keySet().retainAll(ENVIRONMENT);
        Process attempt =
                builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            if (!attempt.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                // It goes on and tidies up after itself; only nobody waits for it.
                return processes("podman takes longer than " + PATIENCE_SECONDS + " s; see " + said);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return processes("the demo is being stopped");
        }
        return attempt.exitValue() == 0
                ? new Containers("podman", IMAGE, "a container of podman")
                : processes("podman cannot run a container here: " + lastLine(said));
    }

    /** The settings of a site. */
    Map<String, Object> settings() {
        return runtime.equals("podman")
                ? Map.of("runtime", runtime, "sandboxImage", image)
                : Map.of("runtime", runtime);
    }

    private static Containers processes(String why) {
        return new Containers("process", "host", "a process, because " + why);
    }

    private static String lastLine(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8)
                .lines()
                .reduce((first, second) -> second)
                .orElse("it gives no reason");
    }
}
