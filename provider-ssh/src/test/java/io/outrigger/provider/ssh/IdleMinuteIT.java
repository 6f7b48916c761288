// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.action.TurnedTime;
import io.outrigger.provider.ssh.host.HostSite;
import io.outrigger.provider.ssh.link.LocalLink;
import io.outrigger.provider.ssh.process.ProcessRuntime;
import io.outrigger.provider.ssh.process.VolumeAccess;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the core asks of a host while nothing happens there, and what the answers weigh. */
final class IdleMinuteIT {

    private static final int PODS = 4;
    private static final Duration PROBE = Duration.ofSeconds(10);
    private static final int PROBES = 6;

    /** 7.5 KB are 1 kbit/s; what is left is for SSH: its packets, and its signs of life. */
    private static final int MOST_BYTES = 2500;

    @TempDir
    private Path directory;

    private final TurnedTime time = new TurnedTime();
    private final CountedLink counted = new CountedLink(new LocalLink(SiteHarness.threads()));
    private Site site;

    @BeforeEach
    void open() throws Exception {
        SiteSpec settings = SiteSpec.of(
                "edge",
                "ssh",
                Map.of(
                        "host", "192.0.2.7",
                        "user", "edge",
                        "keyFile", "/keys/id",
                        "hostKey", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJf2OCxJTyKkqZwtFfBBKgAk57DtH7QxVYwLyEcJtI+x",
                        "directory", directory.toString(),
                        "startAtBoot", false));
        site = new HostSite(
                SshSettings.of(settings).options("edge"),
                counted.link,
                new ProcessRuntime(VolumeAccess.AUTO, SiteHarness.FAST),
                new Context());
        site.start(new Deaf());
        for (int number = 0; number < PODS; number++) {
            site.apply(PodsForTests.always("exec sleep 1000").build());
        }
        eventually(() -> assertThat(site.list())
                .hasSize(PODS)
                .allMatch(pod -> pod.container("main").orElseThrow().state() instanceof ContainerState.Running));
        minute();
    }

    @AfterEach
    void close() throws ProviderException {
        for (ObservedPod pod : site.list()) {
            site.delete(pod.ref(), Duration.ZERO);
        }
        site.close();
    }

    @Test
    void anIdleMinuteCostsTwoCommandsAndLittleMore() throws Exception {
        int commands = counted.commands.get();
        long bytes = counted.bytes.get();
        List<ObservedPod> pods = minute();
        assertThat(pods).hasSize(PODS);
        assertThat(counted.commands.get() - commands).isEqualTo(2);
        assertThat(counted.bytes.get() - bytes).isLessThan(MOST_BYTES);
    }

    @Test
    void whatHasChangedIsInTheNextList() throws Exception {
        DesiredPod ending = PodsForTests.never("sleep 0.1; exit 3").build();
        site.apply(ending);
        eventually(() -> assertThat(site.list())
                .hasSize(PODS + 1)
                .anyMatch(pod -> pod.ref().equals(ending.ref())
                        && pod.container("main").orElseThrow().state() instanceof ContainerState.Terminated ended
                        && ended.exitCode() == 3));
        site.delete(ending.ref(), Duration.ZERO);
        assertThat(site.list()).hasSize(PODS);
    }

    /** What the core asks in a minute; returns the list. */
    private List<ObservedPod> minute() throws ProviderException {
        for (int probe = 0; probe < PROBES; probe++) {
            time.pass(PROBE);
            site.node();
        }
        return site.list();
    }

    private final class Context implements ProviderContext {
        @Override
        public String clusterId() {
            return "test";
        }

        @Override
        public String holder() {
            return "test";
        }

        @Override
        public Clock clock() {
            return time;
        }

        @Override
        public ThreadFactory threads() {
            return SiteHarness.threads();
        }
    }

    private static final class Deaf implements PodListener {
        @Override
        public void changed(ObservedPod pod) {}

        @Override
        public void removed(PodRef pod) {}

        @Override
        public void gap() {}
    }
}
