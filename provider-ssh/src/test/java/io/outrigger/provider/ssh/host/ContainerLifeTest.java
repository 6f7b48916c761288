// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.outrigger.provider.ssh.PodsForTests;
import io.outrigger.provider.ssh.action.Action;
import io.outrigger.provider.ssh.hook.HookKind;
import io.outrigger.provider.ssh.host.PodRecord.ContainerRecord;
import io.outrigger.provider.ssh.probe.ProbeKind;
import io.outrigger.provider.ssh.probe.ProbeSettings;
import io.outrigger.provider.ssh.probe.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is kept of a container's spec, and what is read from it. */
final class ContainerLifeTest {

    @Test
    void whatIsKeptOnTheHostIsReadBackAsItWas() {
        Container container = new ContainerBuilder()
                .withName("main")
                .withPorts(port("web", 8080))
                .withReadinessProbe(http(new IntOrString("web")))
                .withNewLifecycle()
                .withNewPreStop()
                .withNewSleep(5L)
                .endPreStop()
                .endLifecycle()
                .build();
        PodRecord record = record(life(container));
        assertThat(PodRecord.fromJson(record.toJson())).contains(record);
        ContainerLife read = PodRecord.fromJson(record.toJson())
                .orElseThrow()
                .containers()
                .get(0)
                .life();
        assertThat(read.hook(HookKind.PRE_STOP)).contains(new Action.Sleep(Duration.ofSeconds(5)));
        assertThat(read.probes())
                .containsExactly(new ProbeSettings(
                        ProbeKind.READINESS,
                        new Action.HttpGet(false, "", 8080, "/", List.of(), false),
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        1,
                        3,
                        Duration.ofSeconds(30),
                        true));
    }

    @Test
    void aPortThatNobodyNamedIsSaidAndNotGuessed() {
        Container container = new ContainerBuilder()
                .withName("main")
                .withReadinessProbe(http(new IntOrString("web")))
                .build();
        assertThat(life(container).probes().get(0).action())
                .isEqualTo(new Action.Impossible("couldn't find port: web"));
        container.setReadinessProbe(http(new IntOrString(70_000)));
        assertThat(life(container).probes().get(0).action())
                .isEqualTo(new Action.Impossible("invalid port number: 70000"));
    }

    @Test
    void variablesThatThePodItselfSpellsOutAreFilledIntoTheCommandsOfProbes() {
        Container container = new ContainerBuilder()
                .withName("main")
                .withEnv(
                        new EnvVarBuilder().withName("A").withValue("a$1").build(),
                        new EnvVarBuilder()
                                .withName("SECRET")
                                .withNewValueFrom()
                                .endValueFrom()
                                .build())
                .withLivenessProbe(new ProbeBuilder()
                        .withExec(new ExecAction(List.of("sh", "$(A)", "$$(A)", "$(SECRET)", "$A", "$(")))
                        .build())
                .build();
        assertThat(life(container).probes().get(0).action())
                .isEqualTo(new Action.Exec(List.of("sh", "a$1", "$(A)", "$(SECRET)", "$A", "$(")));
    }

    @Test
    void aMarkOfAnEarlierInstanceDoesNotCount() {
        Container container = new ContainerBuilder()
                .withName("main")
                .withStartupProbe(http(new IntOrString(80)))
                .withReadinessProbe(http(new IntOrString(80)))
                .build();
        ContainerLife life = life(container);
        assertThat(life.standing(report("2", "2 yes", "2 yes"))).isEqualTo(new Standing(true, true));
        assertThat(life.standing(report("2", "2 yes", "1 yes"))).isEqualTo(new Standing(true, false));
        assertThat(life.standing(report("2", "1 yes", "2 yes"))).isEqualTo(new Standing(false, false));
        assertThat(life.standing(report("2", "2 yes", "2 no"))).isEqualTo(new Standing(true, false));
    }

    private static ContainerReport report(String restarts, String started, String ready) {
        Map<String, String> state = Map.of("restarts", restarts, "mark_started", started, "mark_ready", ready);
        return new ContainerReport("main", true, true, state, "");
    }

    private static ContainerLife life(Container container) {
        return ContainerLife.of(container, PodsForTests.running("true").pod().getSpec());
    }

    private static PodRecord record(ContainerLife life) {
        return new PodRecord(
                "default",
                "web",
                "u1",
                "1",
                List.of("10.0.0.1"),
                List.of(new ContainerRecord("main", false, "host", 0, life)),
                Map.of());
    }

    private static ContainerPort port(String name, int number) {
        ContainerPort port = new ContainerPort();
        port.setName(name);
        port.setContainerPort(number);
        return port;
    }

    private static Probe http(IntOrString port) {
        return new ProbeBuilder().withNewHttpGet().withPort(port).endHttpGet().build();
    }
}
