// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.provider.ssh.link.ClaimedException;
import io.outrigger.provider.ssh.link.CommandOutput;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.provider.ssh.link.Link;
import io.outrigger.spi.PortForward;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pod runner takes for granted of every way to a host. The host is this machine. */
abstract class LinkContract {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** The way under test. */
    abstract Link link();

    /** A second way to the same host, as of another program. */
    abstract Link other() throws Exception;

    /** An empty directory that belongs to whoever runs commands on the host. */
    abstract Path directory();

    @Test
    void aCommandTellsItsOutputsAndItsExitCode() throws Exception {
        CommandOutput output = link().run(List.of("sh", "-c", "echo out; echo err >&2; exit 255"));
        assertThat(output).isEqualTo(new CommandOutput(255, "out\n", "err\n"));
        assertThat(link().run(List.of("sh", "-c", "kill -9 $$")).exitCode()).isEqualTo(137);
    }

    @Test
    void aCommandHasNoInputAndNothingOfThisProgramsEnvironment() throws Exception {
        assertThat(link().run(List.of("cat")).output()).isEmpty();
        assertThat(link().run(List.of("env")).output()).contains("PATH=/").doesNotContain("JAVA_HOME");
    }

    @Test
    void muchOutputArrivesWhole() throws Exception {
        String output = link().run(List.of("sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x"))
                .output();
        assertThat(output).hasSize(3_000_000).matches("x+");
    }

    @Test
    void aStartedCommandIsFedAndReadWhileItRuns() throws Exception {
        try (HostProcess process =
                link().start(List.of("sh", "-c", "while read -r line; do echo \"<$line>\"; done; exit 3"))) {
            process.input().write("one\n".getBytes(StandardCharsets.UTF_8));
            process.input().flush();
            assertThat(new String(process.output().readNBytes(6), StandardCharsets.UTF_8))
                    .isEqualTo("<one>\n");
            process.input().close();
            assertThat(process.output().readAllBytes()).isEmpty();
            assertThat(process.await()).isEqualTo(3);
        }
    }

    @Test
    void filesLinksAndDirectoriesAreWrittenWithTheirModes() throws Exception {
        byte[] large = new byte[700_001];
        new Random(1).nextBytes(large);
        link().write(
                        directory().toString(),
                        List.of(
                                HostFile.directory("open", 0777),
                                HostFile.of("deep/er/file", large, 0640),
                                HostFile.of("empty", new byte[0], 0755),
                                HostFile.of("ünï'code \n*", new byte[] {1}, 0600),
                                HostFile.link("link", "deep/er")));
        assertThat(mode("open")).isEqualTo("rwxrwxrwx");
        assertThat(mode("deep/er/file")).isEqualTo("rw-r-----");
        assertThat(mode("empty")).isEqualTo("rwxr-xr-x");
        assertThat(Files.readAllBytes(directory().resolve("link/file"))).isEqualTo(large);
        assertThat(Files.readSymbolicLink(directory().resolve("link"))).isEqualTo(Path.of("deep/er"));
        assertThat(names()).containsExactlyInAnyOrder("open", "deep", "empty", "ünï'code \n*", "link");
    }

    @Test
    void aNewDirectoryIsFilledForItsOwnerOnly() throws Exception {
        byte[] large = new byte[100_001];
        new Random(1).nextBytes(large);
        List<HostFile> content = new ArrayList<>(List.of(
                HostFile.directory("made/open", 0777),
                HostFile.of("made/deep/er/file", large, 0640),
                HostFile.link("link", "made/deep/er")));
        for (int number = 0; number < 100; number++) {
            content.add(HostFile.text("many/" + number, "text " + number));
        }
        link().fill(directory().resolve("new").toString(), content);
        assertThat(mode("new")).isEqualTo("rwx------");
        assertThat(mode("new/made/open")).isEqualTo("rwxrwxrwx");
        assertThat(mode("new/made/deep/er/file")).isEqualTo("rw-r-----");
        assertThat(Files.readAllBytes(directory().resolve("new/link/file"))).isEqualTo(large);
        assertThat(link().names(directory().resolve("new/many").toString())).hasSize(100);
        assertThat(directory().resolve("new/many/99")).hasContent("text 99");
        assertThatThrownBy(() -> link().fill(directory().resolve("no/new").toString(), content))
                .isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("new");
    }

