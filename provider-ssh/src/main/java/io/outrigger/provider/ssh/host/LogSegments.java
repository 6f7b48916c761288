// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.Link;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log files of one container: {@code INSTANCE.SEGMENT.log}. A full segment is followed by the next one and never
 * renamed, so a reader cannot lose its place.
 *
 * @param directory where they are
 * @param instances the numbers of the segments, by instance
 */
record LogSegments(String directory, NavigableMap<Long, TreeSet<Long>> instances) {

    private static final Pattern NAME = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})\\.log");

    static LogSegments find(Link link, String directory) throws IOException {
        NavigableMap<Long, TreeSet<Long>> instances = new TreeMap<>();
        for (String name : link.names(directory)) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                instances
                        .computeIfAbsent(Long.parseLong(matcher.group(1)), key -> new TreeSet<>())
                        .add(Long.parseLong(matcher.group(2)));
            }
        }
        return new LogSegments(directory, instances);
    }

    /** Segments of an instance, oldest first; empty when it has none. */
    List<Long> of(long instance) {
        Collection<Long> segments = instances.get(instance);
        return segments == null ? List.of() : new ArrayList<>(segments);
    }

    OptionalLong latest() {
        return instances.isEmpty() ? OptionalLong.empty() : OptionalLong.of(instances.lastKey());
    }

    static String file(String directory, long instance, long segment) {
        return directory + "/" + instance + "." + segment + ".log";
    }

    /** The file that says that an instance has ended and its log is complete. */
    static String endMark(String directory, long instance) {
        return directory + "/" + instance + ".ended";
    }
}
