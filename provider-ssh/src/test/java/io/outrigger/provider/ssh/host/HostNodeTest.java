// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedNode.Pressure;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a host says of itself becomes capacity, facts, labels and pressures of a node. */
final class HostNodeTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final HostOptions OPTIONS =
            new HostOptions("edge-1", "/var/lib/o", "/bin/sh", 20, Duration.ZERO, true);

    private static final String HOST = """
            uname Linux 6.1.0 aarch64
            boot 0a-1b
            time 1700000004
            cgroup v2
            machine 8899
            release PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            release ID=debian
            release VERSION_ID="12"
            memory MemTotal:        2048000 kB
            memory MemAvailable:     409600 kB
            uuid ab-cd
            processors 2
            pid_max 32768
            load 0.10 0.20 0.30 2/400 12345
            disk /dev/sda1 1000000 400000 600000 40% /
            inodes /dev/sda1 10000 5000 5000 50% /
            user 1000
            writable
            done
            """;

    private static ObservedNode observed(String host) {
        return HostNode.parse(host).observed(OPTIONS, Duration.ZERO);
    }

    @Test
    void capacityAndFactsAreTheHosts() {
        ObservedNode node = observed(HOST);
        assertThat(node.capacity().get("cpu")).hasToString("2");
        assertThat(node.capacity().get("memory")).hasToString("2048000Ki");
        assertThat(node.capacity().get("ephemeral-storage")).hasToString("1000000Ki");
        assertThat(node.capacity().get("pods")).hasToString("20");
        assertThat(node.facts().architecture()).isEqualTo("arm64");
        assertThat(node.facts().bootId()).isEqualTo("0a-1b");
        assertThat(node.pressures()).isEmpty();
    }

    @Test
    void labelsTellWhatSelectorsMayAskFor() {
        assertThat(observed(HOST).labels())
                .containsEntry("host.outrigger.io/os", "debian")
                .containsEntry("host.outrigger.io/os-version", "12")
                .containsEntry("host.outrigger.io/cgroup", "v2")
                .hasSize(3);
    }

    @Test
    void weatherAHostWhoseWordsAreNoLabels() {
        String hostile = HOST.replace("ID=debian", "ID=\u00e4/\\ $(x)").replace("cgroup v2", "cgroup");
        assertThat(observed(hostile).labels()).doesNotContainKeys("host.outrigger.io/os", "host.outrigger.io/cgroup");
    }

    @Test
    void weatherAClockThatIsOff() {
        HostNode late = HostNode.parse(HOST.replace("time 1700000004", "time 1699999900"));
        Duration skew = late.skew(NOW, NOW.plusSeconds(1));
        assertThat(skew).isEqualTo(Duration.ofSeconds(-100));
        assertThat(late.observed(OPTIONS, skew).labels()).containsEntry("host.outrigger.io/clock", "skewed");
        assertThat(HostNode.parse(HOST.replace("time 1700000004", "time now")).skew(NOW, NOW))
                .isZero();
    }

    @Test
    void weatherASlowHostIsNotTakenForOneWhoseClockIsOff() {
        HostNode slow = HostNode.parse(HOST.replace("time 1700000004", "time 1700000030"));
        assertThat(slow.skew(NOW, NOW.plusSeconds(40))).isZero();
        assertThat(slow.skew(NOW, NOW.plusSeconds(10))).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aHostThatCannotStartPodsByItselfIsRemarkedOn() {
        ObservedNode able = observed(HOST + "starter systemd \n");
        assertThat(able.labels()).containsEntry("host.outrigger.io/start-at-boot", "systemd");
        assertThat(able.remarks()).isEmpty();
        ObservedNode unable = observed(HOST + "starter none no cron runs there\n");
        assertThat(unable.labels()).containsEntry("host.outrigger.io/start-at-boot", "none");
        assertThat(unable.remarks())
                .containsExactly(
                        "pods do not start when the host does, before this program connects: no cron runs there");
    }

    @Test
    void whyAHostRunsContainersAsProcessesIsRemarkedOn() {
        assertThat(observed(HOST + "complaint podman: the host has neither slirp4netns nor passt\n")
                        .remarks())
                .containsExactly(
                        "containers run as plain processes: podman: the host has neither slirp4netns nor passt");
    }

    @Test
    void everyShortageIsAPressure() {
        assertThat(observed(HOST.replace("409600 kB", "90000 kB")).pressures()).containsExactly(Pressure.MEMORY);
        assertThat(observed(HOST.replace("400000 600000", "950000 50000")).pressures())
                .containsExactly(Pressure.DISK);
        assertThat(observed(HOST.replace("5000 5000", "9900 100")).pressures()).containsExactly(Pressure.DISK);
        assertThat(observed(HOST.replace("writable\n", "")).pressures()).containsExactly(Pressure.DISK);
        assertThat(observed(HOST.replace("2/400", "2/32000")).pressures()).containsExactly(Pressure.PID);
    }

    @Test
    void weatherAHostThatTellsNothingHasNoPressureThatIsMadeUp() {
        String[] words = {"inodes", "pid_max", "load", "time", "cgroup"};
        String silent = Arrays.stream(HOST.split("\n"))
                .filter(line -> Arrays.stream(words).noneMatch(line::startsWith))
                .reduce("", (all, line) -> all + line + "\n");
        assertThat(observed(silent).pressures()).isEmpty();
        assertThat(observed(HOST.replace("pid_max 32768\n", "")).pressures()).isEmpty();
    }
}
