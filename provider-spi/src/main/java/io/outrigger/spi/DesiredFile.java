// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.Arrays;
import java.util.Objects;

/**
 * A file of a volume.
 *
 * @param path its path in the volume: relative, without {@code ..}, parts separated by {@code /}
 * @param content its bytes; may be a secret
 * @param mode its permission bits, for example {@code 0644}
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare the content
public record DesiredFile(String path, byte[] content, int mode) {

    /** Copies the content. */
    public DesiredFile {
        Objects.requireNonNull(path, "path is null");
        content = content.clone();
    }

    /** {@return a copy of the content} */
    @Override
    public byte[] content() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DesiredFile file
                && path.equals(file.path)
                && mode == file.mode
                && Arrays.equals(content, file.content);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, mode, Arrays.hashCode(content));
    }

    /** Names the file and its size, never its content. */
    @Override
    public String toString() {
        return "DesiredFile[" + path + ", " + content.length + " bytes, mode " + Integer.toOctalString(mode) + "]";
    }
}
