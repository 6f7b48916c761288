// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.UnreachableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.util.buffer.BufferException;

/** A file of another host, open for reading. Closed from any thread, otherwise used by one. */
final class RemoteFile implements SeekableByteChannel {

    /** What every server sends in one piece. */
    private static final int PIECE = 1 << 15;

    /** Pieces that are asked for at once. */
    private static final int PIECES = 8;

    private final Sftp sftp;
    private final Undisturbed undisturbed;
    private final String path;
    private final byte[] handle;
    private volatile boolean open = true;
    private long position;

    RemoteFile(Sftp sftp, Undisturbed undisturbed, String path, byte[] handle) {
        this.sftp = sftp;
        this.undisturbed = undisturbed;
        this.path = path;
        this.handle = handle.clone();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        checkOpen();
        int count = Math.min(target.remaining(), PIECE * PIECES);
        long begin = position;
        int read = 0;
        for (byte[] piece : undisturbed.call(() -> pieces(begin, count))) {
            target.put(piece);
            read += piece.length;
        }
        position += read;
        return read == 0 && count > 0 ? -1 : read;
    }

    private List<byte[]> pieces(long begin, int count) throws IOException {
        try {
            List<SftpAnswer> answers = new ArrayList<>();
            for (int offset = 0; offset < count; offset += PIECE) {
                answers.add(sftp.read(handle, begin + offset, Math.min(PIECE, count - offset)));
            }
            return withoutHole(answers, count);
        } catch (BufferException exception) {
            throw new IOException(path + ": the SFTP server sent what no SFTP server sends", exception);
        } catch (IOException exception) {
            throw sftp.isOpen()
                    ? exception
                    : new UnreachableException("the connection was lost while " + path + " was read", exception);
        }
    }

    /** All answers are taken; what follows a piece that came short would leave a hole. */
    private List<byte[]> withoutHole(List<SftpAnswer> answers, int count) throws IOException {
        List<byte[]> pieces = new ArrayList<>();
        int left = count;
        boolean whole = true;
        for (SftpAnswer answer : answers) {
            int wanted = Math.min(PIECE, left);
            byte[] piece = answer.data(path);
            if (piece.length > wanted) {
                throw new IOException(path + ": the SFTP server sent more than was asked for");
            }
            if (whole) {
                pieces.add(piece);
            }
            whole = whole && piece.length == wanted;
            left -= wanted;
        }
        return pieces;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long next) {
        position = next;
        return this;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return undisturbed
                .call(() -> sftp.attributes(handle).attributes(path))
                .orElseThrow(() -> new IOException(path + ": not open"))
                .size();
    }

    private void checkOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            if (sftp.isOpen()) {
                undisturbed.call(() -> {
                    SftpAnswer answer = sftp.close(handle);
                    answer.whatever();
                    return answer;
                });
            }
        }
    }
}
