// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from the API server to a kubelet. */
class KubeletProxyTest {
    private static final String LOG = "/api/v1/namespaces/default/pods/web/log";

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private LocalApiServer server;
    private FakeKubelet kubelet;

    @BeforeEach
    void start() throws Exception {
        server = LocalApiServer.builder().port(0).scheduler(false).build().start();
        kubelet = new FakeKubelet();
        post("/api/v1/nodes", """
                {"metadata": {"name": "edge-1"}, "status": {
                 "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
                 "daemonEndpoints": {"kubeletEndpoint": {"Port": PORT}}}}
                """.replace("PORT", "" + kubelet.port()));
        post("/api/v1/namespaces/default/pods", """
                {"metadata": {"name": "web"}, "spec": {"nodeName": "edge-1",
                 "containers": [{"name": "main", "image": "busybox:1"}]}}
                """);
    }

    @AfterEach
    void stop() {
        server.close();
        kubelet.close();
    }

    @Test
    void logs_are_fetched_from_the_node_with_their_options() throws Exception {
        HttpResponse<String> answer = get(LOG + "?tailLines=5&timestamps=true");
        assertThat(answer.body()).isEqualTo("all lines\n");
        assertThat(kubelet.asked).containsExactly("GET /containerLogs/default/web/main?timestamps=true&tailLines=5");
    }

    @Test
    void a_follower_gets_each_line_as_it_is_written() throws Exception {
        HttpResponse<InputStream> answer =
                http.send(request(LOG + "?follow=true").build(), HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo("first line");
        await().atMost(Duration.ofMinutes(1)).until(kubelet::isFollowed);
        kubelet.endFollowed("last line\n");
        assertThat(lines.readLine()).isEqualTo("last line");
        assertThat(lines.readLine()).isNull();
    }

    @Test
    void the_kubelets_refusal_is_wrapped_in_a_status() throws Exception {
        HttpResponse<String> answer = get(LOG + "?previous=true");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("\"kind\":\"Status\"", "\"reason\":\"BadRequest\"")
                .contains("previous terminated container \\\"main\\\" in pod \\\"web\\\" not found");
    }

    @Test
    void a_container_that_the_pod_does_not_have_is_refused_before_the_node_is_asked() throws Exception {
        HttpResponse<String> answer = get(LOG + "?container=other");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("container other is not valid for pod web");
        assertThat(kubelet.asked).isEmpty();
    }

    @Test
    void a_node_that_does_not_answer_is_named_with_its_address() throws Exception {
        kubelet.close();
        HttpResponse<String> answer = get(LOG);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("https://127.0.0.1:" + kubelet.port() + "/containerLogs/default/web/main");
    }

    @Test
    void node_proxy_requests_reach_the_kubelet() throws Exception {
        HttpResponse<String> answer = get("/api/v1/nodes/edge-1/proxy/stats/summary?only_cpu_and_memory=true");
        assertThat(answer.body()).isEqualTo("{\"node\":{}}");
        assertThat(kubelet.asked).containsExactly("GET /stats/summary?only_cpu_and_memory=true");
    }

    @Test
    void kubectl_logs_and_exec_work_through_the_server() throws Exception {
        Assumptions.assumeTrue(Kubectl.program().isPresent(), "no kubectl: put one on the PATH or name it by KUBECTL");
        Kubectl kubectl = Kubectl.of(Kubectl.program().orElseThrow(), server, directory);
        assertThat(kubectl.run("logs", "web")).isEqualTo("all lines\n");
        Kubectl.Result exec = kubectl.tryRun("exec", "web", "--", "say", "hello there");
        assertThat(exec.output()).contains("hello from the node", "command terminated with exit code 3");
        assertThat(exec.exitCode()).isEqualTo(3);
        assertThat(kubectl.tryRun("attach", "web").output()).contains("pod does not exist");
        assertThat(kubelet.asked)
                .anySatisfy(asked -> assertThat(asked)
                        .startsWith("GET /exec/default/web/main?command=say&command=hello%20there")
                        .contains("output=1", "error=1"));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(201);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path));
    }
}
