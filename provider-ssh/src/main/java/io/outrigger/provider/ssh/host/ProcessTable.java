// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a host at one moment, by their numbers.
 *
 * @param processes the living ones
 */
record ProcessTable(Map<Long, Entry> processes) {

    private static final String END_OF_NAME = ") ";

    // Fields of /proc/PID/stat behind the name; see proc_pid_stat(5), which counts from 1 and the number.
    private static final int PARENT = 1;
    private static final int SESSION = 3;
    private static final int FIRST_TIME = 11;
    private static final int START = 19;

    // The kernel shows these times in hundredths of a second on every architecture that runs pods.
    static final long TICK_NANOSECONDS = 10_000_000;

    /**
     * One process.
     *
     * @param parent the process that started it, or that took it over
     * @param session the number of its session, which is the number of the process that leads it
     * @param start when it started, in ticks since the host did
     * @param nanoseconds processor time of it and of its children that have ended and were waited for
     * @param pages memory of its own in pages: what cannot be read again from a file
     */
    record Entry(long parent, long session, long start, long nanoseconds, long pages) {}

    ProcessTable {
        processes = Map.copyOf(processes);
    }

    /**
     * Reads the kernel's texts.
     *
     * @param stats the texts of {@code /proc/PID/stat}
     * @param memories the texts of {@code /proc/PID/statm}; who ended between the two is left out
     * @param schedules the texts of {@code /proc/PID/schedstat}, which not every kernel has
     */
    static ProcessTable of(Map<Long, String> stats, Map<Long, String> memories, Map<Long, String> schedules) {
        Map<Long, Entry> entries = new HashMap<>();
        stats.forEach(
                (process, stat) -> entry(stat, memories.getOrDefault(process, ""), schedules.getOrDefault(process, ""))
                        .ifPresent(entry -> entries.put(process, entry)));
        return new ProcessTable(entries);
    }

    private static Optional<Entry> entry(String stat, String memory, String schedule) {
        // The name is the program's choice and may hold anything.
        int name = stat.lastIndexOf(END_OF_NAME);
        String[] fields = stat.substring(name < 0 ? stat.length() : name + END_OF_NAME.length())
                .split(" ");
        String[] pages = memory.split(" ");
        if (fields.length <= START || pages.length < 3 || fields[0].equals("Z")) {
            return Optional.empty();
        }
        try {
            long itself = nanoseconds(fields, FIRST_TIME);
            long children = nanoseconds(fields, FIRST_TIME + 2);
            // Finer, but of the first thread only: what worked for less than a hundredth of a second has worked.
            long finer = UsageReport.parse(schedule.split(" ")[0], 0);
            long own = Math.max(0, Long.parseLong(pages[1]) - Long.parseLong(pages[2]));
            return Optional.of(new Entry(
                    Long.parseLong(fields[PARENT]),
                    Long.parseLong(fields[SESSION]),
                    Long.parseLong(fields[START]),
                    Math.max(itself, finer) + children,
                    own));
        } catch (NumberFormatException exception) {
            // Cut off in the middle.
            return Optional.empty();
        }
    }

    /** A user's time and the system's, which follow each other. */
    private static long nanoseconds(String[] fields, int first) {
        return (Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1])) * TICK_NANOSECONDS;
    }

    /** Whether a process that started then still lives; a number that was used again is somebody else. */
    boolean alive(long process, long start) {
        Entry entry = processes.get(process);
        return entry != null && entry.start() == start;
    }

    /**
     * Adds up processes by their owners. A process belongs to whom it is known to belong to, or else to the owner of its
     * session, or else to that of the nearest parent that has one.
     *
     * @param members owners of processes
     * @param sessions owners of sessions
     * @return sums of time and memory
     */
    <T> Map<T, Sum> sum(Map<Long, T> members, Map<Long, T> sessions) {
        Map<T, Sum> sums = new HashMap<>();
        processes.forEach((process, entry) -> {
            T known = members.get(process);
            T owner = known != null ? known : owner(process, sessions);
            if (owner != null) {
                sums.merge(owner, new Sum(entry.nanoseconds(), entry.pages()), Sum::plus);
            }
        });
        return sums;
    }

    private <T> @Nullable T owner(long process, Map<Long, T> sessions) {
        Entry entry = processes.get(process);
        // Parents were read at different moments, so a ring is possible.
        for (int steps = 0; entry != null && steps < processes.size(); steps++) {
            T owner = sessions.get(entry.session());
            if (owner != null) {
                return owner;
            }
            entry = processes.get(entry.parent());
        }
        return null;
    }

    /** Time in nanoseconds and memory in pages of several processes. */
    record Sum(long nanoseconds, long pages) {

        Sum plus(Sum other) {
            return new Sum(nanoseconds + other.nanoseconds, pages + other.pages);
        }
    }
}
