// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.UnreachableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.sshd.common.util.buffer.BufferException;

/** A file of another host, open for reading. Closed from any thread, otherwise used by one. */
final class RemoteFile implements SeekableByteChannel {

    /** What every server sends in one piece. */
    private static final int PIECE = 1 << 15;

    /** Pieces that are asked for at once. */
    private static final int PIECES = 8;

    private final Sftp sftp;
    private final String path;
    private final byte[] handle;
    private volatile boolean open = true;
    private long position;

    RemoteFile(Sftp sftp, String path, byte[] handle) {
        this.sftp = sftp;
        this.path = path;
        this.handle = handle.clone();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        checkOpen();
        try {
            return readPieces(target);
        } catch (BufferException exception) {
            throw new IOException(path + ": the SFTP server sent what no SFTP server sends", exception);
        } catch (IOException exception) {
            throw sftp.isOpen()
                    ? exception
                    : new UnreachableException("the connection was lost while " + path + " was read", exception);
        }
    }

    private int readPieces(ByteBuffer target) throws IOException {
        int count = Math.min(target.remaining(), PIECE * PIECES);
        SftpAnswer[] pieces = new SftpAnswer[(count + PIECE - 1) / PIECE];
        for (int index = 0; index < pieces.length; index++) {
            pieces[index] = sftp.read(handle, position + begin(index), Math.min(PIECE, count - begin(index)));
        }
        int read = 0;
        boolean whole = true;
        for (int index = 0; index < pieces.length; index++) {
            byte[] data = pieces[index].data(path);
            if (data.length > Math.min(PIECE, count - begin(index))) {
                throw new IOException(path + ": the SFTP server sent more than was asked for");
            }
            // What follows a piece that came short would leave a hole.
            if (whole) {
                target.put(data);
                read += data.length;
                whole = data.length == Math.min(PIECE, count - begin(index));
            }
        }
        position += read;
        return read == 0 && count > 0 ? -1 : read;
    }

    private static int begin(int index) {
        return index * PIECE;
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
        return sftp.attributes(handle)
                .attributes(path)
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
                sftp.close(handle).whatever();
            }
        }
    }
}
