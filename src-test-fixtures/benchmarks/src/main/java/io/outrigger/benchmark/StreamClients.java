// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients in a process of their own, so that heap and threads of the measured process are its own. Each task is a line of
 * words to that process, and a line of numbers back. Used by one thread.
 */
final class StreamClients implements AutoCloseable {

    private static final String EXEC_PROTOCOL = "v5.channel.k8s.io";
    private static final String FORWARD_PROTOCOL = "v4.channel.k8s.io";

    private final Process process;
    private final BufferedReader answers;

    private StreamClients(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static StreamClients start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new StreamClients(new ProcessBuilder(
                        java, "-Xmx1g", "-cp", System.getProperty("java.class.path"), StreamClients.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** How long each of several commands took, one after the other. */
    List<Duration> commands(int port, String path, int times) throws IOException {
        return numbers("commands " + port + " " + path + " " + times).stream()
                .map(Duration::ofNanos)
                .toList();
    }

    /** How long each of several connections took until their end, one after the other. */
    List<Duration> connections(int port, int times) throws IOException {
        return numbers("connections " + port + " - " + times).stream()
                .map(Duration::ofNanos)
                .toList();
    }

    /** How long it took to read as many bytes from a server that sends them at once. */
    Duration plain(int port, long bytes) throws IOException {
        return Duration.ofNanos(numbers("plain " + port + " - " + bytes).get(0));
    }

    /** How long it took to read as many bytes of a command's output. */
    Duration output(int port, String path, long bytes) throws IOException {
        return Duration.ofNanos(
                numbers("output " + port + " " + path + " " + bytes).get(0));
    }

    /** How long it took to read as many bytes through a forwarded port. */
    Duration forwarded(int port, String path, long bytes) throws IOException {
        return Duration.ofNanos(
                numbers("forwarded " + port + " " + path + " " + bytes).get(0));
    }

    /** Asks for as many streams and keeps them open. */
    void follow(int port, String path, int streams) throws IOException {
        numbers("follow " + port + " " + path + " " + streams);
    }

    private List<Long> numbers(String task) throws IOException {
        process.getOutputStream().write((task + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the clients ended at \"" + task + "\"");
        }
        return List.of(answer.split(" ")).stream().map(Long::valueOf).toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process itself: does one task after the other until its standard input ends. */
    public static void main(String[] arguments) throws Exception {
        var tasks = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<StreamClient> open = new ArrayList<>();
        for (String task = tasks.readLine(); task != null; task = tasks.readLine()) {
            String[] words = task.split(" ");
            int port = Integer.parseInt(words[1]);
            long number = Long.parseLong(words[3]);
            System.out.println(
                    switch (words[0]) {
                        case "commands" ->
                            times(
                                    number,
                                    () -> StreamClient.channels(port, words[2], EXEC_PROTOCOL),
                                    client -> client.messages(Long.MAX_VALUE));
                        case "connections" -> times(number, () -> StreamClient.plain(port), StreamClient::drain);
                        case "plain" -> read(StreamClient.plain(port), number);
                        case "output" -> messages(StreamClient.channels(port, words[2], EXEC_PROTOCOL), number);
                        case "forwarded" -> messages(StreamClient.channels(port, words[2], FORWARD_PROTOCOL), number);
                        case "follow" -> {
                            for (long stream = 0; stream < number; stream++) {
                                open.add(StreamClient.get(port, words[2]));
                            }
                            yield Integer.toString(open.size());
                        }
                        default -> throw new IllegalArgumentException(task);
                    });
        }
    }

    /** Opens a stream. */
    private interface Opening {
        StreamClient open() throws IOException;
    }

    /** Reads a stream to its end. */
    private interface Reading {
        long read(StreamClient client) throws IOException;
    }

    private static String times(long times, Opening opening, Reading reading) throws IOException {
        var line = new StringBuilder();
        for (long time = 0; time < times; time++) {
            long begin = System.nanoTime();
            try (StreamClient client = opening.open()) {
                reading.read(client);
            }
            line.append(System.nanoTime() - begin).append(' ');
        }
        return line.toString().strip();
    }

    private static String read(StreamClient client, long bytes) throws IOException {
        long begin = System.nanoTime();
        try (client) {
            return took(begin, client.drain(), bytes);
        }
    }

    private static String messages(StreamClient client, long bytes) throws IOException {
        long begin = System.nanoTime();
        try (client) {
            return took(begin, client.messages(bytes), bytes);
        }
    }

    private static String took(long begin, long received, long expected) throws IOException {
        if (received < expected) {
            throw new IOException("received " + received + " bytes of " + expected);
        }
        return Long.toString(System.nanoTime() - begin);
    }
}
