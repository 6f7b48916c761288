// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.spi.LogOptions;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes on for long: news and logs. */
class StreamsTest {

    private static final PodRef TURN = OpenedDevice.ref("turn", "11111111-2222-3333-4444-555555555555");
    private static final LogOptions FOLLOW = new LogOptions(false, true, OptionalLong.empty(), Optional.empty());

    private OpenedDevice opened;

    @BeforeEach
    void open() throws Exception {
        opened = new OpenedDevice();
    }

    @AfterEach
    void close() throws Exception {
        opened.close();
    }

    @Test
    void aLogOfManyPiecesIsWhole() throws Exception {
        String script = "i=0; while [ $i -lt 250 ]; do echo line-$i; i=$((i+1)); done";
        opened.site.apply(OpenedDevice.pod(TURN, "secret", script));
        List<String> texts =
                reader(FOLLOW).lines().map(line -> line.substring(31)).toList();
        assertThat(texts).hasSize(250).startsWith("line-0", "line-1").endsWith("line-249");
    }

    @Test
    void aLogThatNobodyFollowsEndsWhileTheTaskRuns() throws Exception {
        opened.site.apply(OpenedDevice.pod(TURN, "secret", "echo ready; while :; do sleep 0.1; done"));
        try (BufferedReader follower = reader(FOLLOW)) {
            assertThat(follower.readLine()).endsWith(" ready");
        }
        assertThat(reader(LogOptions.all()).lines()).hasSize(1);
    }

    @Test
    void aFollowerHearsThatTheLinkBroke() throws Exception {
        opened.site.apply(OpenedDevice.pod(TURN, "secret", "echo ready; while :; do sleep 0.1; done"));
        try (BufferedReader log = reader(FOLLOW)) {
            assertThat(log.readLine()).endsWith(" ready");
            opened.device.cut(true);
            assertThatThrownBy(log::readLine)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("site lathe-7")
                    .hasMessageContaining("the connection broke");
        }
    }

    @Test
    void aDeviceThatForgotItsNewsIsAskedForTheList() throws Exception {
        opened.weather()
                .stubFor(get(urlPathEqualTo("/changes"))
                        .atPriority(1)
                        .willReturn(aResponse().withStatus(410)));
        opened.site.apply(OpenedDevice.pod(TURN, "secret"));
        BlockingQueue<String> reports = new LinkedBlockingQueue<>();
        opened.site.start(new PodListener() {
            @Override
            public void changed(ObservedPod pod) {
                reports.add("changed " + pod.ref());
            }

            @Override
            public void removed(PodRef pod) {
                reports.add("removed " + pod);
            }

            @Override
            public void gap() {
                reports.add("gap");
            }
        });
        assertThat(List.of(next(reports), next(reports), next(reports), next(reports)))
                .containsExactly("changed " + TURN, "gap", "changed " + TURN, "gap");
    }

    private BufferedReader reader(LogOptions options) throws Exception {
        var log = opened.site.logs().orElseThrow().open(TURN, "main", options);
        return new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8));
    }

    private static String next(BlockingQueue<String> reports) throws InterruptedException {
        String report = reports.poll(20, TimeUnit.SECONDS);
        return report == null ? "nothing within 20 s" : report;
    }
}
