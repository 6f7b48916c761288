// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.CommandOutput;
import io.outrigger.provider.ssh.link.UnreachableException;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verbs of the program on the host that keeps pods alive. */
final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private static final int NO_DIRECTORY = 72;

    /** Verbs that take no time and may be carried out twice. */
    private static final Set<String> SERVED =
            Set.of("start", "stop", "resize", "fail", "mark", "age", "report", "list");

    private final HostHome home;
    private final ServingShell serving;
    private volatile KnownList known = KnownList.NONE;

    Supervisor(HostHome home, ThreadFactory threads) {
        this.home = home;
        this.serving = new ServingShell(
                () -> home.link().startWithClaim(command("serve", List.of())),
                home.link().patience(),
                threads);
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

    /** For how long a command has run in its container; empty when it does not run there. */
    Optional<Duration> age(CommandMark mark) throws ProviderException {
        String output = run("look at a command", "age", home.paths().pod(mark.pod()), mark.text())
                .strip();
        if (output.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Duration.ofMillis(10 * Long.parseLong(output)));
        } catch (NumberFormatException exception) {
            throw home.failure("look at a command", "its age is told as \"" + output + "\"");
        }
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

    /** Reports of all pods. The host sends none of them when they are what it sent the last time. */
    List<PodReport> list() throws ProviderException {
        KnownList before = known;
        String output = run("list pods", "list", home.paths().nodeDirectory(), before.sum());
        KnownList now = before.next(output).orElseThrow(() -> {
            // Whatever was wrong with the answer, the next one is whole.
            known = KnownList.NONE;
            return cutOff();
        });
        known = now;
        return PodReport.parse(now.text());
    }

    Optional<PodReport> report(String uid) throws ProviderException {
        return report(List.of(uid)).stream().findFirst();
    }

    /** Reports of the pods named; pods that are not there are left out. */
    List<PodReport> report(Collection<String> uids) throws ProviderException {
        List<String> arguments = new ArrayList<>(List.of("report", home.paths().nodeDirectory()));
        arguments.addAll(uids);
        String output = run("list pods", arguments.toArray(String[]::new));
        if (!output.endsWith("done\n")) {
            throw cutOff();
        }
        return PodReport.parse(output);
    }

    private ProviderException cutOff() {
        return home.failure("list pods", "the report was cut off");
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
        CommandOutput output;
        try {
            output = run(List.of(arguments));
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

    private CommandOutput run(List<String> words) throws IOException {
        if (SERVED.contains(words.get(0)) && ServingShell.takes(words)) {
            try {
                return serving.run(words);
            } catch (InterruptedIOException exception) {
                if (!Thread.currentThread().isInterrupted()) {
                    home.link().doubt();
                }
                throw exception;
            } catch (UnreachableException exception) {
                throw exception;
            } catch (IOException exception) {
                LOG.debug("The host carries out verbs one by one: {}", exception.getMessage());
            }
        }
        return home.link().run(command(words.get(0), words.subList(1, words.size())));
    }

    private List<String> command(String verb, List<String> words) {
        List<String> command = new ArrayList<>(List.of(home.shell(), home.script(), verb, home.shell()));
        command.addAll(words);
        return command;
    }

    @Override
    public void close() {
        serving.close();
    }

    private static String seconds(Duration grace) {
        return Long.toString(grace.plusMillis(999).toSeconds());
    }
}
