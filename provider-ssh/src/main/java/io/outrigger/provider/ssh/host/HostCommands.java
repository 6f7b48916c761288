// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Terminal.Size;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands that this program runs in the containers of one host at the moment. Safe from any thread. */
final class HostCommands implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostCommands.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HostHome home;
    private final Supervisor supervisor;
    private final ThreadFactory threads;
    private final Map<CommandMark, Optional<CommandStart>> running = new ConcurrentHashMap<>();

    HostCommands(HostHome home, Supervisor supervisor, ThreadFactory threads) {
        this.home = home;
        this.supervisor = supervisor;
        this.threads = threads;
    }

    /**
     * Starts a program on the host for a container; it is known here until it is removed.
     *
     * @param verb what the supervisor is to do
     * @param mark how it is found
     * @param words the words behind the container's name
     */
    HostProcess start(String verb, CommandMark mark, List<String> words) throws IOException {
        List<String> command = command(verb, mark, words);
        return known(mark, () -> home.link().start(command));
    }

    /**
     * Runs a command in a container on a terminal: one of the way to the host, or else one that is made there.
     *
     * @param words the words of the command; none joins the terminal that the container itself is on
     */
    HostProcess startOnTerminal(CommandMark mark, Size size, List<String> words) throws IOException {
        String text = size.columns() + "x" + size.rows();
        List<String> command = command("join", mark, "here" + text, words);
        Optional<HostProcess> made = known(
                mark,
                () -> home.link()
                        .startOnTerminal(command, size.columns(), size.rows())
                        .map(HostProcess.class::cast));
        return made.isPresent() ? made.get() : start("join", mark, text, words);
    }

    /** As {@link #start(String, CommandMark, List)}, with one more word before the others. */
    HostProcess start(String verb, CommandMark mark, String first, List<String> words) throws IOException {
        List<String> command = command(verb, mark, first, words);
        return known(mark, () -> home.link().start(command));
    }

    private List<String> command(String verb, CommandMark mark, String first, List<String> words) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(words);
        return command(verb, mark, all);
    }

    private List<String> command(String verb, CommandMark mark, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "OUTRIGGER_POD=" + mark.pod(),
                "OUTRIGGER_COMMAND=" + mark.text(),
                home.shell(),
                home.script(),
                verb,
                home.shell(),
                home.paths().pod(mark.pod()),
                mark.container()));
        command.addAll(words);
        return command;
    }

    private interface Start<T> {
        T begin() throws IOException;
    }

    private <T> T known(CommandMark mark, Start<T> start) throws IOException {
        running.put(mark, Optional.empty());
        boolean started = false;
        try {
            T process = start.begin();
            started = true;
            return process;
        } finally {
            if (!started) {
                running.remove(mark);
            }
        }
    }

    /**
     * Waits for the first words about a program.
     *
     * @throws InterruptedIOException when they do not come in time, or the thread was interrupted
     */
    CommandStart awaitStart(HostProcess process, Duration limit) throws IOException {
        // A thread of its own, because not every way to a host lets a reader be interrupted.
        FutureTask<CommandStart> start = new FutureTask<>(() -> CommandStart.read(process.error()));
        Thread thread = threads.newThread(start);
        thread.setName("command-start");
        thread.start();
        try {
            return start.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException exception) {
            throw new IOException("a program on the host could not be heard", exception.getCause());
        } catch (TimeoutException exception) {
            throw late("nothing was started within " + limit.toMillis() + " ms", exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw late("interrupted before a program had started", exception);
        }
    }

    private static InterruptedIOException late(String message, Exception cause) {
        InterruptedIOException late = new InterruptedIOException(message);
        late.initCause(cause);
        return late;
    }

    void started(CommandMark mark, CommandStart start) {
        running.replace(mark, Optional.of(start));
    }

    /** The numbers of the processes that lead the sessions of commands in a container. */
    List<Long> processes(String pod, String container) {
        return running.entrySet().stream()
                .filter(command -> command.getKey().pod().equals(pod)
                        && command.getKey().container().equals(container))
                .flatMap(command -> command.getValue().stream())
                .map(start -> UsageReport.parse(start.process(), -1))
                .toList();
    }

    /** For how long a command has run in its container; empty when it does not run there. */
    Optional<Duration> age(CommandMark mark) throws ProviderException {
        return supervisor.age(mark);
    }

    void remove(CommandMark mark) {
        running.remove(mark);
    }

    /** Kills a command and everything it started, and waits until that is done, even when interrupted. */
    void kill(CommandMark mark) {
        await(List.of(startKilling(mark)));
    }

    private Thread startKilling(CommandMark mark) {
        List<String> process = running.getOrDefault(mark, Optional.empty())
                .map(start -> List.of(start.process(), start.ticks()))
                .orElse(List.of());
        // On a thread of its own, because the calling one was interrupted and may be again.
        Thread thread = threads.newThread(() -> {
            try {
                supervisor.cancel(mark, process);
            } catch (ProviderException exception) {
                LOG.atWarn()
                        .addKeyValue("uid", mark.pod())
                        .addKeyValue("container", mark.container())
                        .log("A command could not be killed; it ends with its container: {}", exception.getMessage());
            }
        });
        thread.setName("command-kill");
        thread.start();
        return thread;
    }

    private static void await(List<Thread> threads) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && end - System.nanoTime() > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
                } catch (InterruptedException exception) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills all of them, for nobody is left to read what they write. */
    @Override
    public void close() {
        List<Thread> killing = new ArrayList<>();
        running.keySet().forEach(mark -> killing.add(startKilling(mark)));
        await(killing);
    }
}
