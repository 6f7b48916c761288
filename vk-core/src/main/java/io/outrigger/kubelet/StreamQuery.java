// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.outrigger.kubelet.command.CommandOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The query of {@code exec}, {@code attach}, {@code run} and {@code portForward}. */
final class StreamQuery {

    /** The request line bounds how many there are; none may be dropped, because they are the words of a command. */
    private static final int PARAMETERS = 64 * 1024;

    private static final int LAST_PORT = 65535;
    private static final int PORTS = 64;

    private final Map<String, List<String>> values;

    private StreamQuery(Map<String, List<String>> values) {
        this.values = values;
    }

    static StreamQuery parse(String uri) throws HttpRefusal {
        try {
            return new StreamQuery(
                    new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, PARAMETERS, true).parameters());
        } catch (IllegalArgumentException malformed) {
            throw new HttpRefusal(400, "{\"message\": \"Unable to decode query.\"}", malformed);
        }
    }

    /** The options of {@code exec}. */
    CommandOptions exec() throws HttpRefusal {
        if (all("command").isEmpty()) {
            throw new HttpRefusal(400, "query parameter \"command\" is required");
        }
        return options(all("command"));
    }

    /** The options of {@code attach}. */
    CommandOptions attach() throws HttpRefusal {
        return options(List.of());
    }

    /** The command of {@code run}, in one parameter. */
    List<String> run() throws HttpRefusal {
        var command = all("cmd");
        if (command.isEmpty() || command.get(0).isEmpty()) {
            throw new HttpRefusal(400, "query parameter \"cmd\" is required");
        }
        return List.of(command.get(0).split(" ", -1));
    }

    /** The ports of a {@code portForward} whose client cannot open streams. */
    List<Integer> ports() throws HttpRefusal {
        var ports = new ArrayList<Integer>();
        for (var list : all("port")) {
            for (var port : list.split(",", -1)) {
                ports.add(port(port));
            }
        }
        if (ports.isEmpty()) {
            throw new HttpRefusal(400, "query parameter \"port\" is required");
        }
        if (ports.size() > PORTS) {
            throw new HttpRefusal(400, "query parameter \"port\" names more than " + PORTS + " ports");
        }
        return ports;
    }

    private CommandOptions options(List<String> command) throws HttpRefusal {
        boolean tty = flag("tty");
        var options = new CommandOptions(command, flag("input"), flag("output"), flag("error") && !tty, tty);
        if (!options.stdin() && !options.stdout() && !options.stderr()) {
            throw new HttpRefusal(400, "you must specify at least 1 of stdin, stdout, stderr");
        }
        return options;
    }

    private boolean flag(String name) throws HttpRefusal {
        var given = all(name);
        var value = given.isEmpty() ? "" : given.get(0);
        return switch (value) {
            case "1", "true" -> true;
            case "", "0", "false" -> false;
            default ->
                throw new HttpRefusal(400, "query parameter \"" + name + "\" must be 1 or 0, not \"" + value + "\"");
        };
    }

    private static int port(String text) throws HttpRefusal {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= LAST_PORT) {
                return port;
            }
        } catch (NumberFormatException malformed) {
            throw notPort(text);
        }
        throw notPort(text);
    }

    private static HttpRefusal notPort(String text) {
        return new HttpRefusal(400, "query parameter \"port\" must be between 1 and 65535, not \"" + text + "\"");
    }

    private List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }
}