    @Test
    void aFileTakesThePlaceOfWhateverIsThere() throws Exception {
        for (String before : List.of("file", "directory", "link", "left-over")) {
            Path path = directory().resolve("target");
            switch (before) {
                case "file" -> write("old");
                case "directory" -> Files.createDirectories(path.resolve("below/deeper"));
                case "link" -> Files.createSymbolicLink(path, Path.of("/nowhere"));
                default ->
                    Files.createDirectory(
                            directory().resolve(HostFile.text("target", "").temporaryPath()));
            }
            link().write(directory().toString(), List.of(HostFile.text("target", "new")));
            assertThat(Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .as(before)
                    .isTrue();
            assertThat(Files.readString(path)).as(before).isEqualTo("new");
            assertThat(names()).as(before).containsExactly("target");
            Files.delete(path);
        }
    }

    @Test
    void aFileMayHaveTheLongestNameAndOneThatLooksLikeATemporaryFiles() throws Exception {
        String longest = "k".repeat(255);
        for (String text : List.of("before", "after")) {
            link().write(
                            directory().toString(),
                            List.of(
                                    HostFile.text(longest, text),
                                    HostFile.text("key.new", text + " new"),
                                    HostFile.text("key", text)));
            assertThat(directory().resolve(longest)).hasContent(text);
            assertThat(directory().resolve("key.new")).hasContent(text + " new");
            assertThat(directory().resolve("key")).hasContent(text);
            assertThat(names()).containsExactlyInAnyOrder(longest, "key", "key.new");
        }
    }

    @Test
    void aReaderSeesTheOldFileOrTheNewOneAndNothingElse() throws Exception {
        String old = "a".repeat(200_000);
        String fresh = "b".repeat(300_000);
        link().write(directory().toString(), List.of(HostFile.text("target", old)));
        List<String> seen = new ArrayList<>();
        Thread reader = new Thread(() -> {
            try {
                while (!Thread.interrupted()) {
                    seen.add(Files.readString(directory().resolve("target")));
                }
            } catch (IOException exception) {
                seen.add(exception.toString());
            }
        });
        reader.start();
        for (int round = 0; round < 5; round++) {
            link().write(directory().toString(), List.of(HostFile.text("target", fresh), HostFile.text("x", "y")));
            link().write(directory().toString(), List.of(HostFile.text("target", old)));
        }
        reader.interrupt();
        reader.join();
        assertThat(seen).isNotEmpty().allMatch(text -> text.equals(old) || text.equals(fresh));
    }

    @Test
    void aDirectoryThatHasGoneIsNotMadeAgain() throws Exception {
        Path gone = directory().resolve("gone");
        assertThatThrownBy(() ->
                        link().write(gone.toString(), List.of(HostFile.text("a/b", "c"), HostFile.text("d", "e"))))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> link().makeDirectory(gone + "/below")).isInstanceOf(IOException.class);
        assertThat(gone).doesNotExist();
    }

