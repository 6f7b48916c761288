// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Acts on containers of one host. A failure counts only when the host answers after it: whatever happens on a broken way
 * is no answer of a container.
 */
public final class HostActions implements ActionRunner, AutoCloseable {

    /** Whether the host can be reached at this moment. */
    @FunctionalInterface
    public interface Reachable {

        /**
         * Asks the host; blocks until it answers, or until it is clear that it does not.
         *
         * @return how long a question and its answer are on the way; empty when the host cannot be reached
         */
        Optional<Duration> now();
    }

    private final Network network;
    private final Reachable host;
    private final CommandCheck check;
    private final WayTime way = new WayTime();
    /** Made for the first probe that wants it: most sites have none, and a client is much to load at a start. */
    private @Nullable HttpCheck http;

    private @Nullable GrpcCheck grpc;
    private volatile boolean closed;

    /**
     * @param network connects to servers
     * @param commands runs commands in its containers
     * @param host tells whether the host can be reached
     * @param threads makes the thread that ends commands whose time is over
     */
    public HostActions(Network network, Commands commands, Reachable host, ThreadFactory threads) {
        this.network = network;
        this.host = host;
        this.check = new CommandCheck(commands, threads);
    }

    @Override
    public Answer run(Target target, Action action, Duration limit) throws InterruptedException {
        Duration added = way.known();
        // The time of a command is taken by the host.
        boolean byHost = action instanceof Action.Exec;
        Duration longest = byHost ? limit : limit.plus(added);
        long asked = System.nanoTime();
        Answer answer = act(target, action, longest);
        boolean late = System.nanoTime() - asked >= longest.toNanos();
        if (answer.kind() != Answer.Kind.FAILURE) {
            return answer;
        }
        Optional<Duration> trip = host.now();
        if (trip.isEmpty()) {
            return Answer.absent(answer.text());
        }
        boolean excused = late && !byHost && way.measured(trip.get(), added, limit);
        return excused ? Answer.unknown(answer.text()) : answer;
    }

    private Answer act(Target target, Action action, Duration limit) throws InterruptedException {
        if (closed) {
            throw new InterruptedException("the site was closed");
        }
        if (action instanceof Action.Exec exec) {
            return check.run(target, exec.command(), limit);
        }
        if (action instanceof Action.HttpGet get) {
            return http().run(target, get, limit);
        }
        if (action instanceof Action.TcpSocket tcp) {
            return connect(target, tcp, limit);
        }
        if (action instanceof Action.Grpc call) {
            return grpc().run(target, call, limit);
        }
        if (action instanceof Action.Sleep sleep) {
            Thread.sleep(Math.min(sleep.time().toMillis(), limit.toMillis()));
            return Answer.success("");
        }
        return Answer.unknown(((Action.Impossible) action).why());
    }

    private synchronized HttpCheck http() {
        HttpCheck made = http == null ? new HttpCheck(network) : http;
        http = made;
        return made;
    }

    private synchronized GrpcCheck grpc() {
        GrpcCheck made = grpc == null ? new GrpcCheck(network) : grpc;
        grpc = made;
        return made;
    }

    private Answer connect(Target target, Action.TcpSocket tcp, Duration limit) throws InterruptedException {
        String host = tcp.host().isEmpty() ? target.address() : tcp.host();
        int port = tcp.port();
        try {
            return Interruptible.run(() -> {}, () -> {
                network.connect(target, host, port, limit).close();
                return Answer.success("");
            });
        } catch (BarredException exception) {
            return Answer.unknown(String.valueOf(exception.getMessage()));
        } catch (ConnectException exception) {
            return Answer.failure(GoErrors.dial(host, port) + ": connect: connection refused");
        } catch (IOException exception) {
            return Answer.failure(GoErrors.dial(host, port) + ": " + GoErrors.cause(exception));
        }
    }

    /** Ends its threads and what is being asked; nothing is asked any more. */
    @Override
    public synchronized void close() {
        closed = true;
        check.close();
        if (http != null) {
            http.close();
        }
        if (grpc != null) {
            grpc.close();
        }
    }
}
