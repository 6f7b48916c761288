// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.PodRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the supervisor prints for statistics, by line.
 *
 * @param facts lines about the host, by their first word
 * @param records the beginning of each pod's record, by UID
 * @param states the states of containers, by UID, name and key
 * @param members the containers that processes are known to belong to, each as UID and name
 * @param processes the living processes
 */
record UsageReport(
        Map<String, String> facts,
        Map<String, String> records,
        Map<String, Map<String, Map<String, String>>> states,
        Map<Long, List<String>> members,
        ProcessTable processes) {

    private static final String PODS = "pods/";
    private static final String MEMBER = "member ";
    private static final String PROCESSES = "/proc/";
    private static final String END = "done\n";

    /** Empty when the text was cut off. */
    static Optional<UsageReport> parse(String text) {
        if (!text.endsWith(END)) {
            return Optional.empty();
        }
        Map<String, String> facts = new HashMap<>();
        Map<String, String> records = new HashMap<>();
        Map<String, Map<String, Map<String, String>>> states = new HashMap<>();
        Map<Long, List<String>> members = new HashMap<>();
        Map<Long, String> stats = new HashMap<>();
        Map<Long, String> memories = new HashMap<>();
        Map<Long, String> schedules = new HashMap<>();
        // Not lines(): the name of a program may hold a carriage return.
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            String[] path = line.substring(0, Math.max(0, colon)).split("/");
            String rest = line.substring(colon + 1);
            if (line.startsWith(PROCESSES) && path.length == 4) {
                Map<Long, String> texts = switch (path[3]) {
                    case "stat" -> stats;
                    case "statm" -> memories;
                    default -> schedules;
                };
                // A name that holds a line break makes two lines of one text.
                texts.merge(Long.parseLong(path[2]), rest, (first, second) -> first + "\n" + second);
            } else if (line.startsWith(MEMBER)) {
                String[] words = line.split("[ /]");
                members.put(parse(words[1], -1), List.of(words[3], words[5]));
            } else if (line.startsWith(PODS) && path.length == 3) {
                records.put(path[1], rest);
            } else if (line.startsWith(PODS) && path.length == 5) {
                put(
                        states.computeIfAbsent(path[1], pod -> new HashMap<>())
                                .computeIfAbsent(path[3], container -> new HashMap<>()),
                        rest);
            } else {
                put(facts, line);
            }
        }
        return Optional.of(
                new UsageReport(facts, records, states, members, ProcessTable.of(stats, memories, schedules)));
    }

    private static void put(Map<String, String> target, String line) {
        int blank = line.indexOf(' ');
        if (blank > 0) {
            target.put(line.substring(0, blank), line.substring(blank + 1).strip());
        }
    }

    /** A number among the host's facts, or another one when the host does not tell. */
    long number(String fact, long otherwise) {
        return parse(facts.getOrDefault(fact, "").split(" ")[0], otherwise);
    }

    static long parse(String text, long otherwise) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException exception) {
            // Damaged or missing: unknown.
            return otherwise;
        }
    }

    /** The pod whose directory has this name; empty when its record is damaged. */
    Optional<PodRef> pod(String uid) {
        // The record's line is cut behind its third property.
        return PodRecord.refFromJson(records.getOrDefault(uid, "") + "}")
                .filter(ref -> ref.uid().equals(uid));
    }
}
