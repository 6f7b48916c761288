// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.store.GroupResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT119S,119s",
        "PT2M,2m",
        "PT9M59S,9m59s",
        "PT179M,179m",
        "PT3H,3h",
        "PT7H30M,7h30m",
        "PT47H,47h",
        "P2D,2d",
        "PT73H,3d1h",
        "P400D,400d",
        "P800D,2y70d",
        "P4000D,10y",
        "PT-5S,<invalid>"
    })
    void ages_are_short(Duration age, String shown) {
        assertThat(Age.format(age)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"phase\":\"Pending\"}|0/1|Pending|0",
                "{\"phase\":\"Pending\",\"containerStatuses\":[{\"state\":{\"waiting\":{\"reason\":\"ImagePullBackOff\"}}}]}|0/1|ImagePullBackOff|0",
                "{\"phase\":\"Running\",\"containerStatuses\":[{\"ready\":true,\"state\":{\"running\":{}}}]}|1/1|Running|0",
                "{\"phase\":\"Running\",\"containerStatuses\":[{\"restartCount\":3,\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}},\"lastState\":{\"terminated\":{\"finishedAt\":\"2026-01-01T00:58:30Z\"}}}]}|0/1|CrashLoopBackOff|3 (90s ago)",
                "{\"phase\":\"Succeeded\",\"containerStatuses\":[{\"state\":{\"terminated\":{\"exitCode\":0,\"reason\":\"Completed\"}}}]}|0/1|Completed|0",
                "{\"phase\":\"Failed\",\"containerStatuses\":[{\"state\":{\"terminated\":{\"exitCode\":3}}}]}|0/1|ExitCode:3|0",
                "{\"phase\":\"Failed\",\"reason\":\"Evicted\"}|0/1|Evicted|0",
                "{\"phase\":\"Pending\",\"initContainerStatuses\":[{\"state\":{\"waiting\":{\"reason\":\"PodInitializing\"}}}]}|0/1|Init:0/1|0",
                "{\"phase\":\"Pending\",\"initContainerStatuses\":[{\"state\":{\"terminated\":{\"exitCode\":1,\"reason\":\"Error\"}}}]}|0/1|Init:Error|0",
            })
    void a_pods_row_says_how_it_is(String status, String ready, String state, String restarts) throws IOException {
        ObjectNode pod = pod(status);
        assertThat(cells(GroupResource.PODS, pod).subList(0, 4)).containsExactly("web", ready, state, restarts);
    }

    @Test
    void a_pod_that_is_being_deleted_is_terminating() throws IOException {
        ObjectNode pod = pod("{\"phase\":\"Running\"}");
        ((ObjectNode) pod.get("metadata")).put("deletionTimestamp", "2026-01-01T01:00:30Z");
        assertThat(cells(GroupResource.PODS, pod).get(2)).isEqualTo("Terminating");
    }

    @Test
    void an_unknown_kind_shows_name_and_age() {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", "a").put("creationTimestamp", "2026-01-01T00:59:00Z");
        assertThat(cells(new GroupResource("example.com", "things"), object)).containsExactly("a", "60s");
    }

    private static ObjectNode pod(String status) throws IOException {
        ObjectNode pod = Json.object();
        pod.putObject("metadata").put("name", "web").put("creationTimestamp", "2026-01-01T00:59:00Z");
        ObjectNode spec = pod.putObject("spec");
        spec.putArray("initContainers").addObject();
        spec.putArray("containers").addObject();
        pod.set("status", Json.parse(status.getBytes(StandardCharsets.UTF_8)));
        return pod;
    }

    private static List<String> cells(GroupResource resource, ObjectNode object) {
        ObjectNode table = Tables.of(resource).table(List.of(object), "1", NOW);
        return table.get("rows")
                .get(0)
                .get("cells")
                .valueStream()
                .map(cell -> cell.asText())
                .toList();
    }
}
