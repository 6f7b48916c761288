// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.action.Commands;
import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.provider.ssh.link.HostTerminal;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands in containers: the supervisor on the host gives them what the container has, and a session of their own.
 */
final class HostExec implements ContainerExec {

    private static final Logger LOG = LoggerFactory.getLogger(HostExec.class);
    private static final String MADE_THERE = "/dev/pts/";

    private final HostHome home;
    private final HostCommands commands;
    private final ThreadFactory threads;
    private final AtomicBoolean refusalTold = new AtomicBoolean();

    /** A command that somebody wants to run; no words join the terminal that the container itself is on. */
    private record Wish(
            ContainerPlace place, CommandMark mark, List<String> command, ContainerStreams streams, TerminalSize size) {

        boolean joins() {
            return command.isEmpty();
        }
    }

    HostExec(HostHome home, HostCommands commands, ThreadFactory threads) {
        this.home = home;
        this.commands = commands;
        this.threads = threads;
    }

    @Override
    public int exec(PodRef pod, String container, List<String> command, ContainerStreams streams)
            throws ProviderException, InterruptedException {
        return exec(pod, container, command, streams, running -> {});
    }

    /** The same for somebody who wants to know when the host has begun to run it. */
    int exec(
            PodRef pod,
            String container,
            List<String> command,
            ContainerStreams streams,
            Consumer<Commands.Running> begun)
            throws ProviderException, InterruptedException {
        ContainerPlace place = ContainerPlace.of(pod, container);
        checkWords(place, command);
        return run(place, command, streams, begun);
    }

    /** Joins the terminal that a container is on, until it or the caller leaves. */
    void join(ContainerPlace place, ContainerStreams streams) throws ProviderException, InterruptedException {
        run(place, List.of(), streams, running -> {});
    }

    private int run(
            ContainerPlace place, List<String> command, ContainerStreams streams, Consumer<Commands.Running> begun)
            throws ProviderException, InterruptedException {
        home.opened();
        CommandMark mark = CommandMark.next(place.pod().uid(), place.name());
        Wish wish = new Wish(place, mark, command, streams, new TerminalSize());
        if (streams.terminal() != null) {
            streams.terminal().onResize(wish.size());
        }
        try (HostProcess process = start(wish)) {
            return converse(wish, process, begun);
        } finally {
            commands.remove(mark);
        }
    }

    private int converse(Wish wish, HostProcess process, Consumer<Commands.Running> begun)
            throws ProviderException, InterruptedException {
        CommandStreams carried = new CommandStreams(process, wish.streams(), threads);
        boolean ended = false;
        try {
            CommandStart start = carried.begin();
            if (!start.started()) {
                ended = true;
                throw wish.place().refused(start, home);
            }
            commands.started(wish.mark(), start);
            begun.accept(() -> commands.age(wish.mark()));
            if (wish.joins() && process instanceof HostTerminal) {
                // Whoever has nothing more to type into a container's own terminal leaves it.
                carried.feed(() -> commands.kill(wish.mark()));
            } else {
                carried.feed();
            }
            if (wish.streams().terminal() != null) {
                carried.follow(wish.size(), resizing(process, start.terminal()));
            }
            carried.awaitOutput();
            int exitCode = process.await();
            ended = true;
            return exitCode;
        } catch (StreamCopy.ReaderGoneException exception) {
            throw new ProviderException(
                    Kind.INTERNAL,
                    "the command in " + wish.place() + " was killed: " + exception.getMessage(),
                    exception);
        } catch (IOException exception) {
            throw failure(wish, exception);
        } finally {
            if (!ended) {
                commands.kill(wish.mark());
            }
            carried.end();
        }
    }

    /** What gives the terminal of a command its size: the link, unless the host names one of its own. */
    private TerminalSize.Resizing resizing(HostProcess process, String device) {
        if (process instanceof HostTerminal terminal) {
            if (device.isEmpty()) {
                return size -> terminal.resize(size.columns(), size.rows());
            }
            if (device.startsWith(MADE_THERE) && !refusalTold.getAndSet(true)) {
                LOG.atInfo()
                        .addKeyValue("site", home.site())
                        .log("The SSH server makes no terminals (PermitTTY, no-pty); a program on the host does");
            }
        }
        return TerminalSize.of(device, home.link());
    }

    private HostProcess start(Wish wish) throws ProviderException {
        try {
            if (wish.streams().terminal() != null) {
                return commands.startOnTerminal(wish.mark(), wish.size().begin(), wish.command());
            }
            return commands.start("join", wish.mark(), "none", wish.command());
        } catch (IOException exception) {
            throw failure(wish, exception);
        }
    }

    private ProviderException failure(Wish wish, IOException exception) {
        return home.failure("run a command in " + wish.place(), exception);
    }

    private static void checkWords(ContainerPlace place, List<String> command) throws ProviderException {
        if (command.isEmpty() || command.get(0).isEmpty()) {
            throw new ProviderException(Kind.INVALID_POD, "command in " + place + " is empty; give a program to run");
        }
        if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new ProviderException(
                    Kind.INVALID_POD,
                    "command in " + place + " holds a byte of value zero, which no process can be given");
        }
    }
}
