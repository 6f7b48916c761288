// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands in containers: the supervisor on the host gives them what the container has, and a session of their own.
 */
final class HostExec implements ContainerExec {

    private final HostHome home;
    private final HostCommands commands;
    private final ThreadFactory threads;

    HostExec(HostHome home, HostCommands commands, ThreadFactory threads) {
        this.home = home;
        this.commands = commands;
        this.threads = threads;
    }

    @Override
    public int exec(PodRef pod, String container, List<String> command, ContainerStreams streams)
            throws ProviderException, InterruptedException {
        ContainerPlace place = ContainerPlace.of(pod, container);
        checkWords(place, command);
        return run(place, command, streams);
    }

    /** Joins the terminal that a container is on, until it or the caller leaves. */
    void join(ContainerPlace place, ContainerStreams streams) throws ProviderException, InterruptedException {
        run(place, List.of(), streams);
    }

    private int run(ContainerPlace place, List<String> command, ContainerStreams streams)
            throws ProviderException, InterruptedException {
        home.opened();
        CommandMark mark = CommandMark.next(place.pod().uid(), place.name());
        TerminalSize size = new TerminalSize();
        List<String> words = new ArrayList<>();
        words.add(begin(streams.terminal(), size));
        words.addAll(command);
        try (HostProcess process = start(place, mark, words)) {
            return converse(place, mark, process, streams, size);
        } finally {
            commands.remove(mark);
        }
    }

    private static String begin(@Nullable Terminal terminal, TerminalSize size) {
        if (terminal == null) {
            return "none";
        }
        terminal.onResize(size);
        return size.begin();
    }

    private int converse(
            ContainerPlace place, CommandMark mark, HostProcess process, ContainerStreams streams, TerminalSize size)
            throws ProviderException, InterruptedException {
        CommandStreams carried = new CommandStreams(process, streams, threads);
        boolean ended = false;
        try {
            CommandStart start = carried.begin();
            if (!start.started()) {
                ended = true;
                throw place.refused(start, home);
            }
            commands.started(mark, start);
            carried.feed();
            if (streams.terminal() != null) {
                carried.follow(size, home.link(), start.terminal());
            }
            carried.awaitOutput();
            int exitCode = process.await();
            ended = true;
            return exitCode;
        } catch (StreamCopy.ReaderGoneException exception) {
            throw new ProviderException(
                    Kind.INTERNAL, "the command in " + place + " was killed: " + exception.getMessage(), exception);
        } catch (IOException exception) {
            throw home.failure("run a command in " + place, exception);
        } finally {
            if (!ended) {
                commands.kill(mark);
            }
            carried.end();
        }
    }

    private HostProcess start(ContainerPlace place, CommandMark mark, List<String> words) throws ProviderException {
        try {
            return commands.start("join", mark, words);
        } catch (IOException exception) {
            throw home.failure("run a command in " + place, exception);
        }
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
