// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import io.outrigger.provider.ssh.link.Link;
import io.outrigger.spi.ContainerExec;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * Acts on containers of one host. A failure counts only when the host answers after it: whatever happens on a broken way
 * is no answer of a container.
 */
public final class HostActions implements ActionRunner, AutoCloseable {

    /** Whether the host can be reached at this moment. */
    @FunctionalInterface
    public interface Reachable {

        /** Asks the host; blocks until it answers, or until it is clear that it does not. */
        boolean now();
    }

    private final Link link;
    private final Reachable host;
    private final CommandCheck commands;
    private final HttpCheck http;
    private final GrpcCheck grpc;

    /**
     * @param link the way to the host
     * @param exec runs commands in its containers
     * @param host tells whether the host can be reached
     * @param threads makes the thread that ends commands whose time is over
     */
    public HostActions(Link link, ContainerExec exec, Reachable host, ThreadFactory threads) {
        this.link = link;
        this.host = host;
        this.commands = new CommandCheck(exec, threads);
        LinkSockets sockets = new LinkSockets(link);
        this.http = new HttpCheck(sockets);
        this.grpc = new GrpcCheck(sockets);
    }

    @Override
    public Answer run(Target target, Action action, Duration limit) throws InterruptedException {
        Answer answer = act(target, action, limit);
        if (answer.kind() == Answer.Kind.FAILURE && !host.now()) {
            return Answer.absent(answer.text());
        }
        return answer;
    }

    private Answer act(Target target, Action action, Duration limit) throws InterruptedException {
        if (action instanceof Action.Exec exec) {
            return commands.run(target, exec.command(), limit);
        }
        if (action instanceof Action.HttpGet get) {
            return http.run(host(get.host(), target), get, limit);
        }
        if (action instanceof Action.TcpSocket tcp) {
            return connect(host(tcp.host(), target), tcp.port(), limit);
        }
        if (action instanceof Action.Grpc call) {
            return grpc.run(target.address(), call, limit);
        }
        if (action instanceof Action.Sleep sleep) {
            Thread.sleep(Math.min(sleep.time().toMillis(), limit.toMillis()));
            return Answer.success("");
        }
        return Answer.unknown(((Action.Impossible) action).why());
    }

    private Answer connect(String host, int port, Duration limit) {
        long begin = System.nanoTime();
        try {
            link.connect(host, port).close();
        } catch (ConnectException exception) {
            return Answer.failure(GoErrors.dial(host, port) + ": connect: connection refused");
        } catch (IOException exception) {
            return Answer.failure(GoErrors.dial(host, port) + ": " + GoErrors.cause(exception));
        }
        boolean late = System.nanoTime() - begin > limit.toNanos();
        return late ? Answer.failure(GoErrors.dial(host, port) + ": i/o timeout") : Answer.success("");
    }

    private static String host(String given, Target target) {
        return given.isEmpty() ? target.address() : given;
    }

    /** Ends its threads and what HTTP keeps open. */
    @Override
    public void close() {
        commands.close();
        http.close();
        grpc.close();
    }
}
