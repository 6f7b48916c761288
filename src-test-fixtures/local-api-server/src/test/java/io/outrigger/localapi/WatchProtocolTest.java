// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists and watches on the wire: what informers rely on. Every watch here ends by its own timeoutSeconds. */
class WatchProtocolTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private LocalApiServer server;

    @BeforeEach
    void start() {
        server = LocalApiServer.builder().port(0).watchHistory(3).build().start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_watch_from_a_list_sees_what_came_after_it_and_ends_with_a_bookmark() throws Exception {
        String listed = get(MAPS).path("metadata").path("resourceVersion").asText();
        create("a");
        List<JsonNode> events = watch("allowWatchBookmarks=true&resourceVersion=" + listed);

        assertThat(events).extracting(event -> event.path("type").asText()).containsExactly("ADDED", "BOOKMARK");
        assertThat(events.get(0).path("object").path("metadata").path("name").asText())
                .isEqualTo("a");
        assertThat(version(events.get(1))).isEqualTo(version(events.get(0)));
    }

    @Test
    void a_watch_list_sends_the_state_and_marks_its_end() throws Exception {
        create("a");
        List<JsonNode> events =
                watch("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");

        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .containsExactly("ADDED", "ADDED", "BOOKMARK", "BOOKMARK");
        assertThat(events.get(2)
                        .at("/object/metadata/annotations/k8s.io~1initial-events-end")
                        .asText())
                .isEqualTo("true");
        assertThat(events.get(3).at("/object/metadata/annotations").isMissingNode())
                .isTrue();
    }

    @Test
    void a_watch_list_without_its_match_is_refused() throws Exception {
        HttpResponse<String> answer = send("GET", MAPS + "?watch=true&sendInitialEvents=true", "");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }

    @Test
    void a_watch_from_a_forgotten_version_is_told_410() throws Exception {
        String listed = get(MAPS).path("metadata").path("resourceVersion").asText();
        for (String name : List.of("a", "b", "c", "d", "e")) {
            create(name);
        }
        List<JsonNode> events = watch("resourceVersion=" + listed);

        assertThat(events).hasSize(1);
        assertThat(events.get(0).path("type").asText()).isEqualTo("ERROR");
        assertThat(events.get(0).at("/object/code").asInt()).isEqualTo(410);
        assertThat(events.get(0).at("/object/reason").asText()).isEqualTo("Expired");
    }

    @Test
    void a_watch_from_the_future_of_a_restarted_server_is_told_410() throws Exception {
        List<JsonNode> events = watch("resourceVersion=999999");
        assertThat(events.get(0).at("/object/code").asInt()).isEqualTo(410);
    }

    @Test
    void an_object_that_leaves_the_selection_is_deleted_for_its_watcher() throws Exception {
        create("a");
        String listed = get(MAPS).path("metadata").path("resourceVersion").asText();
        label("a", "\"blue\"");
        label("a", "null");
        List<JsonNode> events = watch("labelSelector=colour%3Dblue&resourceVersion=" + listed);

        assertThat(events).extracting(event -> event.path("type").asText()).containsExactly("ADDED", "DELETED");
        assertThat(events.get(1).at("/object/metadata/labels/colour").asText()).isEqualTo("blue");
    }

    @Test
    void a_watch_over_websocket_gets_a_plain_answer() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(server.url() + MAPS + "?watch=true"))
                        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("plain HTTP");
    }

    private void create(String name) throws Exception {
        HttpResponse<String> answer = send("POST", MAPS, "{\"metadata\":{\"name\":\"" + name + "\"}}");
        assertThat(answer.statusCode()).isEqualTo(201);
    }

    private void label(String name, String value) throws Exception {
        String patch = "{\"metadata\":{\"labels\":{\"colour\":" + value + "}}}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + MAPS + "/" + name))
                .method("PATCH", HttpRequest.BodyPublishers.ofString(patch))
                .header("Content-Type", "application/merge-patch+json")
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    private List<JsonNode> watch(String query) throws Exception {
        String path = MAPS + "?watch=true&timeoutSeconds=1&" + query;
        return send("GET", path, "")
                .body()
                .lines()
                .map(WatchProtocolTest::parse)
                .toList();
    }

    private JsonNode get(String path) throws Exception {
        return parse(send("GET", path, "").body());
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String version(JsonNode event) {
        return event.at("/object/metadata/resourceVersion").asText();
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
