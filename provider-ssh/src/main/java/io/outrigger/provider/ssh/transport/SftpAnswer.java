// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.client.RawSftpClient;
import org.apache.sshd.sftp.common.SftpConstants;

/** The answer to one request, waited for by whoever reads it. Each is read once. */
final class SftpAnswer {

    /** What a path is, and how long a file. */
    record Attributes(int mode, long size) {

        private static final int KIND = 0170000;

        boolean directory() {
            return (mode & KIND) == 0040000;
        }

        boolean file() {
            return (mode & KIND) == 0100000;
        }
    }

    private final RawSftpClient client;
    private final int id;
    private final Duration patience;

    SftpAnswer(RawSftpClient client, int id, Duration patience) {
        this.client = client;
        this.id = id;
        this.patience = patience;
    }

    /** Succeeds when the request did. */
    void ok(String path) throws IOException {
        Buffer answer = receive();
        int type = type(answer);
        if (type != SftpConstants.SSH_FXP_STATUS) {
            throw unexpected(type, path);
        }
        int status = answer.getInt();
        if (status != SftpConstants.SSH_FX_OK) {
            throw failure(status, answer, path);
        }
    }

    /** The same for a request whose success does not matter. */
    void whatever() throws IOException {
        receive();
    }

    byte[] handle(String path) throws IOException {
        return body(SftpConstants.SSH_FXP_HANDLE, path)
                .orElseThrow(() -> notFound(path))
                .getBytes();
    }

    /** A handle, or nothing when there is no such path. */
    Optional<byte[]> handleIfPresent(String path) throws IOException {
        return body(SftpConstants.SSH_FXP_HANDLE, path).map(Buffer::getBytes);
    }

    /** Attributes, or nothing when there is no such path. */
    Optional<Attributes> attributes(String path) throws IOException {
        return body(SftpConstants.SSH_FXP_ATTRS, path).map(SftpAnswer::attributes);
    }

    /** Bytes of a file; empty at its end. */
    byte[] data(String path) throws IOException {
        return body(SftpConstants.SSH_FXP_DATA, path).map(Buffer::getBytes).orElse(new byte[0]);
    }

    /** Names in a directory; empty when all were told. */
    List<String> names(String path) throws IOException {
        Optional<Buffer> answer = body(SftpConstants.SSH_FXP_NAME, path);
        List<String> names = new ArrayList<>();
        if (answer.isPresent()) {
            Buffer buffer = answer.get();
            int count = buffer.getInt();
            for (int index = 0; index < count; index++) {
                names.add(buffer.getString(StandardCharsets.UTF_8));
                buffer.getBytes();
                attributes(buffer);
            }
        }
        return names;
    }

    private static Attributes attributes(Buffer buffer) {
        int flags = buffer.getInt();
        long size = (flags & SftpConstants.SSH_FILEXFER_ATTR_SIZE) == 0 ? 0 : buffer.getLong();
        if ((flags & SftpConstants.SSH_FILEXFER_ATTR_UIDGID) != 0) {
            buffer.getLong();
        }
        int mode = (flags & SftpConstants.SSH_FILEXFER_ATTR_PERMISSIONS) == 0 ? 0 : buffer.getInt();
        if ((flags & SftpConstants.SSH_FILEXFER_ATTR_ACMODTIME) != 0) {
            buffer.getLong();
        }
        if ((flags & SftpConstants.SSH_FILEXFER_ATTR_EXTENDED) != 0) {
            for (int left = buffer.getInt(); left > 0; left--) {
                buffer.getBytes();
                buffer.getBytes();
            }
        }
        return new Attributes(mode, size);
    }

    /** The body of an answer of this type; empty when the server says that there is nothing, or nothing more. */
    private Optional<Buffer> body(int wanted, String path) throws IOException {
        Buffer answer = receive();
        int type = type(answer);
        if (type == wanted) {
            return Optional.of(answer);
        }
        if (type != SftpConstants.SSH_FXP_STATUS) {
            throw unexpected(type, path);
        }
        int status = answer.getInt();
        if (status == SftpConstants.SSH_FX_NO_SUCH_FILE || status == SftpConstants.SSH_FX_EOF) {
            return Optional.empty();
        }
        throw failure(status, answer, path);
    }

    private Buffer receive() throws IOException {
        Buffer answer = client.receive(id, patience);
        if (answer == null) {
            throw new InterruptedIOException("no answer about a file for " + patience.toSeconds() + " s");
        }
        return answer;
    }

    private static int type(Buffer answer) {
        answer.getInt();
        int type = answer.getUByte();
        answer.getInt();
        return type;
    }

    private static IOException failure(int status, Buffer answer, String path) {
        String text = answer.getString(StandardCharsets.UTF_8);
        return switch (status) {
            case SftpConstants.SSH_FX_NO_SUCH_FILE -> notFound(path);
            case SftpConstants.SSH_FX_PERMISSION_DENIED -> new IOException(path + ": permission denied");
            default -> new IOException(path + ": " + text);
        };
    }

    private static FileNotFoundException notFound(String path) {
        return new FileNotFoundException(path + ": no such file or directory");
    }

    private static IOException unexpected(int type, String path) {
        return new IOException(path + ": the SFTP server answered with a message of type " + type);
    }
}
