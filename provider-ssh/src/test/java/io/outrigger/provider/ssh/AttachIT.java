// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users who attach to containers, and leave them. */
class AttachIT {

    private static final String SILENT = "while read -r line; do echo \"got $line\"; done; echo over; exit 4";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @EveryShell
    void bothOutputsAreSeenFromNowOnUntilTheContainerEnds(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod pod = PodsForTests.never(
                            "echo before; until [ -e go ]; do sleep 0.05; done; echo out; echo err >&2; exit 3")
                    .build();
            start(host, pod);
            eventually(() -> assertThat(log(host, pod.ref())).contains("before"));
            User user = new User(host, pod.ref(), new ContainerStreams(null, output, null, null));
            user.awaitAttached();
            Commands.run(host.site(), pod.ref(), null, "touch", "go");
            assertThat(user.end()).isEqualTo("returned");
            assertThat(text()).isEqualTo("out\nerr\n");
        }
    }

    @EveryShell
    void anInputStaysOpenBetweenTwoWhoAttach(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod pod = waiting(SILENT, false);
            start(host, pod);
            for (String name : new String[] {"first", "second"}) {
                output.reset();
                PipedOutputStream keys = new PipedOutputStream();
                User user = new User(host, pod.ref(), streams(keys));
                keys.write((name + "\n").getBytes(StandardCharsets.UTF_8));
                keys.close();
                eventually(() -> assertThat(text()).isEqualTo("got " + name + "\n"));
                user.interrupt();
                assertThat(user.end()).isEqualTo("interrupted");
            }
            assertThat(host.container(pod.ref(), "main").state()).isInstanceOf(ContainerState.Running.class);
        }
    }

    @EveryShell
    void anInputForOneEndsWhenThatUserLeaves(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod pod = waiting(SILENT, true);
            start(host, pod);
            PipedOutputStream keys = new PipedOutputStream();
            User user = new User(host, pod.ref(), streams(keys));
            keys.write("hello\n".getBytes(StandardCharsets.UTF_8));
            keys.flush();
            eventually(() -> assertThat(text()).isEqualTo("got hello\n"));
            user.interrupt();
            assertThat(user.end()).isEqualTo("interrupted");
            eventually(() -> assertThat(host.container(pod.ref(), "main").state())
                    .isInstanceOfSatisfying(
                            ContainerState.Terminated.class,
                            ended -> assertThat(ended.exitCode()).isEqualTo(4)));
            assertThat(log(host, pod.ref())).contains(" over\n");
        }
    }

    @EveryShell
    void theNextInstanceHasAnInputOfItsOwn(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod pod = edit(PodsForTests.onFailure(SILENT), true);
            start(host, pod);
            for (int instance = 0; instance < 2; instance++) {
                int number = instance;
                eventually(() -> {
                    assertThat(host.container(pod.ref(), "main").state()).isInstanceOf(ContainerState.Running.class);
                    assertThat(host.container(pod.ref(), "main").restarts()).isEqualTo(number);
                });
                output.reset();
                PipedOutputStream keys = new PipedOutputStream();
                User user = new User(host, pod.ref(), streams(keys));
                keys.write("hello\n".getBytes(StandardCharsets.UTF_8));
                keys.close();
                assertThat(user.end()).isEqualTo("returned");
                assertThat(text()).isEqualTo("got hello\nover\n");
            }
        }
    }

    @Test
    void aContainerThatWantsNoInputGetsNone() throws Exception {
        try (SiteHarness host = new SiteHarness(directory, "/bin/sh")) {
            DesiredPod pod = PodsForTests.never("cat; echo ended; until [ -e go ]; do sleep 0.05; done; echo out")
                    .build();
            start(host, pod);
            PipedOutputStream keys = new PipedOutputStream();
            User user = new User(host, pod.ref(), streams(keys));
            keys.write("lost\n".getBytes(StandardCharsets.UTF_8));
            keys.flush();
            user.awaitAttached();
            Commands.run(host.site(), pod.ref(), null, "touch", "go");
            assertThat(user.end()).isEqualTo("returned");
            assertThat(text()).endsWith("out\n").doesNotContain("lost");
        }
    }

    @Test
    void weatherASlowReaderNeitherHoldsTheContainerUpNorCostsItALine() throws Exception {
        try (SiteHarness host = new SiteHarness(directory, "/bin/sh")) {
            DesiredPod pod =
                    waiting("read -r go; i=0; while [ $i -lt 50000 ]; do echo line $i; i=$((i+1)); done", true);
            start(host, pod);
            CountDownLatch reading = new CountDownLatch(1);
            OutputStream slow = new OutputStream() {
                @Override
                public void write(int value) {
                    throw new UnsupportedOperationException("write blocks");
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    try {
                        reading.await();
                    } catch (InterruptedException exception) {
                        throw new IOException(exception);
                    }
                    output.write(bytes, offset, length);
                }
            };
            PipedOutputStream keys = new PipedOutputStream();
            User user = new User(host, pod.ref(), new ContainerStreams(new PipedInputStream(keys), slow, null, null));
            keys.write("go\n".getBytes(StandardCharsets.UTF_8));
            keys.flush();
            eventually(() -> assertThat(host.container(pod.ref(), "main").state())
                    .isInstanceOf(ContainerState.Terminated.class));
            assertThat(log(host, pod.ref()).lines()).hasSize(50_000);
            reading.countDown();
            assertThat(user.end()).isEqualTo("returned");
            assertThat(text().lines()).hasSize(50_000).last().isEqualTo("line 49999");
        }
    }

    @Test
    void weatherTheContainerReadsNothingAndTheUserLeaves() throws Exception {
        try (SiteHarness host = new SiteHarness(directory, "/bin/sh")) {
            DesiredPod pod = waiting("exec sleep 1000", false);
            start(host, pod);
            InputStream endless = new InputStream() {
                @Override
                public int read() {
                    return 'x';
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    return length;
                }
            };
            User user = new User(host, pod.ref(), new ContainerStreams(endless, output, null, null));
            eventually(() -> assertThat(Commands.commandsIn(pod.ref())).isNotEmpty());
            user.interrupt();
            assertThat(user.end()).isEqualTo("interrupted");
            assertThat(Commands.commandsIn(pod.ref())).isEmpty();
            eventually(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("command-")));
            assertThat(host.container(pod.ref(), "main").state()).isInstanceOf(ContainerState.Running.class);
        }
    }

    @Test
    void weatherTheProgramRestartsWhileSomebodyIsAttached() throws Exception {
        try (SiteHarness host = new SiteHarness(directory, "/bin/sh")) {
            DesiredPod pod = waiting(SILENT, false);
            start(host, pod);
            PipedOutputStream keys = new PipedOutputStream();
            User user = new User(host, pod.ref(), streams(keys));
            keys.write("one\n".getBytes(StandardCharsets.UTF_8));
            keys.flush();
            eventually(() -> assertThat(text()).isEqualTo("got one\n"));
            host.restart();
            assertThat(user.end()).contains("the site was closed");
            keys = new PipedOutputStream();
            User second = new User(host, pod.ref(), streams(keys));
            keys.write("two\n".getBytes(StandardCharsets.UTF_8));
            keys.flush();
            eventually(() -> assertThat(text()).isEqualTo("got one\ngot two\n"));
            second.interrupt();
            assertThat(second.end()).isEqualTo("interrupted");
        }
    }

    @Test
    void weatherTheContainerHasEndedOrIsUnknown() throws Exception {
        try (SiteHarness host = new SiteHarness(directory, "/bin/sh")) {
            DesiredPod pod = PodsForTests.never("exit 0").build();
            host.site().apply(pod);
            eventually(() -> assertThat(host.container(pod.ref(), "main").state())
                    .isInstanceOf(ContainerState.Terminated.class));
            notFound(host, pod.ref(), "main", "container \"main\" in pod \"web\" is not running");
            notFound(host, pod.ref(), "other", "container \"other\" in pod \"web\" not found");
            notFound(host, new PodRef("default", "web", "../.."), "main", "not found");
        }
    }

    private void notFound(SiteHarness host, PodRef pod, String container, String message) {
        var streams = new ContainerStreams(null, output, null, null);
        assertThatThrownBy(() -> host.site().attach().orElseThrow().attach(pod, container, streams))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(Kind.NOT_FOUND))
                .hasMessageContaining(message);
    }

    private static DesiredPod waiting(String script, boolean once) {
        return edit(PodsForTests.never(script), once);
    }

    private static DesiredPod edit(PodsForTests pod, boolean once) {
        return pod.with(spec -> {
                    spec.getSpec().getContainers().get(0).setStdin(true);
                    spec.getSpec().getContainers().get(0).setStdinOnce(once);
                })
                .build();
    }

    private static void start(SiteHarness host, DesiredPod pod) throws Exception {
        host.site().apply(pod);
        eventually(
                () -> assertThat(host.container(pod.ref(), "main").state()).isInstanceOf(ContainerState.Running.class));
    }

    private ContainerStreams streams(PipedOutputStream keys) throws IOException {
        return new ContainerStreams(new PipedInputStream(keys), output, null, null);
    }

    private String text() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private static String log(SiteHarness host, PodRef pod) throws Exception {
        try (InputStream log = host.site().logs().orElseThrow().open(pod, "main", LogOptions.all())) {
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Somebody who is attached. */
    private static final class User {

        private final FutureTask<String> task;
        private final Thread thread;

        User(SiteHarness host, PodRef pod, @Nullable ContainerStreams streams) {
            task = new FutureTask<>(() -> {
                try {
                    host.site().attach().orElseThrow().attach(pod, "main", streams);
                    return "returned";
                } catch (InterruptedException exception) {
                    return "interrupted";
                }
            });
            thread = new Thread(task, "test-user");
            thread.setDaemon(true);
            thread.start();
        }

        /** Waits until the user reads the log. */
        void awaitAttached() {
            eventually(() -> assertThat(thread.getStackTrace())
                    .extracting(StackTraceElement::getClassName)
                    .anyMatch(name -> name.endsWith(".UnstampedLines")));
        }

        void interrupt() {
            thread.interrupt();
        }

        String end() throws Exception {
            try {
                return task.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException exception) {
                return String.valueOf(exception.getCause());
            }
        }
    }
}
