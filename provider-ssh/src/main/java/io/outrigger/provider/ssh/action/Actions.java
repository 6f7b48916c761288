// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads actions from a pod's spec. Ports may be numbers or names of the container's ports. */
public final class Actions {

    private static final int LAST_PORT = 65_535;

    private Actions() {}

    /** What a probe does. */
    public static Action of(Probe probe, Container container) {
        if (probe.getExec() != null) {
            return exec(probe.getExec());
        }
        if (probe.getHttpGet() != null) {
            return http(probe.getHttpGet(), container, false);
        }
        if (probe.getTcpSocket() != null) {
            return tcp(probe.getTcpSocket(), container);
        }
        if (probe.getGrpc() != null) {
            String service = probe.getGrpc().getService();
            int port = probe.getGrpc().getPort() == null ? 0 : probe.getGrpc().getPort();
            return new Action.Grpc(port, service == null ? "" : service);
        }
        return new Action.Impossible("missing probe handler");
    }

    /** What a hook does. */
    public static Action of(LifecycleHandler hook, Container container) {
        if (hook.getExec() != null) {
            return exec(hook.getExec());
        }
        if (hook.getHttpGet() != null) {
            return http(hook.getHttpGet(), container, true);
        }
        if (hook.getSleep() != null) {
            Long seconds = hook.getSleep().getSeconds();
            return new Action.Sleep(Duration.ofSeconds(seconds == null ? 0 : seconds));
        }
        return new Action.Impossible("invalid handler");
    }

    private static Action exec(ExecAction exec) {
        return new Action.Exec(exec.getCommand());
    }

    private static Action http(HTTPGetAction get, Container container, boolean anyStatus) {
        List<Action.Header> headers = get.getHttpHeaders().stream()
                .map(header -> new Action.Header(header.getName(), header.getValue() == null ? "" : header.getValue()))
                .toList();
        return withPort(
                get.getPort(),
                container,
                port -> new Action.HttpGet(
                        "HTTPS".equalsIgnoreCase(get.getScheme()),
                        text(get.getHost()),
                        port,
                        path(get),
                        headers,
                        anyStatus));
    }

    private static String path(HTTPGetAction get) {
        String path = text(get.getPath());
        return path.startsWith("/") ? path : "/" + path;
    }

    private static Action tcp(TCPSocketAction tcp, Container container) {
        return withPort(tcp.getPort(), container, port -> new Action.TcpSocket(text(tcp.getHost()), port));
    }

    private static Action withPort(@Nullable IntOrString port, Container container, IntFunction<Action> action) {
        OptionalInt number = number(port, container);
        if (number.isEmpty()) {
            return new Action.Impossible(
                    "couldn't find port: " + (port == null ? "none is given" : String.valueOf(port.getValue())));
        }
        int found = number.getAsInt();
        return found > 0 && found <= LAST_PORT
                ? action.apply(found)
                : new Action.Impossible("invalid port number: " + found);
    }

    private static OptionalInt number(@Nullable IntOrString port, Container container) {
        if (port == null) {
            return OptionalInt.empty();
        }
        if (port.getIntVal() != null) {
            return OptionalInt.of(port.getIntVal());
        }
        String name = port.getStrVal();
        OptionalInt named = container.getPorts().stream()
                .filter(each -> name.equals(each.getName()))
                .mapToInt(ContainerPort::getContainerPort)
                .findFirst();
        if (named.isPresent() || !name.matches("[0-9]{1,6}")) {
            return named;
        }
        return OptionalInt.of(Integer.parseInt(name));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
