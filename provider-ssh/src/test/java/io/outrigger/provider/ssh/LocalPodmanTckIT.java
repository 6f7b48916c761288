// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import io.outrigger.tck.Capability;
import io.outrigger.tck.ProviderHarness;
import io.outrigger.tck.ProviderTck;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The provider {@code local} keeps the contract with containers of podman. */
@NeedsPodman
@Tag("engine")
class LocalPodmanTckIT extends ProviderTck {

    @TempDir
    private Path directory;

    @Override
    protected ProviderHarness harness() {
        return new LocalHarness(directory.resolve("state"));
    }

    /** A site in a directory of its own. */
    private static final class LocalHarness extends PodmanHarness {

        LocalHarness(Path directory) {
            super(directory);
        }

        @Override
        public ProviderFactory factory() {
            return new LocalProviderFactory();
        }

        @Override
        public SiteSpec site() {
            return SiteSpec.of("edge", "local", settings());
        }

        @Override
        public Set<Capability> lacks() {
            return EnumSet.of(Capability.LINK);
        }

        @Override
        public boolean isThreadOfLibrary(String name) {
            return name.equals("FileSystemWatchService");
        }
    }
}
