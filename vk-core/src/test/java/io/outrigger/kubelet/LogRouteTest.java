// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ProviderException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogRouteTest {

    private static final String LINES = """
            2026-11-21T04:00:01.000000001Z one
            2026-11-21T04:00:05.5Z two
            2026-11-21T04:00:09Z three
            """;

    @TempDir
    Path directory;

    private Endpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint(directory);
        endpoint.pods.add("web", FakePods.runningAgain());
        endpoint.logs.current = LINES;
        endpoint.logs.previous = "2026-11-21T03:00:00.000000000Z before\n";
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "''                                       | one,two,three,",
                "tailLines=2                              | two,three,",
                "tailLines=0                              | ''",
                "tail=1                                   | three,",
                "tail=all                                 | one,two,three,",
                "tail=all&tailLines=1                     | one,two,three,",
                "sinceSeconds=5                           | two,three,",
                "sinceTime=2026-11-21T04:00:05.5Z         | two,three,",
                "sinceTime=2026-11-21T05:00:06%2B01:00    | three,",
                "tailLines=2&sinceSeconds=1               | three,",
                "limitBytes=5                             | 'one,t'",
                "limitBytes=1                             | o",
                "limitBytes=35&timestamps=true            | '2026-11-21T04:00:01.000000001Z one,'",
                "limitBytes=32&timestamps=true            | '2026-11-21T04:00:01.000000001Z o'",
                "timestamps=true&tail=2 | '2026-11-21T04:00:05.500000000Z two,2026-11-21T04:00:09.000000000Z three,'",
                "previous=true                            | before,",
                "previous=false                           | one,two,three,",
                "previous=0&follow=false                  | one,two,three,",
                "stream=All                               | one,two,three,",
                "unknown=1                                | one,two,three,",
            })
    void everyOptionShapesTheLog(String query, String expected) throws Exception {
        var response = endpoint.client.get("/containerLogs/default/web/main?" + query);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body().replace('\n', ',')).isEqualTo(expected);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tailLines=-1",
                "sinceSeconds=-1",
                "sinceSeconds=0",
                "limitBytes=0",
                "limitBytes=-5",
                "sinceSeconds=5&sinceTime=2026-11-21T04:00:00Z"
            })
    void optionsThatMakeNoSenseAreInvalid(String query) throws Exception {
        var response = endpoint.client.get("/containerLogs/default/web/main?" + query);

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).isEqualTo("{\"message\": \"Invalid request.\"}");
        assertThat(endpoint.logs.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tailLines=many", "tail=ten", "sinceSeconds=", "limitBytes=1.5", "sinceTime=yesterday"})
    void optionsThatCannotBeReadAreToldSo(String query) throws Exception {
        var response = endpoint.client.get("/containerLogs/default/web/main?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("{\"message\": \"Unable to decode query.\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/containerLogs/default//main     | 400 | {\"message\": \"Missing podID.\"}",
                "/containerLogs/default/web/      | 400 | {\"message\": \"Missing container name.\"}",
                "/containerLogs//web/main         | 400 | {\"message\": \"Missing podNamespace.\"}",
                "/containerLogs/default/web       | 404 | 404 page not found",
                "/containerLogs/default/gone/main | 404 | pod \"gone\" does not exist",
                "/containerLogs/other/web/main    | 404 | pod \"web\" does not exist",
                "/containerLogs/default/web/side  | 404 | container \"side\" not found in pod \"web\"",
                "/containerLogs/default/web/setup | 400 | container \"setup\" in pod \"web\" is not available",
                "/containerLogs/default/web/main?stream=Stdout | 400 | unable to return the given log stream: "
                        + "\"Stdout\". Please enable PodLogsQuerySplitStreams feature gate in kubelet",
            })
    void whatIsNotThereIsNamedInTheKubeletsWords(String path, int status, String body) throws Exception {
        var response = endpoint.client.get(path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body().stripTrailing()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({
        "ContainerCreating, : ContainerCreating",
        "PodInitializing, : PodInitializing",
        "CreateContainerConfigError, : CreateContainerConfigError",
        "ErrImagePull, : image can't be pulled",
        "ImagePullBackOff, : trying and failing to pull image"
    })
    void aContainerThatWaitsSaysWhatFor(String reason, String text) throws Exception {
        endpoint.pods.add("new", FakePods.waiting(reason));

        var response = endpoint.client.get("/containerLogs/default/new/main");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("container \"main\" in pod \"new\" is waiting to start" + text);
    }

    @Test
    void thereIsNoPreviousInstanceBeforeTheFirst() throws Exception {
        endpoint.pods.add("young", FakePods.running());

        var response = endpoint.client.get("/containerLogs/default/young/main?previous=true");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("previous terminated container \"main\" in pod \"young\" not found");
        assertThat(endpoint.logs.asked).isEmpty();
    }

    @Test
    void aSiteThatHasForgottenThePreviousInstanceSaysTheSame() throws Exception {
        endpoint.logs.failure = new ProviderException(ProviderException.Kind.NOT_FOUND, "rotated away");

        var response = endpoint.client.get("/containerLogs/default/web/main?previous=true");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("previous terminated container \"main\" in pod \"web\" not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "previous=true"})
    void inACrashLoopTheLastInstanceIsShown(String query) throws Exception {
        endpoint.pods.add("crashing", FakePods.crashLooping());

        var response = endpoint.client.get("/containerLogs/default/crashing/main?" + query);

        assertThat(response.body()).isEqualTo("one\ntwo\nthree\n");
        assertThat(endpoint.logs.asked).singleElement().matches(options -> !options.previous());
    }

    @Test
    void aContainerThatHasEndedStillHasItsLog() throws Exception {
        endpoint.pods.add("done", FakePods.terminated("process://7"));

        assertThat(endpoint.client.get("/containerLogs/default/done/main").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aContainerThatEndedWithoutEverStartingHasNone() throws Exception {
        endpoint.pods.add("failed", FakePods.terminated(""));

        var response = endpoint.client.get("/containerLogs/default/failed/main");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("container \"main\" in pod \"failed\" is terminated");
    }

    @Test
    void theSiteIsToldWhatItNeedNotSend() throws Exception {
        endpoint.client.get("/containerLogs/default/web/main?tailLines=5&sinceSeconds=10");

        var asked = endpoint.logs.asked.get(0);
        assertThat(asked.tailLines()).hasValue(5);
        assertThat(asked.since()).hasValue(Instant.parse("2026-11-21T04:00:00Z"));
        assertThat(asked.follow()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"UNREACHABLE, 500", "INTERNAL, 500", "BUSY, 429", "UNSUPPORTED, 501", "NOT_FOUND, 400"})
    void aSiteThatFailsIsQuoted(ProviderException.Kind kind, int status) throws Exception {
        endpoint.logs.failure = new ProviderException(kind, "site press-hall-1 is away since noon");

        var response = endpoint.client.get("/containerLogs/default/web/main?follow=true");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo("site press-hall-1 is away since noon");
    }

    @Test
    void aSiteWithoutLogsSaysSo() throws Exception {
        endpoint.pods.site(new FakeSite());

        var response = endpoint.client.get("/containerLogs/default/web/main");

        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(response.body()).contains("press-hall-1").contains("cannot show logs");
    }
}
