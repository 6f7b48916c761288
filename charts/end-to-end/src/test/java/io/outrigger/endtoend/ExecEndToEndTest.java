// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.CommandResult;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EndToEnd
class ExecEndToEndTest {

    private final EdgeSite site;

    ExecEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @BeforeAll
    static void start(EdgeSite site) {
        site.apply(Manifests.pod("shell", "exec sleep 3600"));
        site.awaitRunning("shell");
    }

    private CommandResult run(Transport transport, String script) {
        return site.shell(transport.chosen() + script);
    }

    @ParameterizedTest
    @EnumSource
    void outputAndErrorsComeApart_andTheExitCodeIsTheCommands(Transport transport) {
        CommandResult result = run(transport, "kubectl exec shell -- sh -c 'echo out; echo err >&2; exit 3'");
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).startsWith("err\n").contains("command terminated with exit code 3");
        assertThat(result.exitCode()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfTheInputReachesTheCommand(Transport transport) {
        assertThat(run(transport, "printf 'three\\ntwo\\n' | kubectl exec -i shell -- sort -r")
                        .orThrow())
                .isEqualTo("two\nthree\n");
        assertThat(run(transport, "kubectl exec -i shell -- cat < /dev/null").orThrow())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void hundredMegabytesArriveWholeInBothDirections(Transport transport) {
        String script = """
                set -e
                seed() { head -c 100000000 /dev/zero | openssl enc -aes-128-ctr -nosalt -pass pass:seed 2>/dev/null; }
                sent=$(seed | sha256sum)
                [ "$(seed | kubectl exec -i shell -- sha256sum)" = "$sent" ]
                [ "$(kubectl exec shell -- sh -c '
                    head -c 100000000 /dev/zero | openssl enc -aes-128-ctr -nosalt -pass pass:seed 2>/dev/null' \
                    | sha256sum)" = "$sent" ]
                echo same
                """;
        assertThat(run(transport, script).orThrow()).isEqualTo("same\n");
    }

    @ParameterizedTest
    @EnumSource
    void aTerminalIsOneAndHasTheSizeOfTheUsers(Transport transport) {
        // script(1) gives kubectl a terminal and ends with the command's exit code; its shell has to know the function.
        String script = "export -f kubectl; SHELL=$BASH script --quiet --return --command"
                + " \"stty rows 40 cols 100; kubectl exec -it shell -- sh -c 'test -t 0 && stty size; exit 4'\" /dev/null";
        CommandResult result = run(transport, script);
        assertThat(result.stdout().replace("\r", "")).contains("40 100\n");
        assertThat(result.exitCode()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void fiftyAtOnceDisturbNoneOfEachOther(Transport transport) {
        String script = "for i in $(seq 50); do kubectl exec shell -- sh -c \"echo hello $i; exit 0\" & done; wait";
        assertThat(run(transport, script).orThrow().lines()).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void aClientThatIsKilledTakesItsCommandWithIt() {
        String uid = site.uid("shell");
        Set<Long> before = HostProcesses.settled(Set.of(uid));
        try (var running = site.kubectlStreaming("exec", "shell", "--", "sh", "-c", "echo begun; sleep 3601")) {
            Awaitility.await().until(() -> running.stdout().contains("begun"));
            assertThat(HostProcesses.ofPod(uid)).hasSizeGreaterThan(before.size());
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(HostProcesses.ofPod(uid)).isEqualTo(before));
        assertThat(site.restarts("shell")).isZero();
    }

    @Test
    void whatDoesNotExistIsNamed() {
        CommandResult noProgram = site.kubectl("exec", "shell", "--", "/no/such/program");
        assertThat(noProgram.succeeded()).isFalse();
        assertThat(noProgram.stderr()).contains("/no/such/program");
        assertThat(site.kubectl("exec", "shell", "-c", "nobody", "--", "true").stderr())
                .contains("nobody");
    }

    @ParameterizedTest
    @EnumSource
    void filesAreCopiedBothWays_whateverTheirNames(Transport transport) {
        String script = """
                set -e
                cd "$(mktemp -d)"
                mkdir -p 'tree/a b/ä'; printf one > 'tree/a b/ä/it'\\''s "one"'; head -c 300000 /dev/urandom > tree/large
                there=$(mktemp -d)
                kubectl cp tree shell:$there/tree
                kubectl cp shell:$there/tree back
                diff -r tree back && rm -r "$there" && echo same
                """;
        assertThat(run(transport, script).orThrow()).endsWith("same\n");
    }
}
