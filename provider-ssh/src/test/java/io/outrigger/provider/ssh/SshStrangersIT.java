// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.StrangeServer;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that are not what they should be: whoever runs the site is told what is wrong and what to do. */
@NeedsOpenSsh
@Timeout(120)
class SshStrangersIT {

    private SshHost host = new SshHost();

    @AfterEach
    void end() throws Exception {
        host.close();
    }

    @Test
    void weatherTheHostShowsAnotherKey() throws Exception {
        SiteHarness site = host.open();
        DesiredPod pod = ExecIT.running(site);
        host.server.stop();
        String before = fingerprint();
        host.server.makeKey("host_key");
        host.server.start();

        eventually(() -> assertThat(failure(site)).contains("showed the host key ssh-ed25519 " + fingerprint()));
        assertThat(failure(site))
                .contains(before)
                .contains("change settings.hostKey")
                .contains("the next attempt comes in");
        assertThat(Files.exists(site.podDirectory(pod.ref()))).isTrue();
    }

    @Test
    void weatherTheHostRefusesTheKeyUntilItIsReplaced() throws Exception {
        Path key = host.account.home().resolve("key");
        Files.copy(host.server.makeKey("other_key"), key);
        SiteHarness site = host.open(host.settings("keyFile", key.toString()));
        String failure = failure(site);
        assertThat(failure).contains("refused the key of " + key).contains("~/.ssh/authorized_keys");
        for (int time = 0; time < 20; time++) {
            failure(site);
        }
        assertThat(host.server.log().stream()
                        .filter(line -> line.contains("Failed publickey"))
                        .count())
                .as("attempts with a key that was refused")
                .isLessThanOrEqualTo(1);

        Files.copy(host.server.file("user_key"), key, StandardCopyOption.REPLACE_EXISTING);
        eventually(() -> assertThat(site.site().list()).isEmpty());
    }

    @Test
    void weatherTheUserIsUnknownToTheHost() throws Exception {
        assertThat(failure(host.open(host.settings("user", "nobody-of-that-name"))))
                .contains("nobody-of-that-name@127.0.0.1")
                .contains("check settings.user");
    }

    @Test
    void weatherTheKeyFileIsMissingOrDamaged() throws Exception {
        assertThat(failure(host.open(host.settings("keyFile", "/nowhere/key"))))
                .contains("the file /nowhere/key cannot be used: it cannot be read: NoSuchFileException");
        Path key = Files.writeString(host.account.home().resolve("key"), "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n");
        assertThat(failure(host.open(host.settings("keyFile", key.toString()))))
                .contains("the file " + key + " cannot be used")
                .doesNotContain("AAAA");
    }

    @Test
    void weatherTheNameOfTheHostIsUnknown() throws Exception {
        assertThat(failure(host.open(host.settings("host", "no-such-host.invalid"))))
                .contains("the name no-such-host.invalid is unknown; check settings.host");
    }

    @Test
    void weatherTheHostHasNoSftp() throws Exception {
        host.close();
        host = new SshHost("Subsystem sftp /nowhere/sftp-server");
        assertThat(failure(host.open())).contains("offers no SFTP");
    }

    @Test
    void weatherTheHostIsTooSlowToStartItsSftpServer() throws Exception {
        host.close();
        host = new SshHost("Subsystem sftp /bin/sleep 60");
        assertThat(failure(host.open(host.settings("commandTimeout", "2s"))))
                .contains("does not answer: its SFTP server did not start within 2 s")
                .doesNotContain("offers no SFTP");
    }

    @Test
    void weatherTheLoginShellTalks(@TempDir Path directory) throws Exception {
        Path greeting = Files.writeString(
                directory.resolve("greeting"),
                "echo claimed; echo 'from 7'; printf 'no line end'; echo 'started 1 1' >&2");
        host.close();
        // A bash that is not interactive reads this file first.
        host = new SshHost("SetEnv BASH_ENV=" + greeting);
        SiteHarness site = host.open();
        DesiredPod pod = ExecIT.running(site);
        Commands.Result result =
                Commands.run(site.site(), pod.ref(), null, "sh", "-c", "echo out; echo err >&2; exit 3");
        assertThat(result).isEqualTo(new Commands.Result(3, "out\n", "err\n"));
        assertThat(site.site().list()).hasSize(1);
    }

