// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A configuration as its author wrote it, into which the key of a host is written: into the site of that host, or else as
 * a further site. All other lines, comments included, stay as they are. Used once, by one thread.
 */
final class PinText {

    private static final Pattern SITES = Pattern.compile("sites:\\s*(#.*)?");
    private static final Pattern ITEM = Pattern.compile("( *)- .*");
    private static final String DEFAULT_PORT = "22";

    private final List<String> lines;

    /** What cannot be written, and why. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    PinText(String text) {
        this.lines = new ArrayList<>(text.lines().toList());
    }

    String text() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /**
     * Pins the key in the site that has this host and port.
     *
     * @return whether there is such a site
     * @throws RefusedException when another key is pinned there
     */
    boolean pin(String host, int port, String fingerprint, String key) throws RefusedException {
        for (int at = 0; at < lines.size(); at++) {
            int indent = indent(lines.get(at));
            if (!value(at, indent, "host").equals(host)) {
                continue;
            }
            List<Integer> settings = settings(at, indent);
            String there = setting(settings, indent, "port");
            if (!(there.isEmpty() ? DEFAULT_PORT : there).equals(Integer.toString(port))) {
                continue;
            }
            String pinned = setting(settings, indent, "hostKey");
            if (pinned.isEmpty() && settings.stream().anyMatch(each -> sets(each, indent, "hostKey"))) {
                throw new RefusedException("the configuration has a list of keys of " + host + "; compare them with "
                        + key + ", and put that there yourself");
            }
            if (pinned.isEmpty()) {
                String margin = " ".repeat(indent);
                lines.add(at + 1, margin + "# " + fingerprint);
                lines.add(at + 2, margin + "hostKey: " + key);
            } else if (!pinned.equals(key) && !pinned.equals(fingerprint)) {
                throw new RefusedException("the configuration pins another key of " + host + ", " + pinned
                        + "; if the host was set up anew, take that line out first");
            }
            return true;
        }
        return false;
    }

    /**
     * Adds a site behind the others.
     *
     * @throws RefusedException when there is no list of sites that is written line by line
     */
    void add(String site) throws RefusedException {
        int begin = IntStream.range(0, lines.size())
                .filter(at -> SITES.matcher(lines.get(at)).matches())
                .findFirst()
                .orElseThrow(() -> new RefusedException("the configuration has no list \"sites:\" with a line for each"
                        + " setting; put the site there yourself"));
        int end = begin + 1;
        String margin = null;
        for (int at = begin + 1; at < lines.size(); at++) {
            String line = lines.get(at);
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            Matcher item = ITEM.matcher(line);
            if (margin == null && item.matches()) {
                margin = item.group(1);
            }
            if (margin == null || !line.startsWith(margin + " ") && !line.startsWith(margin + "-")) {
                break;
            }
            end = at + 1;
        }
        String indent = margin == null ? "  " : margin;
        lines.addAll(end, site.lines().map(line -> indent + line).toList());
    }

    /** The lines beside one that belong to the same settings. */
    private List<Integer> settings(int at, int indent) {
        int first = at;
        while (first > 0 && within(first - 1, indent)) {
            first--;
        }
        int last = at;
        while (last + 1 < lines.size() && within(last + 1, indent)) {
            last++;
        }
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    private boolean within(int at, int indent) {
        String line = lines.get(at);
        return line.isBlank() || line.strip().startsWith("#") || indent(line) >= indent;
    }

    private String setting(List<Integer> settings, int indent, String name) {
        OptionalInt found = settings.stream()
                .mapToInt(Integer::intValue)
                .filter(at -> !value(at, indent, name).isEmpty())
                .findFirst();
        return found.isPresent() ? value(found.getAsInt(), indent, name) : "";
    }

    /** What a line sets a name to; empty when it sets another one, or stands elsewhere. */
    private String value(int at, int indent, String name) {
        if (!sets(at, indent, name)) {
            return "";
        }
        String line = lines.get(at);
        String value = line.substring(indent + name.length() + 1).strip();
        int comment = value.indexOf(" #");
        String bare = comment < 0 ? value : value.substring(0, comment).strip();
        boolean quoted = bare.length() > 1 && (bare.startsWith("\"") || bare.startsWith("'"));
        return quoted ? bare.substring(1, bare.length() - 1) : bare;
    }

    private boolean sets(int at, int indent, String name) {
        String line = lines.get(at);
        return indent(line) == indent && line.startsWith(name + ":", indent);
    }

    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        return indent;
    }
}
