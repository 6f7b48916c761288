// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.action.BarredException;
import io.outrigger.provider.ssh.action.Target;
import io.outrigger.provider.ssh.link.ForbiddenException;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to ports of pods: in the network of a pod's sandbox, or on the host, if its network is the pod's. Then, as with
 * any pod in the host's network, whoever may forward a port of one pod reaches every port that the host's loopback address
 * serves.
 */
final class HostPortForward implements PortForward, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostPortForward.class);
    private static final String LOOPBACK = "localhost";
    private static final int LAST_PORT = 65_535;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HostHome home;
    private final Supervisor supervisor;
    private final HostCommands commands;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    HostPortForward(HostHome home, Supervisor supervisor, HostCommands commands) {
        this.home = home;
        this.supervisor = supervisor;
        this.commands = commands;
    }

    @Override
    public Connection connect(PodRef pod, int port) throws ProviderException {
        if (port < 1 || port > LAST_PORT) {
            throw new ProviderException(Kind.NOT_FOUND, "port " + port + " is not a port; give one from 1 to 65535");
        }
        PodReport report = running(pod);
        try {
            Connection connection = new Tracked(connect(pod, report, port));
            open.add(connection);
            return connection;
        } catch (ConnectException exception) {
            throw failed(pod, port, "connect: connection refused; nothing listens there", exception);
        } catch (SocketTimeoutException exception) {
            throw failed(pod, port, "i/o timeout; what listens there does not accept", exception);
        } catch (IOException exception) {
            throw home.failure("connect to port " + port + " of pod " + pod, exception);
        }
    }

    private static ProviderException failed(PodRef pod, int port, String why, IOException exception) {
        return new ProviderException(
                Kind.NOT_FOUND,
                "failed to connect to localhost:" + port + " inside pod \"" + pod.name() + "\": dial tcp4 127.0.0.1:"
                        + port + ": " + why,
                exception);
    }

    private Connection connect(PodRef pod, PodReport report, int port) throws IOException {
        return report.addresses().isEmpty()
                ? home.link().connect(LOOPBACK, port, PATIENCE)
                : inside(pod, report.addresses().get(0), port, PATIENCE);
    }

    private Connection inside(PodRef pod, String address, int port, Duration limit) throws IOException {
        Optional<Connection> inside = SandboxConnection.open(commands, pod.uid(), port, limit);
        return inside.isPresent() ? inside.get() : home.link().connect(address, port, limit);
    }

    /**
     * Connects for a probe or a hook to a pod that is known to run, or to the host that it names: as a kubelet does, from
     * the host to the pod's address, which a server that listens on the pod's loopback address only does not hear.
     */
    Connection connect(Target target, String host, int port, Duration limit) throws IOException {
        boolean sandbox = host.equals(target.address())
                && !host.equals(LOOPBACK)
                && !home.prepared().networks();
        try {
            return sandbox
                    ? inside(target.pod(), host, port, limit)
                    : home.link().connect(host, port, limit);
        } catch (ForbiddenException exception) {
            throw new BarredException(String.valueOf(exception.getMessage()), exception);
        }
    }

    private PodReport running(PodRef pod) throws ProviderException {
        Optional<PodReport> report = PodIdentity.valid(pod.uid()) ? supervisor.report(pod.uid()) : Optional.empty();
        return report.filter(found -> found.containers().values().stream().anyMatch(ContainerReport::processAlive))
                .orElseThrow(() -> new ProviderException(Kind.NOT_FOUND, "pod \"" + pod.name() + "\" is not running"));
    }

    /** Ends every connection that is still open. */
    @Override
    public void close() {
        for (Connection connection : open) {
            try {
                connection.close();
            } catch (IOException exception) {
                LOG.debug("A connection into a pod could not be closed: {}", exception.toString());
            }
        }
    }

    /** A connection that is forgotten when it is closed. */
    private final class Tracked implements Connection {

        private final Connection connection;

        Tracked(Connection connection) {
            this.connection = connection;
        }

        @Override
        public InputStream input() {
            return connection.input();
        }

        @Override
        public OutputStream output() {
            return connection.output();
        }

        @Override
        public void close() throws IOException {
            open.remove(this);
            connection.close();
        }
    }
}
