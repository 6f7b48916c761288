// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.command.CommandCall;
import io.outrigger.kubelet.command.CommandCall.Command;
import io.outrigger.kubelet.command.CommandOptions;
import io.outrigger.kubelet.command.CommandProtocol;
import io.outrigger.kubelet.command.SpdyCommand;
import io.outrigger.kubelet.command.WebSocketCommand;
import io.outrigger.spi.ContainerAttach;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * {@code /exec/{namespace}/{pod}/{container}} and {@code /attach/...}, with or without the UID behind the pod, over SPDY
 * and WebSocket. A request is checked on the event loop; the command then has a worker thread to itself.
 */
final class CommandRoute {

    private final PodLookup pods;
    private final StreamSlots slots;
    private final StreamTimeouts timeouts;
    private final Executor threads;

    /** @param threads runs at once what it is given; the slots bound how much that is */
    CommandRoute(PodLookup pods, StreamSlots slots, StreamTimeouts timeouts, Executor threads) {
        this.pods = pods;
        this.slots = slots;
        this.timeouts = timeouts;
        this.threads = threads;
    }

    /** Serves {@code exec}; on its event loop. */
    void exec(HttpServerRequest request, List<String> path) throws HttpRefusal {
        var target = StreamTarget.findContainer(pods, path);
        var options = StreamQuery.parse(request.uri()).exec();
        var exec = target.site().exec().orElseThrow(() -> StreamTarget.lacks(target.node(), "exec"));
        var command = new Exec(exec, target.ref(), path.get(path.size() - 1), options.command());
        serve(request, target.node(), options, command, options.tty());
    }

    /** Serves {@code attach}; on its event loop. */
    void attach(HttpServerRequest request, List<String> path) throws HttpRefusal {
        var target = StreamTarget.findContainer(pods, path);
        var options = StreamQuery.parse(request.uri()).attach();
        var attach = target.site().attach().orElseThrow(() -> StreamTarget.lacks(target.node(), "attach"));
        var container = path.get(path.size() - 1);
        var command = new Attach(attach, target.ref(), container);
        serve(request, target.node(), options, command, target.hasTerminal(container));
    }

    private void serve(HttpServerRequest request, String node, CommandOptions options, Command command, boolean tty)
            throws HttpRefusal {
        var upgrade = new Upgrade(request, timeouts.idle());
        boolean webSocket = upgrade.isWebSocket();
        var name = webSocket
                ? upgrade.webSocketProtocol(CommandProtocol.webSocket())
                : upgrade.spdyProtocol(CommandProtocol.spdy());
        var protocol = CommandProtocol.named(name).orElseThrow();
        slots.take(node);
        var call = new CommandCall(command, tty, threads, () -> slots.release(node));
        if (webSocket) {
            upgrade.toWebSocket(
                    name,
                    (connection, socket) -> WebSocketCommand.begin(connection, socket, protocol, options, call),
                    () -> slots.release(node));
        } else {
            upgrade.toSpdy(
                    name,
                    connection -> SpdyCommand.begin(connection, protocol, options, call, timeouts.creation()),
                    () -> slots.release(node));
        }
    }

    private record Exec(ContainerExec exec, PodRef pod, String container, List<String> command) implements Command {

        @Override
        public int run(ContainerStreams streams) throws ProviderException, InterruptedException {
            return exec.exec(pod, container, command, streams);
        }

        @Override
        public String failure() {
            return "error executing command in container";
        }
    }

    private record Attach(ContainerAttach attach, PodRef pod, String container) implements Command {

        @Override
        public int run(ContainerStreams streams) throws ProviderException, InterruptedException {
            attach.attach(pod, container, streams);
            return 0;
        }

        @Override
        public String failure() {
            return "error attaching to container";
        }
    }
}
