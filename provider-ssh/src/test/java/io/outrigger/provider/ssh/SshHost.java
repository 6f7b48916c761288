// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.OpenSshServer;
import io.outrigger.spi.ProviderException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A host behind OpenSSH and the sites that tests have on it; everything ends with it. */
final class SshHost implements AutoCloseable {

    final Account account = Account.present();
    final OpenSshServer server;
    private final List<SiteHarness> sites = new ArrayList<>();
    private final List<SshProvider> providers = new ArrayList<>();

    SshHost(String... configuration) {
        server = OpenSshServer.start(account, configuration);
    }

    Path directory() {
        return account.home().resolve("state");
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(server.settings());
        settings.put("directory", directory().toString());
        settings.put("runtime", "process");
        settings.put("volumes", "environment");
        return settings;
    }

    /** Of somebody who gives up soon on a host that does not answer. */
    Map<String, Object> impatient(int port) {
        Map<String, Object> settings = settings("port", port);
        settings.put("connectTimeout", "5s");
        settings.put("commandTimeout", "5s");
        return settings;
    }

    Map<String, Object> settings(String key, Object value) {
        Map<String, Object> settings = settings();
        settings.put(key, value);
        return settings;
    }

    SiteHarness open() throws ProviderException {
        return open(settings());
    }

    /** A site of a program of its own. */
    SiteHarness open(Map<String, Object> settings) throws ProviderException {
        SshProvider provider = new SshProvider(new SiteHarness.Context(), SiteHarness.FAST);
        providers.add(provider);
        SiteHarness site = new SiteHarness(Path.of(String.valueOf(settings.get("directory"))), provider, settings);
        sites.add(site);
        return site;
    }

    @Override
    public void close() throws ProviderException {
        try {
            for (SiteHarness site : sites) {
                site.site().close();
            }
            providers.forEach(SshProvider::close);
            // Whatever the weather was, the pods are killed by a program that is not cut off.
            try (SiteHarness local = new SiteHarness(directory(), "/bin/sh")) {
                local.site().list();
            }
        } finally {
            server.close();
            SiteHarness.eventually(account::close);
        }
    }
}
