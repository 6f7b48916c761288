// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.action.Commands;
import io.outrigger.provider.ssh.action.Network;
import io.outrigger.spi.ContainerAttach;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.SiteStatistics;

/** What users do with running containers of one host, beside reading logs. Safe from any thread. */
final class HostStreams implements AutoCloseable {

    private final HostCommands commands;
    private final HostExec exec;
    private final HostAttach attach;
    private final HostPortForward ports;
    private final HostStatistics statistics;

    HostStreams(HostHome home, Supervisor supervisor, ProviderContext context) {
        this.commands = new HostCommands(home, supervisor, context.threads());
        this.exec = new HostExec(home, commands, context.threads());
        this.attach =
                new HostAttach(home, supervisor, new HostLogs(home, supervisor), commands, exec, context.threads());
        this.ports = new HostPortForward(home, supervisor, commands);
        this.statistics = new HostStatistics(supervisor, commands, context.clock());
    }

    ContainerExec exec() {
        return exec;
    }

    /** What probes and hooks run. */
    Commands commands() {
        return (target, command, streams, begun) ->
                exec.exec(target.pod(), target.container(), command, streams, begun);
    }

    ContainerAttach attach() {
        return attach;
    }

    PortForward ports() {
        return ports;
    }

    /** The network in which probes and hooks ask for servers. */
    Network network() {
        return ports::connect;
    }

    SiteStatistics statistics() {
        return statistics;
    }

    /** Ends them all; containers go on. */
    @Override
    public void close() {
        ports.close();
        attach.close();
        commands.close();
    }
}
