// SPDX-License-Identifier: Apache-2.0
package com.example.device.simulator;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.util.List;

/** A device on the loopback interface: WireMock in front, a simulator behind. Stubs of a higher priority are weather. */
public final class SimulatedDevice implements AutoCloseable {

    /** What the device wants to hear. */
    public static final String TOKEN = "sesame-4711";

    private static final int BEHIND_EVERYTHING = 100;

    private final Simulator simulator = new Simulator();
    private final WireMockServer server;

    /** Switches it on. */
    public SimulatedDevice() {
        server = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .disableRequestJournal()
                .extensions(new DeviceApi(simulator, TOKEN)));
        server.start();
        server.stubFor(any(anyUrl())
                .atPriority(BEHIND_EVERYTHING)
                .willReturn(aResponse().withTransformers(DeviceApi.NAME)));
    }

    /** WireMock, for bad weather. */
    public WireMockServer server() {
        return server;
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    public void kill(String job, String task) {
        simulator.kill(job, task);
    }

    public List<String> leftovers(String job) {
        return simulator.leftovers(job);
    }

    /** Breaks the link, or heals it; jobs go on. */
    public void cut(boolean now) {
        simulator.cut(now);
    }

    @Override
    public void close() {
        simulator.close();
        server.stop();
    }
}
