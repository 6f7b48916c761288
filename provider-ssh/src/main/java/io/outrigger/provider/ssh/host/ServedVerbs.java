// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.CommandOutput;
import io.outrigger.provider.ssh.link.HostProcess;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * What is said to a serving supervisor and what it answers: lines, as its {@code serve} says. For one thread at a time;
 * closed by any.
 */
final class ServedVerbs implements AutoCloseable {

    private static final int MAXIMUM_ANSWER = 64 << 20;

    private final HostProcess process;
    private final InputStream output;

    ServedVerbs(HostProcess process) {
        this.process = process;
        this.output = new BufferedInputStream(process.output());
    }

    /**
     * Has a verb carried out. After a failure it is of no use any more.
     *
     * @param words the verb and its arguments, without line breaks
     */
    CommandOutput exchange(List<String> words) throws IOException {
        // Nobody on the host can guess it, so nothing that a pod wrote ends an answer.
        String token = UUID.randomUUID().toString();
        StringBuilder request = new StringBuilder(token + " " + words.size() + "\n");
        words.forEach(word -> request.append(word).append('\n'));
        process.input().write(request.toString().getBytes(StandardCharsets.UTF_8));
        process.input().flush();
        String told = readTo("\n" + token + " ");
        int exitCode = number(readTo("\n"));
        String complaint = readTo("\n" + token + "\n");
        return new CommandOutput(exitCode, told, complaint);
    }

    private static int number(String word) throws IOException {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException exception) {
            throw new IOException("the host told no exit code", exception);
        }
    }

    /** Reads up to an end and over it. The end begins by the only line break in it but the last character. */
    private String readTo(String end) throws IOException {
        byte[] wanted = end.getBytes(StandardCharsets.US_ASCII);
        var read = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < wanted.length) {
            int next = output.read();
            if (next < 0) {
                throw new IOException("the supervisor on the host has ended");
            }
            if (read.size() == MAXIMUM_ANSWER) {
                throw new IOException("the host answers without end");
            }
            read.write(next);
            matched = next == wanted[matched] ? matched + 1 : next == wanted[0] ? 1 : 0;
        }
        return new String(read.toByteArray(), 0, read.size() - wanted.length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.close();
    }
}