    @Test
    void aDirectoryMayBeMadeTwiceAndAFileInItsPlaceIsAFailure() throws Exception {
        String path = directory().resolve("made").toString();
        link().makeDirectory(path);
        link().makeDirectory(path);
        assertThat(mode("made")).isEqualTo("rwx------");
        write("file");
        assertThatThrownBy(
                        () -> link().makeDirectory(directory().resolve("target").toString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aTreeIsRemovedAndWhatItsLinksLeadToIsNot() throws Exception {
        Path kept = Files.createDirectory(directory().resolve("kept"));
        Files.writeString(kept.resolve("file"), "kept");
        Path tree = Files.createDirectories(directory().resolve("tree/-rf"));
        Files.createSymbolicLink(tree.resolve("away"), kept);
        Files.createSymbolicLink(directory().resolve("link"), kept);
        link().remove(directory().resolve("tree").toString());
        link().remove(directory().resolve("link").toString());
        link().remove(directory().resolve("never").toString());
        assertThat(names()).containsExactly("kept");
        assertThat(kept.resolve("file")).exists();
    }

    @Test
    void pathsAreLookedAt() throws Exception {
        write("text");
        Files.createSymbolicLink(directory().resolve("link"), Path.of("target"));
        Files.createSymbolicLink(directory().resolve("dangling"), Path.of("nowhere"));
        String base = directory() + "/";
        assertThat(link().exists(base + "target")).isTrue();
        assertThat(link().exists(base + "nothing")).isFalse();
        assertThat(link().exists(base + "dangling")).isFalse();
        assertThat(link().exists(base + "target/below")).isFalse();
        assertThat(link().isFile(base + "target")).isTrue();
        assertThat(link().isFile(base + "link")).isFalse();
        assertThat(link().isFile(directory().toString())).isFalse();
        assertThat(link().names(base + "nothing")).isEmpty();
        assertThat(link().names(base + "target")).isEmpty();
        assertThat(link().names(directory().toString())).containsExactlyInAnyOrder("target", "link", "dangling");
        link().rename(base + "link", base + "target");
        assertThat(Files.isSymbolicLink(directory().resolve("target"))).isTrue();
    }

    @Test
    void manyNamesAreToldWhole() throws Exception {
        for (int number = 0; number < 500; number++) {
            Files.createFile(directory().resolve("file-with-a-rather-long-name-" + number));
        }
        assertThat(link().names(directory().toString())).hasSize(500);
    }

    @Test
    void aFileIsReadFromAnyPlaceWhileItGrows() throws Exception {
        byte[] content = new byte[300_000];
        new Random(2).nextBytes(content);
        Path file = directory().resolve("target");
        Files.write(file, content);
        try (SeekableByteChannel channel = link().open(file.toString())) {
            assertThat(channel.size()).isEqualTo(content.length);
            ByteBuffer all = ByteBuffer.allocate(content.length + 10);
            while (all.position() < content.length) {
                assertThat(channel.read(all)).isPositive();
            }
            assertThat(channel.read(all)).isEqualTo(-1);
            assertThat(java.util.Arrays.copyOf(all.array(), content.length)).isEqualTo(content);
            Files.write(file, new byte[] {7}, StandardOpenOption.APPEND);
            assertThat(channel.read(all)).isEqualTo(1);
            channel.position(content.length - 1);
            assertThat(channel.read(ByteBuffer.allocate(8))).isEqualTo(2);
        }
        assertThatThrownBy(() -> link().open(directory() + "/nothing")).isInstanceOf(IOException.class);
    }

    @Test
    void aWatchTellsWhatIsAppendedAndNothingOfBefore() throws Exception {
        Path file = write("before\n");
        try (Link.Growth growth = link().watch(file.toString())) {
            Files.writeString(file, "one\n", StandardOpenOption.APPEND);
            assertThat(text(growth)).isEqualTo("one\n");
            Files.writeString(file, "two\n", StandardOpenOption.APPEND);
            assertThat(text(growth)).isEqualTo("two\n");
            Thread closer = new Thread(growth::close);
            closer.start();
            assertThatThrownBy(growth::next).isInstanceOf(IOException.class);
            closer.join();
        }
    }

    @Test
    void aConnectionIsCarriedAndTheEndOfOneDirectionLeavesTheOtherOpen() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                PortForward.Connection connection = link().connect("localhost", server.getLocalPort(), LIMIT);
                Socket peer = server.accept()) {
            connection.output().write("question".getBytes(StandardCharsets.UTF_8));
            connection.output().close();
            assertThat(new String(peer.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("question");
            peer.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            peer.shutdownOutput();
            assertThat(new String(connection.input().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("answer");
        }
    }

    @Test
    void aPortNobodyListensOnIsAConnectException() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = server.getLocalPort();
        }
        assertThatThrownBy(() -> link().connect("localhost", port, LIMIT)).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> link().connect("127.0.0.1", port, LIMIT)).isInstanceOf(ConnectException.class);
    }

    @Test
    void aServerThatDoesNotAcceptIsGivenUpWhenTheTimeIsOver() throws Exception {
        try (CrowdedServer server = new CrowdedServer()) {
            assertThatThrownBy(() -> link().connect("127.0.0.1", server.port(), Duration.ofMillis(200)))
                    .isInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void aClaimIsHeldByOneAndFreeWhenGivenBack() throws Exception {
        String file = directory().resolve("lock").toString();
        List<String> farewell = List.of("touch", directory().resolve("farewell").toString());
        try (Link second = other()) {
            try (Link.Claim claim = link().claim(file, "the first", farewell)) {
                assertThat(claim).isNotNull();
                assertThatThrownBy(() -> second.claim(file, "the second", farewell))
                        .isInstanceOfSatisfying(
                                ClaimedException.class,
                                exception -> assertThat(exception.holder()).isEqualTo("the first"));
            }
            SiteHarness.eventually(
                    () -> second.claim(file, "the second", farewell).close());
        }
        assertThat(directory().resolve("farewell")).doesNotExist();
    }

    @Test
    void theHostHasAnAddress() {
        assertThat(link().addresses()).isNotEmpty().allMatch(address -> address.matches("[0-9a-f.:]+"));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory().resolve("target"), text);
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory().resolve(name)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(directory())) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static String text(Link.Growth growth) throws Exception {
        return new String(growth.next(), StandardCharsets.UTF_8);
    }
}
