// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.outrigger.spi.DesiredFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects the files of one volume; a later file replaces an earlier one of the same path. Used by one thread. */
final class VolumeFiles {

    private static final int DEFAULT_MODE = 0644;

    /** What {@code SetVolumeOwnership} of the kubelet adds to files when the pod has a group for files. */
    private static final int GROUP_READS = 0440;

    private final int defaultMode;
    private final boolean group;
    private final Budget budget;

    // A directory comes directly before what is in it.
    private final TreeMap<String, DesiredFile> files =
            new TreeMap<>(Comparator.comparing((String path) -> path.replace('/', '\0')));

    /**
     * @param defaultMode the volume's default mode, or null
     * @param group whether the pod has an {@code fsGroup}
     * @param budget pays for the files
     */
    VolumeFiles(@Nullable Integer defaultMode, boolean group, Budget budget) {
        this.defaultMode = defaultMode == null ? DEFAULT_MODE : defaultMode;
        this.group = group;
        this.budget = budget;
    }

    /** Adds a file; without a mode of its own it has the volume's. */
    void put(String path, byte[] content, @Nullable Integer mode) throws UnresolvedException {
        String clean = FilePaths.checked(path);
        budget.take(content.length);
        int bits = (mode == null ? defaultMode : mode) & 0777;
        files.put(clean, new DesiredFile(clean, content, group ? bits | GROUP_READS : bits));
    }

    /** All files by path. */
    List<DesiredFile> all() throws UnresolvedException {
        String before = null;
        for (String path : files.keySet()) {
            if (before != null && path.startsWith(before + "/")) {
                throw new UnresolvedException("invalid path: " + before + " is both a file and a directory");
            }
            before = path;
        }
        return new ArrayList<>(files.values());
    }
}
