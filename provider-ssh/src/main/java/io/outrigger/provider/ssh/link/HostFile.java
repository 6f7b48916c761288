// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file to be written on a host: a regular file, a symbolic link, or a directory.
 *
 * @param path its path, relative to a directory of the host
 * @param kind what it is
 * @param content its bytes, or the target of the link; null for a directory
 * @param mode its permission bits; meaningless for a link
 */
public record HostFile(String path, Kind kind, byte @Nullable [] content, int mode) {

    /** What a path of a host can be. */
    public enum Kind {
        /** A regular file. */
        FILE,
        /** A symbolic link. */
        LINK,
        /** A directory. */
        DIRECTORY
    }

    /** Refuses null; the content is not copied, because nobody keeps these. */
    public HostFile {
        Objects.requireNonNull(path, "path is null");
        Objects.requireNonNull(kind, "kind is null");
    }

    /** A regular file. */
    public static HostFile of(String path, byte[] content, int mode) {
        return new HostFile(path, Kind.FILE, content, mode);
    }

    /** A regular file of text that only its owner may read. */
    public static HostFile text(String path, String content) {
        return new HostFile(path, Kind.FILE, content.getBytes(StandardCharsets.UTF_8), 0600);
    }

    /** A symbolic link. */
    public static HostFile link(String path, String target) {
        return new HostFile(path, Kind.LINK, target.getBytes(StandardCharsets.UTF_8), 0777);
    }

    /** A directory. */
    public static HostFile directory(String path, int mode) {
        return new HostFile(path, Kind.DIRECTORY, null, mode);
    }

    /**
     * Where it is written until it is whole: beside its place, under a name that is no longer than any may be and that no
     * other file has.
     */
    public String temporaryPath() {
        int name = path.lastIndexOf('/') + 1;
        UUID own = UUID.nameUUIDFromBytes(path.substring(name).getBytes(StandardCharsets.UTF_8));
        return path.substring(0, name) + "." + own + ".new";
    }

    /** How many bytes its content has. */
    public long size() {
        return content == null ? 0 : content.length;
    }

    /** Names the file only, because the content may be secret. */
    @Override
    public String toString() {
        return "HostFile[" + path + "]";
    }
}
