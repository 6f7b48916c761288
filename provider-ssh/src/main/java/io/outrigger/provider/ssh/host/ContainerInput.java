// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.ProviderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's input on its way into a container. Closing it is the user's going away, which ends the container's input if
 * the pod wants only one to attach.
 */
final class ContainerInput implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerInput.class);

    private final CommandMark mark;
    private final HostProcess process;
    private final CommandStreams carried;
    private final Supervisor supervisor;
    private final HostCommands commands;

    private ContainerInput(
            CommandMark mark,
            HostProcess process,
            CommandStreams carried,
            Supervisor supervisor,
            HostCommands commands) {
        this.mark = mark;
        this.process = process;
        this.carried = carried;
        this.supervisor = supervisor;
        this.commands = commands;
    }

    /** Begins to carry input; a container that has none, or whose input has ended, gets nothing of it. */
    static ContainerInput feed(
            ContainerPlace place,
            HostHome home,
            Supervisor supervisor,
            HostCommands commands,
            InputStream input,
            ThreadFactory threads)
            throws IOException, ProviderException, InterruptedException {
        CommandMark mark = CommandMark.next(place.pod().uid(), place.name());
        HostProcess process = commands.start("feed", mark, List.of());
        CommandStreams carried = new CommandStreams(
                process, new ContainerStreams(input, OutputStream.nullOutputStream(), null, null), threads);
        ContainerInput fed = new ContainerInput(mark, process, carried, supervisor, commands);
        boolean begun = false;
        try {
            CommandStart start = carried.begin();
            if (start.started()) {
                carried.feed();
            } else if (!start.refusal().equals("closed")) {
                throw place.refused(start, home);
            }
            begun = true;
            return fed;
        } finally {
            if (!begun) {
                fed.close();
            }
        }
    }

    @Override
    public void close() {
        // The end of the input lets the copy on the host end by itself; one that cannot write is killed.
        carried.endInput();
        if (!carried.ended()) {
            try {
                supervisor.unfeed(mark);
            } catch (ProviderException exception) {
                LOG.atWarn()
                        .addKeyValue("uid", mark.pod())
                        .addKeyValue("container", mark.container())
                        .setCause(exception)
                        .log("The input of a container could not be ended; it ends with the container");
            }
        }
        process.close();
        carried.end();
        commands.remove(mark);
    }
}
