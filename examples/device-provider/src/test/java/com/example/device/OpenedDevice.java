// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import com.example.device.simulator.SimulatedDevice;
import com.github.tomakehurst.wiremock.WireMockServer;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/** A simulated device and a site that is open on it, for one test. */
final class OpenedDevice implements AutoCloseable, ProviderContext {

    final SimulatedDevice device = new SimulatedDevice();
    final Path tokenFile;
    final Site site;
    private final Provider provider = new DeviceFactory().create(this);

    OpenedDevice() throws IOException, ProviderException {
        tokenFile = Files.createTempFile("device", ".token");
        Files.writeString(tokenFile, SimulatedDevice.TOKEN);
        site = open(device.url(), "20s");
    }

    /** Opens the site at another address, or with less patience. */
    Site open(String url, String timeout) throws ProviderException {
        return provider.open(SiteSpec.of(
                "lathe-7", "device", Map.of("url", url, "tokenFile", tokenFile.toString(), "timeout", timeout)));
    }

    WireMockServer weather() {
        return device.server();
    }

    static PodRef ref(String name, String uid) {
        return new PodRef("workshop", name, uid);
    }

    /** A pod that runs until it is killed. */
    static DesiredPod pod(PodRef ref, String secret) {
        return pod(ref, secret, "while :; do sleep 0.1; done");
    }

    /** A pod that runs a script of the shell. */
    static DesiredPod pod(PodRef ref, String secret, String script) {
        var pod = new PodBuilder()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("main")
                .withImage("shell")
                .endContainer()
                .endSpec()
                .build();
        var main = new DesiredContainer("main", Map.of("PASSWORD", secret), List.of("sh", "-c", script), List.of(), 0);
        return new DesiredPod(ref, pod, Map.of("main", main), Map.of(), List.of(), "1");
    }

    @Override
    public String clusterId() {
        return "weather";
    }

    @Override
    public String holder() {
        return "test";
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public ThreadFactory threads() {
        return task -> {
            Thread thread = new Thread(task, "lent");
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() throws IOException {
        site.close();
        provider.close();
        device.close();
        Files.delete(tokenFile);
    }
}
