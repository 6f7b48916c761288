// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command that runs on this machine as a child of this program. */
final class LocalProcess implements HostProcess {

    private static final Logger LOG = LoggerFactory.getLogger(LocalProcess.class);

    private final Process process;

    LocalProcess(Process process) {
        this.process = process;
    }

    @Override
    public OutputStream input() {
        return process.getOutputStream();
    }

    @Override
    public InputStream output() {
        return process.getInputStream();
    }

    @Override
    public InputStream error() {
        return process.getErrorStream();
    }

    @Override
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        // The end of the process closes its input, and closing it here could wait for a writer.
        process.destroyForcibly();
        close(process.getInputStream());
        close(process.getErrorStream());
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException exception) {
            LOG.debug("A stream of a command that has ended could not be closed: {}", exception.toString());
        }
    }
}
