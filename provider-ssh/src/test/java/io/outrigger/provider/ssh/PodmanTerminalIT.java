// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.PodmanSite.main;
import static io.outrigger.provider.ssh.PodmanSite.pod;
import static io.outrigger.provider.ssh.PodmanSite.run;
import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Site;
import io.outrigger.spi.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of podman that are on a terminal of their own, and users who join them there. */
@NeedsPodman
@Tag("engine")
final class PodmanTerminalIT {

    private static final String SHELL = "printf 'ready> '; while read -r line; do"
            + " [ \"$line\" = bye ] && exit 5; echo \"got $line\"; stty size; printf '> '; done";

    @TempDir
    Path directory;

    private static PodsForTests shell() {
        return main(pod(PodsForTests.never(SHELL)), container -> {
            container.setTty(true);
            container.setStdin(true);
        });
    }

    @EveryShell
    void aUserJoinsLeavesAndJoinsAgain(String shell) throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory, shell)) {
            joinAndLeave(harness);
        }
    }

    @Test
    @NeedsOpenSsh
    void theSameThroughATerminalOfTheSshServer() throws Exception {
        try (SshHost host = new SshHost()) {
            Map<String, Object> settings = host.settings("runtime", "podman");
            settings.put("engine", Podman.get().program().toString());
            try (SiteHarness harness = host.open(settings)) {
                Files.writeString(host.directory().resolve("test/edge/bin/terminal"), "none\n");
                joinAndLeave(harness);
            }
        }
    }

    private static void joinAndLeave(SiteHarness harness) throws Exception {
        PodsForTests pod = shell();
        run(harness, pod);
        User first = new User(harness.site(), pod.ref, new Terminal.Size(100, 30));
        first.answers("one", "one\r\ngot one\r\n30 100\r\n> ");
        first.window.resize(new Terminal.Size(120, 40));
        eventually(() -> {
            first.type("two\n");
            assertThat(first.text()).contains("got two\r\n40 120\r\n");
        });
        first.leave();
        assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
        assertThat(Commands.commandsIn(pod.ref)).isEmpty();
        User second = new User(harness.site(), pod.ref, new Terminal.Size(90, 30));
        second.answers("two and a half", "got two and a half\r\n30 90\r\n");
        second.keys.close();
        assertThat(second.end()).isEqualTo("returned");
        assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
        User third = new User(harness.site(), pod.ref, new Terminal.Size(80, 24));
        third.answers("three", "got three\r\n24 80\r\n");
        third.type("bye\n");
        assertThat(third.end()).isEqualTo("returned");
        assertThat(PodmanSite.end(harness, pod.ref).exitCode()).isEqualTo(5);
        assertThat(PodmanSite.log(harness, pod.ref)).contains("got one\n", "got three\n");
    }

    /** A user of the container's terminal, on a thread of his own. */
    private static final class User {

        private final Window window = new Window();
        private final PipedOutputStream keys = new PipedOutputStream();
        private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
        private final FutureTask<String> session;
        private final Thread thread;

        User(Site site, PodRef pod, Terminal.Size size) throws Exception {
            window.size = size;
            var streams = new ContainerStreams(new PipedInputStream(keys), screen, null, window);
            session = new FutureTask<>(() -> {
                site.attach().orElseThrow().attach(pod, "main", streams);
                return "returned";
            });
            thread = new Thread(session, "test-user");
            thread.setDaemon(true);
            thread.start();
        }

        void type(String text) throws Exception {
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        }

        String text() {
            return screen.toString(StandardCharsets.UTF_8);
        }

        /** What is typed waits in the terminal until the engine's client reads it, so it can be typed at once. */
        void answers(String line, String answer) throws Exception {
            type(line + "\n");
            eventually(() -> assertThat(text()).contains(answer));
        }

        String end() throws Exception {
            return session.get(30, TimeUnit.SECONDS);
        }

        void leave() throws Exception {
            thread.interrupt();
            try {
                throw new AssertionError("the session " + end());
            } catch (ExecutionException exception) {
                assertThat(exception).hasCauseInstanceOf(InterruptedException.class);
            }
        }
    }
}
