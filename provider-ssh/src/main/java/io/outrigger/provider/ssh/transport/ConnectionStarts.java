// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Limits how many connections are being opened at once, by all sites of a provider and to one network: an SSH server
 * refuses whoever comes in crowds, and may ban the address. A host that does not answer soon is no crowd: it gives its
 * place to others, whose hosts may be well. Safe from any thread.
 */
final class ConnectionStarts {

    private static final int IPV4_NETWORK_BYTES = 3;
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final int IPV4_BYTES = 4;

    private final int perNetwork;
    private final Duration soon;
    private final Supplier<ScheduledExecutorService> timer;
    private final Semaphore all;
    private final Map<String, Semaphore> networks = new ConcurrentHashMap<>();

    /**
     * @param soon how long a start keeps its place
     * @param timer takes it back from those that last longer
     */
    ConnectionStarts(int all, int perNetwork, Duration soon, Supplier<ScheduledExecutorService> timer) {
        this.all = new Semaphore(all, true);
        this.perNetwork = perNetwork;
        this.soon = soon;
        this.timer = timer;
    }

    /** What is to be done while a connection is being opened. */
    interface Start<T> {
        T run() throws IOException;
    }

    /**
     * Opens a connection when it is its turn.
     *
     * @throws InterruptedIOException when its turn does not come in time
     */
    <T> T run(InetAddress address, Duration patience, Start<T> start) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        // The network first: a crowd in one network must not keep all others waiting.
        Semaphore network = networks.computeIfAbsent(network(address), key -> new Semaphore(perNetwork, true));
        acquire(network, end);
        try {
            acquire(all, end);
        } catch (IOException exception) {
            network.release();
            throw exception;
        }
        AtomicBoolean kept = new AtomicBoolean(true);
        Runnable leave = () -> {
            if (kept.getAndSet(false)) {
                all.release();
                network.release();
            }
        };
        Future<?> hanging = timer.get().schedule(leave, soon.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return start.run();
        } finally {
            hanging.cancel(false);
            leave.run();
        }
    }

    private static void acquire(Semaphore semaphore, long end) throws IOException {
        try {
            if (!semaphore.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new InterruptedIOException("too many connections are being opened at once");
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted before a connection").initCause(exception);
        }
    }

    /** The network as servers and firewalls count it: a /24, or a /64. */
    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        int length = bytes.length == IPV4_BYTES ? IPV4_NETWORK_BYTES : IPV6_NETWORK_BYTES;
        return HexFormat.of().formatHex(Arrays.copyOf(bytes, length));
    }
}
