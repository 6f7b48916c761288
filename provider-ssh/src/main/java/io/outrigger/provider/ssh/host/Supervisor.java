// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.CommandOutput;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The verbs of the program on the host that keeps pods alive. */
final class Supervisor {

    private static final int NO_DIRECTORY = 72;

    private final HostHome home;

    Supervisor(HostHome home) {
        this.home = home;
    }

    void start(String uid) throws ProviderException {
        run("start pod " + uid, "start", home.paths().pod(uid));
    }

    void stop(String uid, Duration grace) throws ProviderException {
        run("stop pod " + uid, "stop", home.paths().pod(uid), seconds(grace));
    }

    void restart(String uid, String container, Duration grace) throws ProviderException {
        run("restart container " + container, "restart", home.paths().pod(uid), container, seconds(grace));
    }

    /** Gives a container that runs what its file of resources says. */
    void resize(String uid, String container) throws ProviderException {
        run("resize container " + container, "resize", home.paths().pod(uid), container);
    }

    /** Ends an instance of a container that has failed in the eyes of a probe or a hook, if it still runs. */
    void fail(String uid, String container, long instance, Duration grace) throws ProviderException {
        run(
                "end container " + container,
                "fail",
                home.paths().pod(uid),
                container,
                seconds(grace),
                Long.toString(instance));
    }

    /** Writes down what was found out about an instance of a container: words, each followed by "yes" or "no". */
    void mark(String uid, String container, long instance, String... words) throws ProviderException {
        List<String> arguments =
                new ArrayList<>(List.of("mark", home.paths().pod(uid), container, Long.toString(instance)));
        arguments.addAll(List.of(words));
        run("write down what was found out about container " + container, arguments.toArray(String[]::new));
    }

    void destroy(String uid) throws ProviderException {
        run("delete pod " + uid, "destroy", home.paths().pod(uid));
    }

    /** Ends a command and all it started; the process and its start time are of its leader, or empty. */
    void cancel(CommandMark mark, List<String> process) throws ProviderException {
        List<String> arguments = new ArrayList<>(List.of("cancel", home.paths().pod(mark.pod()), mark.text()));
        arguments.addAll(process);
        run("end a command", arguments.toArray(String[]::new));
    }

    /** Ends a copy of input that does not end by itself. */
    void unfeed(CommandMark mark) throws ProviderException {
        run("end an input", "unfeed", home.paths().pod(mark.pod()), mark.container(), mark.text());
    }

    List<PodReport> report() throws ProviderException {
        return report(List.of());
    }

    Optional<PodReport> report(String uid) throws ProviderException {
        return report(List.of(uid)).stream().findFirst();
    }

    /** Reports of the pods named, or of all when none is named; pods that are not there are left out. */
    List<PodReport> report(Collection<String> uids) throws ProviderException {
        List<String> arguments = new ArrayList<>(List.of("report", home.paths().nodeDirectory()));
        arguments.addAll(uids);
        String output = run("list pods", arguments.toArray(String[]::new));
        if (!output.endsWith("done\n")) {
            throw home.failure("list pods", "the report was cut off");
        }
        return PodReport.parse(output);
    }

    UsageReport statistics() throws ProviderException {
        String output = run("measure usage", "statistics", home.paths().nodeDirectory());
        return UsageReport.parse(output).orElseThrow(() -> home.failure("measure usage", "the report was cut off"));
    }

    String node() throws ProviderException {
        return run("describe the host", "node", home.paths().nodeDirectory());
    }

    private String run(String what, String... arguments) throws ProviderException {
        home.opened();
        List<String> command = new ArrayList<>(List.of(home.shell(), home.script(), arguments[0], home.shell()));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        CommandOutput output;
        try {
            output = home.link().run(command);
        } catch (IOException exception) {
            throw home.failure(what, exception);
        }
        if (output.exitCode() == NO_DIRECTORY && arguments[0].equals("start")) {
            throw new ProviderException(Kind.INTERNAL, "cannot " + what + ": its directory vanished");
        }
        if (output.exitCode() != 0 && output.exitCode() != NO_DIRECTORY) {
            throw home.failure(what, output.error());
        }
        if (output.exitCode() == NO_DIRECTORY) {
            home.ready();
        }
        home.seen();
        return output.output();
    }

    private static String seconds(Duration grace) {
        return Long.toString(grace.plusMillis(999).toSeconds());
    }
}
