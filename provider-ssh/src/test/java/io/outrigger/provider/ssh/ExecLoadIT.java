// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.Commands.Running;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.DesiredPod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Much output, slow readers and many commands at once. */
class ExecLoadIT {

    private static final long MEBIBYTE = 1 << 20;
    private static final long SIZE = 100 * MEBIBYTE;

    @TempDir
    private Path directory;

    private SiteHarness host;
    private DesiredPod pod;

    @BeforeEach
    void run() throws Exception {
        host = new SiteHarness(directory, "/bin/sh");
        pod = ExecIT.running(host);
    }

    @AfterEach
    void end() throws Exception {
        host.close();
    }

    @Test
    void aHundredMebibytesGoThroughACommandUnchangedInFlatMemory() throws Exception {
        MessageDigest received = MessageDigest.getInstance("SHA-256");
        Numbers input = new Numbers(MessageDigest.getInstance("SHA-256"));
        HeapWatch watch = new HeapWatch(new DigestOutputStream(OutputStream.nullOutputStream(), received));
        int exitCode = host.site()
                .exec()
                .orElseThrow()
                .exec(pod.ref(), "main", List.of("cat"), new ContainerStreams(input, watch, null, null));
        assertThat(exitCode).isZero();
        assertThat(received.digest()).isEqualTo(input.digest.digest());
        assertThat(watch.highest - watch.first).as("growth of the heap").isLessThan(16 * MEBIBYTE);
    }

    @Test
    void weatherASlowReaderHoldsTheCommandUpAndNothingElse() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        MessageDigest received = MessageDigest.getInstance("SHA-256");
        OutputStream slow = new DigestOutputStream(OutputStream.nullOutputStream(), received) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    reading.await();
                } catch (InterruptedException exception) {
                    throw new IOException(exception);
                }
                super.write(bytes, offset, length);
            }
        };
        Running command = new Running(
                host.site(),
                pod.ref(),
                new ContainerStreams(null, slow, null, null),
                "sh",
                "-c",
                "head -c 1000000 /dev/zero; echo written >written");
        Path written = host.podDirectory(pod.ref()).resolve("work/written");
        for (int index = 0; index < 10; index++) {
            assertThat(Commands.run(host.site(), pod.ref(), null, "true").exitCode())
                    .isZero();
        }
        assertThat(command.done()).isFalse();
        assertThat(written).doesNotExist();
        reading.countDown();
        assertThat(command.exitCode()).isZero();
        assertThat(written).exists();
        assertThat(received.digest())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(new byte[1_000_000]));
    }

    @Test
    void fiftyCommandsAtOnceEachGetTheirOwn() throws Exception {
        List<Running> commands = new ArrayList<>();
        List<ByteArrayOutputStream> outputs = new ArrayList<>();
        for (int index = 0; index < 50; index++) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            outputs.add(output);
            commands.add(new Running(
                    host.site(),
                    pod.ref(),
                    new ContainerStreams(null, output, null, null),
                    "sh",
                    "-c",
                    "sleep 0.5; echo $1; exit $1",
                    "sh",
                    Integer.toString(index)));
        }
        for (int index = 0; index < 50; index++) {
            assertThat(commands.get(index).exitCode()).isEqualTo(index);
            assertThat(outputs.get(index).toString(StandardCharsets.UTF_8)).isEqualTo(index + "\n");
        }
    }

    @Test
    void manyCommandsLeaveNoDescriptorAndNoThreadBehind() throws Exception {
        Commands.run(host.site(), pod.ref(), "warm\n", "cat");
        long descriptors = descriptors();
        for (int index = 0; index < 40; index++) {
            assertThat(Commands.run(host.site(), pod.ref(), "x\n", "cat").output())
                    .isEqualTo("x\n");
        }
        eventually(() -> {
            assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("command-"));
            assertThat(Commands.commandsIn(pod.ref())).isEmpty();
        });
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Bytes that differ from place to place, as many as the test wants. */
    private static final class Numbers extends InputStream {

        private final MessageDigest digest;
        private long position;

        Numbers(MessageDigest digest) {
            this.digest = digest;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("read blocks");
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = (int) Math.min(length, SIZE - position);
            for (int index = 0; index < count; index++) {
                long at = position + index;
                target[offset + index] = (byte) (at ^ at >> 8 ^ at >> 16);
            }
            digest.update(target, offset, count);
            position += count;
            return count == 0 ? -1 : count;
        }
    }

    /** Looks at the heap every ten mebibytes. */
    private static final class HeapWatch extends OutputStream {

        private final OutputStream target;
        private long written;
        private long next;
        private long first;
        private long highest;

        HeapWatch(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int value) {
            throw new UnsupportedOperationException("write blocks");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            target.write(bytes, offset, length);
            written += length;
            if (written >= next) {
                System.gc();
                long used = Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory();
                first = first == 0 ? used : first;
                highest = Math.max(highest, used);
                next += 10 * MEBIBYTE;
            }
        }
    }
}
