// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.link.Link;
import io.outrigger.provider.ssh.link.LocalLink;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** This machine as a host. */
class LocalLinkIT extends LinkContract {

    @TempDir
    private Path directory;

    private final Link link = new LocalLink(Thread::new);

    @Override
    Link link() {
        return link;
    }

    @Override
    Link other() {
        return new LocalLink(Thread::new);
    }

    @Override
    Path directory() {
        return directory;
    }
}
