// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.HostileWords;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.LateValue;
import io.outrigger.spi.PodRef;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a pod says reaches its process byte for byte, and no shell ever parses it. */
final class RunScriptTest {

    @Provide
    Arbitrary<String> words() {
        return HostileWords.any();
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('!', '~')
                .excludeChars('=')
                .ofMinLength(1)
                .ofMaxLength(12);
    }

    @Property(tries = 40)
    void argumentsArriveAsTheyAre(@ForAll("words") String first, @ForAll("words") String second) throws Exception {
        List<String> arguments = List.of("printf", "%s\\0", first, second);
        for (String shell : shells()) {
            assertThat(run(shell, arguments, Map.of())).startsWith(first, second);
        }
    }

    @Property(tries = 40)
    void wordsOfAnotherCommandArriveAsTheyAre(@ForAll("words") String first, @ForAll("words") String second)
            throws Exception {
        for (String shell : shells()) {
            assertThat(join(shell, "printf", "%s\\0", first, second)).startsWith(first, second);
        }
    }

    @Property(tries = 40)
    void anotherCommandSeesTheVariablesOfTheContainer(@ForAll("words") String value) throws Exception {
        for (String shell : shells()) {
            assertThat(run(shell, List.of("false"), Map.of("NAME", value), "exec", shell, "1", "env", "-0"))
                    .contains("NAME=" + value, "OUTRIGGER_COMMAND=main.1")
                    .doesNotContain("OUTRIGGER_CONTAINER=main");
        }
    }

    @Example
    void anotherCommandThatLooksLikeAVariableIsStillACommand() throws Exception {
        Path directory = Files.createTempDirectory("equals");
        Path program = Files.writeString(directory.resolve("a=b"), "#!/bin/sh\nprintf '%s\\0' \"started $1\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        for (String shell : shells()) {
            assertThat(join(shell, program.toString(), "x")).containsExactly("started x");
        }
    }

    private static List<String> join(String shell, String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("exec", shell, "1"));
        arguments.addAll(List.of(words));
        return run(shell, List.of("false"), Map.of(), arguments.toArray(String[]::new));
    }

    @Property(tries = 40)
    void variablesArriveAsTheyAre(@ForAll("names") String name, @ForAll("words") String value) throws Exception {
        if (name.startsWith("OUTRIGGER_") || name.equals("PATH")) {
            return;
        }
        for (String shell : shells()) {
            assertThat(run(shell, List.of("env", "-0"), Map.of(name, value))).contains(name + "=" + value);
        }
    }

    @Example
    void aCommandThatLooksLikeAVariableIsStillACommand() throws Exception {
        Path directory = Files.createTempDirectory("equals");
        Path program = Files.writeString(directory.resolve("a=b"), "#!/bin/sh\nprintf '%s\\0' \"started $1\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        for (String shell : shells()) {
            assertThat(run(shell, List.of(program.toString(), "x"), Map.of())).containsExactly("started x");
        }
    }

    @Example
    void valuesThatOnlyTheSiteKnowsAreFilledIn() throws Exception {
        Map<String, String> environment = Map.of("ADDRESS", LateValue.POD_IP.placeholder());
        assertThat(run("/bin/sh", List.of("env", "-0"), environment)).contains("ADDRESS=10.1.2.3", "HOSTNAME=web");
    }

    private static List<String> shells() throws Exception {
        return io.outrigger.provider.ssh.ShellsForTests.all();
    }

    private static List<String> run(String shell, List<String> command, Map<String, String> environment)
            throws Exception {
        return run(shell, command, environment, shell);
    }

    private static List<String> run(
            String shell, List<String> command, Map<String, String> environment, String... arguments) throws Exception {
        Path directory = Files.createTempDirectory("pod");
        Files.createDirectories(directory.resolve("work"));
        Path script = Files.writeString(directory.resolve("run"), script(command, environment));
        List<String> words = new ArrayList<>(List.of(shell, script.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("OUTRIGGER_POD", "u1");
        builder.environment().put("OUTRIGGER_COMMAND", "main.1");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        try (var left = Files.list(directory.resolve("work"))) {
            assertThat(left).isEmpty();
        }
        return Arrays.asList(output.split("\0", -1)).subList(0, output.split("\0", -1).length - 1);
    }

    private static String script(List<String> command, Map<String, String> environment) {
        Container container = new Container();
        container.setName("main");
        container.setImage("host");
        PodSpec spec = new PodSpec();
        spec.setContainers(new ArrayList<>(List.of(container)));
        Pod pod = new Pod();
        pod.setMetadata(new ObjectMeta());
        pod.setSpec(spec);
        DesiredPod desired = new DesiredPod(
                new PodRef("default", "web", "u1"),
                pod,
                Map.of("main", new DesiredContainer("main", new LinkedHashMap<>(environment), command, List.of(), 0)),
                Map.of(),
                List.of(),
                "1");
        return new RunScript(desired, container, List.of("10.1.2.3"), false).text();
    }
}
