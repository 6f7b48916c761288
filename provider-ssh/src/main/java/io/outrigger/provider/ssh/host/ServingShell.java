// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.CommandOutput;
import io.outrigger.provider.ssh.link.HostProcess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A supervisor on the host that stays and carries out verb after verb, so that none of them waits for a login and for a
 * shell that reads its program. It is started by whoever needs it first, and anew when it has gone. Safe from any
 * thread; one verb is carried out at a time.
 */
final class ServingShell implements AutoCloseable {

    /** Starts the supervisor that serves. */
    interface Start {
        HostProcess start() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(ServingShell.class);

    private final Start start;
    private final Duration patience;
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock(true);
    private volatile @Nullable ServedVerbs served;
    private volatile boolean closed;

    /**
     * @param patience how long a verb may take
     */
    ServingShell(Start start, Duration patience, ThreadFactory threads) {
        this.start = start;
        this.patience = patience;
        this.threads = threads;
    }

    /** Whether words can be sent: each is a line. */
    static boolean takes(List<String> words) {
        return words.stream().noneMatch(word -> word.indexOf('\n') >= 0 || word.indexOf('\0') >= 0);
    }

    /**
     * Carries out a verb that may be carried out twice: a supervisor that turns out to have gone is replaced.
     *
     * @param words the verb and its arguments
     * @throws InterruptedIOException when it is not done in time
     * @throws IOException when no supervisor can be started, or it has ended
     */
    CommandOutput run(List<String> words) throws IOException {
        take();
        try {
            ServedVerbs present = served;
            if (present != null) {
                try {
                    return exchange(present, words);
                } catch (InterruptedIOException exception) {
                    throw exception;
                } catch (IOException exception) {
                    LOG.debug("A serving supervisor has gone: {}", exception.getMessage());
                }
            }
            return exchange(begin(), words);
        } finally {
            lock.unlock();
        }
    }

    private ServedVerbs begin() throws IOException {
        checkOpen();
        ServedVerbs begun = new ServedVerbs(start.start());
        served = begun;
        if (closed) {
            end();
        }
        checkOpen();
        return begun;
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the site was closed");
        }
    }

    private void take() throws IOException {
        try {
            if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new InterruptedIOException("the host is still busy with what it was told before");
            }
        } catch (InterruptedException exception) {
            throw interrupted(exception);
        }
    }

    /** On a thread of its own, because not every way to a host lets a reader be interrupted. */
    private CommandOutput exchange(ServedVerbs present, List<String> words) throws IOException {
        FutureTask<CommandOutput> exchange = new FutureTask<>(() -> present.exchange(words));
        Thread thread = threads.newThread(exchange);
        thread.setName("served-verb");
        thread.start();
        boolean done = false;
        try {
            CommandOutput answer = exchange.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            done = true;
            return answer;
        } catch (ExecutionException exception) {
            if (exception.getCause() instanceof IOException failure) {
                throw new IOException(failure.getMessage(), failure);
            }
            throw new IllegalStateException("a served verb failed in an unexpected way", exception);
        } catch (TimeoutException exception) {
            throw (IOException) new InterruptedIOException(
                            "\"" + words.get(0) + "\" was not done within " + patience.toSeconds() + " s")
                    .initCause(exception);
        } catch (InterruptedException exception) {
            throw interrupted(exception);
        } finally {
            if (!done) {
                // Nobody knows what the next answer would belong to.
                present.close();
                served = null;
            }
        }
    }

    private static IOException interrupted(InterruptedException exception) {
        Thread.currentThread().interrupt();
        return (IOException)
                new InterruptedIOException("interrupted while the host was told something").initCause(exception);
    }

    /** Ends it; nothing is started any more. Whoever waits for an answer gets none. */
    @Override
    public void close() {
        closed = true;
        end();
        lock.lock();
        try {
            // One that was being started meanwhile.
            end();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        ServedVerbs present = served;
        if (present != null) {
            present.close();
        }
        served = null;
    }
}
