// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.CommandOutput;
import io.outrigger.provider.ssh.link.Link;
import io.outrigger.spi.Terminal.Size;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The size of the user's window: told by the core at any time, carried to the host by a thread of the command's own. */
final class TerminalSize implements Consumer<Size> {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalSize.class);
    private static final Pattern DEVICE = Pattern.compile("/dev/pts/\\d{1,9}|/proc/\\d{1,9}/fd/0");
    private static final Size UNKNOWN = new Size(0, 0);

    /** What gives a terminal another size. */
    interface Resizing {
        void resize(Size size) throws IOException;
    }

    private @Nullable Size wanted;
    private @Nullable Size applied;

    @Override
    public synchronized void accept(Size size) {
        wanted = size;
        notifyAll();
    }

    /** The size to begin with; zeros while it is not known. */
    synchronized Size begin() {
        applied = wanted;
        return wanted == null ? UNKNOWN : wanted;
    }

    private synchronized Size next() throws InterruptedException {
        while (wanted == null || wanted.equals(applied)) {
            wait();
        }
        applied = wanted;
        return wanted;
    }

    /** Gives a terminal every later size, until interrupted. */
    void follow(Resizing terminal) throws InterruptedException {
        while (true) {
            Size size = next();
            try {
                terminal.resize(size);
            } catch (IOException exception) {
                LOG.debug("A terminal could not be resized: {}", exception.toString());
            }
        }
    }

    /** Resizes a terminal of the host by a command there. */
    static Resizing of(String device, Link link) {
        if (!DEVICE.matcher(device).matches()) {
            LOG.warn("The host names a terminal \"{}\", so it cannot be resized", device);
            return size -> {};
        }
        return size -> {
            CommandOutput output = link.run(List.of(
                    "stty",
                    "-F",
                    device,
                    "cols",
                    Integer.toString(size.columns()),
                    "rows",
                    Integer.toString(size.rows())));
            if (output.exitCode() != 0) {
                LOG.debug("Terminal {} could not be resized: {}", device, output.error());
            }
        };
    }
}
