// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.provider.ssh.ShellsForTests;
import io.outrigger.provider.ssh.host.HostAbilities;
import io.outrigger.provider.ssh.host.HostRuntime;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.LateValue;
import io.outrigger.spi.PodRef;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a pod says reaches the engine word by word, and no shell ever parses it. */
final class ContainerScriptTest {

    /** An engine that writes down its words and the file of variables. */
    private static final String ENGINE = """
            #!/bin/sh
            printf '%s\\0' "$@" >words
            cat containers/main/environment >variables
            """;

    @Provide
    Arbitrary<String> words() {
        Arbitrary<String> any = Arbitraries.strings()
                .withChars("'\"\\$`(){}[]<>|&;#*?!~ \n\t\r=-aZ0éß")
                .ofMaxLength(24);
        return Arbitraries.oneOf(
                any, Arbitraries.of("$(touch pwned)", "'; touch pwned; '", "[\"a\", \"b\"]", "--privileged", "\n", ""));
    }

    @Property(tries = 30)
    void wordsArriveAsTheyAre(
            @ForAll("words") String first, @ForAll("words") String second, @ForAll("words") String value)
            throws Exception {
        for (String shell : ShellsForTests.all()) {
            Run run = run(shell, List.of(first, second), Map.of("VARIABLE", value));
            List<String> entrypoint = new ObjectMapper()
                    .readerForListOf(String.class)
                    .readValue(run.words().get(run.words().indexOf("--entrypoint") + 1));
            assertThat(entrypoint).containsExactly(first);
            assertThat(run.words()).endsWith("localhost/web:1", second, "last", "");
            boolean filed = run.variables().contains("VARIABLE=" + value);
            assertThat(filed || run.words().contains("VARIABLE=" + value)).isTrue();
            assertThat(run.others())
                    .containsExactlyInAnyOrder("containers", "engine", "sandbox.state", "variables", "words");
        }
    }

    @Example
    void aSecretInOneLineIsNoWordOfTheCommandLine() throws Exception {
        Run run = run("/bin/sh", List.of("true"), Map.of("PASSWORD", "s3cr$t #1;=!"));
        assertThat(run.variables()).contains("PASSWORD=s3cr$t #1;=!");
        assertThat(String.join(" ", run.words())).doesNotContain("s3cr");
    }

    @Example
    void theAddressesOfTheSandboxAreFilledIn() throws Exception {
        Run run = run(
                "/bin/sh",
                List.of("serve", LateValue.POD_IP.placeholder() + ":80"),
                Map.of("ADDRESSES", LateValue.POD_IPS.placeholder()));
        assertThat(run.words()).contains("10.0.0.7:80");
        assertThat(run.variables()).contains("ADDRESSES=10.0.0.7,fd00::7");
    }

    private record Run(List<String> words, List<String> variables, List<String> others) {}

    private static Run run(String shell, List<String> command, Map<String, String> variables) throws Exception {
        Path directory = Files.createTempDirectory("pod");
        try {
            Files.createDirectories(directory.resolve("containers/main"));
            Files.writeString(directory.resolve("sandbox.state"), "1 2 boot 10.0.0.7 fd00::7\n");
            Files.writeString(directory.resolve("engine"), ENGINE);
            Files.setPosixFilePermissions(directory.resolve("engine"), PosixFilePermissions.fromString("rwx------"));
            Files.writeString(directory.resolve("containers/main/resources"), "words --cpus 0.5\n# end\n");
            Path script = directory.resolve("containers/main/run");
            Files.writeString(script, script(command, variables));
            ProcessBuilder builder = new ProcessBuilder(shell, script.toString(), "run", "instance", "./engine")
                    .directory(directory.toFile())
                    .inheritIO();
            builder.environment().put("OUTRIGGER_POD", "uid-1");
            assertThat(builder.start().waitFor()).isZero();
            List<String> others;
            try (Stream<Path> files = Files.list(directory)) {
                others = files.map(file -> file.getFileName().toString()).toList();
            }
            return new Run(
                    new ArrayList<>(Arrays.asList(
                            Files.readString(directory.resolve("words")).split("\0", -1))),
                    Arrays.asList(Files.readString(directory.resolve("variables"), StandardCharsets.UTF_8)
                            .split("\n")),
                    others);
        } finally {
            remove(directory);
        }
    }

    private static void remove(Path directory) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String script(List<String> command, Map<String, String> variables) {
        Container container = new ContainerBuilder()
                .withName("main")
                .withImage("localhost/web:1")
                .build();
        PodRef ref = new PodRef("default", "web", "uid-1");
        DesiredPod pod = new DesiredPod(
                ref,
                new PodBuilder()
                        .withNewSpec()
                        .withContainers(container)
                        .endSpec()
                        .build(),
                Map.of(
                        "main",
                        new DesiredContainer("main", new LinkedHashMap<>(variables), command, List.of("last"), 0)),
                Map.of(),
                List.of(),
                "1");
        HostAbilities host = new HostAbilities(true, true, 0, new HostRuntime("podman", "4.3.1"), List.of("192.0.2.1"));
        return new ContainerScript(
                                pod,
                                new EngineContainer(container, false, ""),
                                Engine.PODMAN,
                                host,
                                new Labels("test", "edge", pod))
                        .text()
                + "# end\n";
    }
}