    @Test
    void weatherTheDiskOfTheHostIsFull() throws Exception {
        SiteHarness site = host.open();
        site.site().list();
        Path pods = host.directory().resolve("test/edge/staging");
        assumeTrue(
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=16k", "none", pods.toString())
                                .start()
                                .waitFor()
                        == 0,
                "only root can mount a small disk");
        try {
            ProviderException failure = catchThrowableOfType(
                    ProviderException.class,
                    () -> site.site()
                            .apply(PodsForTests.always("# " + "x".repeat(60_000))
                                    .build()));
            assertThat(failure.kind()).isEqualTo(Kind.BUSY);
            assertThat(failure).hasMessageContaining("is full; free some space");
        } finally {
            new ProcessBuilder("umount", "-l", pods.toString()).start().waitFor();
        }
    }

    @Test
    void weatherTheDirectoryCannotBeMade() throws Exception {
        assertThat(failure(host.open(host.settings("directory", "/proc/outrigger"))))
                .contains("the state directory /proc/outrigger/test/edge cannot be opened")
                .contains("make /proc/outrigger writable");
    }

    @Test
    void weatherWhatListensIsNoSshServer() throws Exception {
        List<StrangeServer> strangers = List.of(
                StrangeServer.silent(),
                StrangeServer.saying("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
                StrangeServer.saying("\0\u0001\u0002garbage\u00ff\n\n"),
                StrangeServer.saying("SSH-2.0-Stranger\r\n"),
                StrangeServer.repeating("a banner that never ends\r\n"),
                StrangeServer.repeating("endless"),
                StrangeServer.repeating("SSH-2.0-Stranger\r\n"));
        try {
            for (StrangeServer stranger : strangers) {
                Map<String, Object> settings = host.settings("port", stranger.port());
                settings.put("connectTimeout", "1s");
                assertThat(failure(host.open(settings))).contains("cannot be reached");
            }
        } finally {
            strangers.forEach(StrangeServer::close);
        }
    }

    @Test
    void weatherThreeOfTwentyHostsHangAndOneRefuses() throws Exception {
        List<StrangeServer> hanging = List.of(StrangeServer.silent(), StrangeServer.silent(), StrangeServer.silent());
        SshProvider provider = new SshProvider(new SiteHarness.Context(), SiteHarness.FAST);
        List<Site> sites = new ArrayList<>();
        try {
            for (StrangeServer stranger : hanging) {
                sites.add(started(provider, sites.size(), Map.of("port", stranger.port())));
            }
            sites.add(started(provider, sites.size(), Map.of("user", "nobody-of-that-name")));
            for (int good = 0; good < 16; good++) {
                sites.add(started(provider, sites.size(), Map.of()));
            }
            for (Site good : sites.subList(4, 20)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(90))
                        .ignoreExceptionsInstanceOf(ProviderException.class)
                        .untilAsserted(() -> assertThat(good.list()).isEmpty());
            }
            for (Site bad : sites.subList(0, 4)) {
                ProviderException failure = catchThrowableOfType(ProviderException.class, bad::list);
                assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
            }
        } finally {
            for (Site site : sites) {
                site.close();
            }
            provider.close();
            hanging.forEach(StrangeServer::close);
        }
    }

    /** Each site is started by a thread of its own, as the core does it. */
    private Site started(SshProvider provider, int number, Map<String, Object> changes) throws Exception {
        Map<String, Object> settings = new HashMap<>(host.settings());
        settings.putAll(changes);
        // Twenty logins at once on a busy machine.
        settings.put("commandTimeout", "60s");
        settings.put("directory", host.directory().toString());
        Site site = provider.open(SiteSpec.of("edge-" + number, "ssh", settings));
        Thread thread = new Thread(() -> {
            try {
                site.start(new Silence());
            } catch (ProviderException exception) {
                throw new IllegalStateException(exception);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return site;
    }

    private static final class Silence implements io.outrigger.spi.PodListener {
        @Override
        public void changed(io.outrigger.spi.ObservedPod pod) {}

        @Override
        public void removed(io.outrigger.spi.PodRef pod) {}

        @Override
        public void gap() {}
    }

    private static String failure(SiteHarness site) {
        ProviderException failure =
                catchThrowableOfType(ProviderException.class, () -> site.site().list());
        assertThat(failure).as("list() fails").isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(Kind.UNREACHABLE);
        return String.valueOf(failure.getMessage());
    }

    private String fingerprint() throws IOException {
        Process process = new ProcessBuilder(
                        "ssh-keygen", "-lf", host.server.file("host_key.pub").toString())
                .start();
        return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                .split(" ")[1];
    }
}
