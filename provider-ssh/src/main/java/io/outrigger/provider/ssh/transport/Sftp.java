// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.RawSftpClient;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.common.SftpConstants;

/**
 * The requests of SFTP, version 3. Each is sent at once and its answer is read later; a server works them off in order,
 * so that many of them cost one round trip. Safe from any thread.
 */
final class Sftp implements AutoCloseable {

    private static final String POSIX_RENAME = "posix-rename@openssh.com";
    private static final String FSYNC = "fsync@openssh.com";
    private static final int ROOM = 64;

    private final SftpClient client;
    private final Duration patience;

    /**
     * @param patience how long to wait for one answer
     * @throws IOException when the server cannot replace files in one step
     */
    Sftp(SftpClient client, Duration patience) throws IOException {
        this.client = client;
        this.patience = patience;
        if (!client.getServerExtensions().containsKey(POSIX_RENAME)) {
            throw new IOException("the SFTP server of the host cannot replace a file in one step (" + POSIX_RENAME
                    + "); use OpenSSH's sftp-server");
        }
    }

    boolean isOpen() {
        return client.isOpen() && !client.isClosing();
    }

    /** What is at a path, a link itself. */
    SftpAnswer lstat(String path) throws IOException {
        return send(SftpConstants.SSH_FXP_LSTAT, paths(path));
    }

    /** What is at a path, or where the link there leads. */
    SftpAnswer stat(String path) throws IOException {
        return send(SftpConstants.SSH_FXP_STAT, paths(path));
    }

    SftpAnswer makeDirectory(String path, int mode) throws IOException {
        return send(SftpConstants.SSH_FXP_MKDIR, mode(paths(path), mode));
    }

    SftpAnswer changeMode(String path, int mode) throws IOException {
        return send(SftpConstants.SSH_FXP_SETSTAT, mode(paths(path), mode));
    }

    SftpAnswer remove(String path) throws IOException {
        return send(SftpConstants.SSH_FXP_REMOVE, paths(path));
    }

    /** Renames in one step; a file or link in the way is replaced. */
    SftpAnswer rename(String from, String to) throws IOException {
        return send(SftpConstants.SSH_FXP_EXTENDED, paths(POSIX_RENAME, from, to));
    }

    /** Makes a symbolic link. OpenSSH takes the target first, and everybody follows OpenSSH. */
    SftpAnswer link(String target, String path) throws IOException {
        return send(SftpConstants.SSH_FXP_SYMLINK, paths(target, path));
    }

    SftpAnswer openToRead(String path) throws IOException {
        return open(path, SftpConstants.SSH_FXF_READ, 0);
    }

    /** Makes a file that was not there, and that only its owner may read as long as nothing else is said. */
    SftpAnswer create(String path) throws IOException {
        int flags = SftpConstants.SSH_FXF_WRITE | SftpConstants.SSH_FXF_CREAT | SftpConstants.SSH_FXF_EXCL;
        return open(path, flags, 0600);
    }

    private SftpAnswer open(String path, int flags, int mode) throws IOException {
        Buffer request = paths(path);
        request.putUInt(flags);
        return send(SftpConstants.SSH_FXP_OPEN, mode(request, mode));
    }

    SftpAnswer openDirectory(String path) throws IOException {
        return send(SftpConstants.SSH_FXP_OPENDIR, paths(path));
    }

    SftpAnswer readDirectory(byte[] handle) throws IOException {
        return send(SftpConstants.SSH_FXP_READDIR, handle(handle));
    }

    SftpAnswer read(byte[] handle, long position, int count) throws IOException {
        Buffer request = handle(handle);
        request.putLong(position);
        request.putUInt(count);
        return send(SftpConstants.SSH_FXP_READ, request);
    }

    SftpAnswer write(byte[] handle, long position, byte[] content, int offset, int count) throws IOException {
        Buffer request = handle(handle);
        request.putLong(position);
        request.putBytes(content, offset, count);
        return send(SftpConstants.SSH_FXP_WRITE, request);
    }

    SftpAnswer attributes(byte[] handle) throws IOException {
        return send(SftpConstants.SSH_FXP_FSTAT, handle(handle));
    }

    SftpAnswer changeMode(byte[] handle, int mode) throws IOException {
        return send(SftpConstants.SSH_FXP_FSETSTAT, mode(handle(handle), mode));
    }

    SftpAnswer close(byte[] handle) throws IOException {
        return send(SftpConstants.SSH_FXP_CLOSE, handle(handle));
    }

    boolean canForce() {
        return client.getServerExtensions().containsKey(FSYNC);
    }

    /** Sees to it that the content survives a power cut. */
    SftpAnswer force(byte[] handle) throws IOException {
        Buffer request = paths(FSYNC);
        request.putBytes(handle);
        return send(SftpConstants.SSH_FXP_EXTENDED, request);
    }

    private SftpAnswer send(int type, Buffer request) throws IOException {
        RawSftpClient raw = (RawSftpClient) client;
        return new SftpAnswer(raw, raw.send(type, request), patience);
    }

    private static Buffer paths(String... texts) {
        Buffer request = new ByteArrayBuffer(ROOM, false);
        for (String text : texts) {
            request.putBytes(text.getBytes(StandardCharsets.UTF_8));
        }
        return request;
    }

    private static Buffer handle(byte[] handle) {
        Buffer request = new ByteArrayBuffer(ROOM, false);
        request.putBytes(handle);
        return request;
    }

    private static Buffer mode(Buffer request, int mode) {
        request.putUInt(SftpConstants.SSH_FILEXFER_ATTR_PERMISSIONS);
        request.putUInt(mode);
        return request;
    }

    @Override
    public void close() {
        Quietly.close(client);
    }
}
