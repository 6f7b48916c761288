// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.Link;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * What all SSH connections of one provider share: the client with its few threads, and the pace at which connections are
 * opened. Made and closed by {@code SshProvider}; safe from any thread. Nothing is started before the first connection.
 */
public final class SshTransport implements AutoCloseable {

    static final int STARTS = 30;
    static final int STARTS_PER_NETWORK = 5;
    /** What a login takes on a slow line. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private static final Duration HEARTBEAT = Duration.ofSeconds(25);
    private static final int HEARTBEATS = 2;
    private static final Duration IDLE = Duration.ofSeconds(90);
    private static final Duration NEVER = Duration.ofDays(365);

    private final ThreadFactory threads;
    private final Clock clock;
    private final Duration idle;
    private final ConnectionStarts starts = new ConnectionStarts(STARTS, STARTS_PER_NETWORK, SOON, this::timer);
    private @Nullable SshClient client;
    private @Nullable ScheduledThreadPoolExecutor timer;
    private @Nullable ThreadPoolExecutor workers;
    private boolean closed;

    /**
     * @param threads makes every thread
     * @param clock tells when a host may be tried again
     */
    public SshTransport(ThreadFactory threads, Clock clock) {
        this(threads, clock, IDLE);
    }

    /**
     * @param idle how long a further connection is kept that nobody uses
     */
    SshTransport(ThreadFactory threads, Clock clock, Duration idle) {
        this.threads = threads;
        this.clock = clock;
        this.idle = idle;
    }

    /** The way to a host; nothing is opened before it is used. */
    public Link link(SshAccess access) {
        return new SshLink(new HostConnections(this, access, new ReconnectPace(clock, Math::random)));
    }

    Duration idle() {
        return idle;
    }

    ConnectionStarts starts() {
        return starts;
    }

    ThreadFactory threads() {
        return threads;
    }

    synchronized SshClient client() {
        if (closed) {
            throw new IllegalStateException("the provider was closed");
        }
        if (client == null) {
            client = start();
        }
        return client;
    }

    /** Runs short work later; it must not wait for anything. */
    synchronized ScheduledThreadPoolExecutor timer() {
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(1, threads);
            timer.setRemoveOnCancelPolicy(true);
        }
        return timer;
    }

    /** Asks hosts for those who may be interrupted, on as many threads as are needed. */
    synchronized Undisturbed undisturbed() {
        if (workers == null) {
            workers = new ThreadPoolExecutor(
                    0, Integer.MAX_VALUE, idle.toMillis(), TimeUnit.MILLISECONDS, new SynchronousQueue<>(), threads);
        }
        return new Undisturbed(workers);
    }

    private SshClient start() {
        Cryptography.prepare();
        SshClient made = SshClient.setUpDefaultClient();
        made.setScheduledExecutorService(timer(), false);
        made.setIoServiceFactoryFactory(new Sockets());
        // No file of the account that this program runs under plays a part.
        made.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        made.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        made.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        made.setServerKeyVerifier(
                (session, address, key) -> ShownKey.of(session).accept(key));
        made.addSessionListener(new ShownKey.Proposal());
        CoreModuleProperties.TCP_NODELAY.set(made, true);
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(made, HEARTBEAT);
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(made, HEARTBEATS);
        CoreModuleProperties.IDLE_TIMEOUT.set(made, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(made, Duration.ZERO);
        // With a limit for writing, the JDK would start a thread of its own; the heartbeat finds out sooner.
        CoreModuleProperties.NIO2_MIN_WRITE_TIMEOUT.set(made, Duration.ZERO);
        // A program that does not read makes its writer wait, for as long as it likes.
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(made, NEVER);
        made.start();
        return made;
    }

    /** Ends every connection. Idempotent. */
    @Override
    public void close() {
        SshClient ended;
        synchronized (this) {
            closed = true;
            ended = client;
            client = null;
        }
        if (ended != null) {
            ended.stop();
        }
        synchronized (this) {
            if (timer != null) {
                timer.shutdownNow();
            }
            if (workers != null) {
                // What they wait for has failed with the connections.
                workers.shutdown();
            }
        }
    }

    private final class Sockets implements IoServiceFactoryFactory {

        @Override
        public IoServiceFactory create(FactoryManager manager) {
            return new SharedSockets(manager, threads);
        }

        @Override
        public void setExecutorServiceFactory(Factory<CloseableExecutorService> factory) {
            throw new UnsupportedOperationException("threads come from the core");
        }
    }
}
