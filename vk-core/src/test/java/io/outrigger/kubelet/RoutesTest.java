// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    @TempDir
    Path directory;

    private Endpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint(directory);
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void podsAreAListAsTheApiServerHasThem() throws Exception {
        endpoint.pods.add("web", FakePods.running()).add("db", FakePods.running());

        var response = endpoint.client.get("/pods");

        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        var list = new ObjectMapper().readValue(response.body(), PodList.class);
        assertThat(list.getKind()).isEqualTo("PodList");
        assertThat(list.getItems()).containsExactlyInAnyOrderElementsOf(endpoint.pods.pods());
        assertThat(list.getItems()).extracting(Pod::getKind).containsOnly("Pod");
    }

    @Test
    void manyPodsArriveWhole() throws Exception {
        for (int number = 0; number < 2000; number++) {
            endpoint.pods.add("web-" + number, FakePods.running());
        }

        var list = new ObjectMapper().readValue(endpoint.client.get("/pods").body(), PodList.class);

        assertThat(list.getItems()).hasSize(2000);
    }

    @Test
    void noPodsAreAnEmptyList() throws Exception {
        assertThat(endpoint.client.get("/pods").body())
                .isEqualTo("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}\n");
    }

    @Test
    void metricsAreTextForPrometheus() throws Exception {
        var response = endpoint.client.get("/metrics");

        assertThat(response.body()).isEqualTo("pods 1\n");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nowhere",
                "/pods/default",
                "/healthz/nothing",
                "/metrics/nothing",
                "/stats",
                "/stats/nothing",
                "/container%2"
            })
    void whatIsNotServedIsNotFound(String path) throws Exception {
        var status = raw(path);

        assertThat(status).startsWith("HTTP/1.1 404").endsWith("404 page not found\n");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /pods, GET",
        "DELETE, /pods, GET",
        "PUT, /metrics, GET",
        "POST, /healthz, GET",
        "POST, /containerLogs/default/web/main, GET",
        "DELETE, /exec/default/web/main, 'GET, POST'"
    })
    void aWrongMethodIsToldTheRightOnes(String method, String path, String allowed) throws Exception {
        var response = endpoint.client.send(method, path, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue(allowed);
        assertThat(response.body()).isEqualTo("Method Not Allowed");
    }

    @Test
    void aRequestLineWithoutEndIsRefused() throws Exception {
        assertThat(raw("/pods?" + "x".repeat(70_000))).containsPattern("^HTTP/1.. 414 ");
    }

    @Test
    void headersWithoutEndAreRefused() throws Exception {
        assertThat(raw("/pods HTTP/1.1\r\nX: " + "x".repeat(70_000) + "\r\nY:")).containsPattern("^HTTP/1.. 431 ");
    }

    /** Sends what no client library would. */
    private String raw(String path) throws Exception {
        return endpoint.client.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }
}
