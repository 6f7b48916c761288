// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every route: a stranger gets 401, a weak account 403, and only who may comes through. */
class AccessRoutesTest {

    @TempDir
    Path directory;

    private Endpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint(directory);
        endpoint.pods.add("web", FakePods.running());
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    private HttpResponse<String> as(String token, String method, String path, String... more) throws Exception {
        var client = endpoint.client(null);
        if (more.length == 0) {
            return client.sendWith(method, path, "Authorization", "Bearer " + token);
        }
        return client.sendWith(method, path, "Authorization", "Bearer " + token, more[0], more[1]);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /pods, get pods ''",
        "GET, /runningpods/, get pods ''",
        "GET, /configz, get configz ''",
        "GET, /metrics, get metrics ''",
        "GET, /metrics/resource/press-hall-1, get metrics press-hall-1",
        "GET, /metrics/probes, get metrics ''",
        "GET, /metrics/cadvisor, get metrics ''",
        "GET, /stats/summary/press-hall-1, get stats press-hall-1",
        "POST, /stats/summary/press-hall-1, create stats press-hall-1",
        "GET, /logs/, get log ''",
        "GET, /healthz, get healthz ''",
        "GET, /healthz/syncloop, get proxy ''",
        "GET, /containerLogs/default/web/main, get proxy press-hall-1",
        "POST, /exec/default/web/main, create proxy press-hall-1",
        "GET, /exec/default/web/uid-of-web/main, get proxy press-hall-1",
        "POST, /attach/default/web/main, create proxy press-hall-1",
        "POST, /portForward/default/web, create proxy press-hall-1",
        "POST, /run/default/web/main, create proxy press-hall-1",
        "GET, /containerLogs/default/nobody/main, get proxy ''",
        "GET, /nowhere, get proxy ''",
        "PUT, /pods, update proxy ''"
    })
    void aStrangerIsUnauthorizedAWeakAccountForbiddenAndWhoMayComesThrough(String method, String path, String needed)
            throws Exception {
        assertThat(endpoint.client(null).sendWith(method, path, "X", "x").statusCode())
                .isEqualTo(401);
        assertThat(as("bad", method, path).statusCode()).isEqualTo(401);
        var weak = as("weak", method, path);
        assertThat(weak.statusCode()).isEqualTo(403);
        assertThat(weak.body()).startsWith("Forbidden (user=weak, verb=");
        assertThat(endpoint.logs.asked).isEmpty();
        endpoint.reviews.granted.add("prometheus " + needed.replace("''", ""));
        assertThat(as("prometheus", method, path).statusCode()).isNotIn(401, 403);
    }

    @Test
    void aCertificateIsNotEnoughWithoutPermission() throws Exception {
        var weak = endpoint.client(endpoint.authority.client("weak"));
        assertThat(weak.get("/pods").statusCode()).isEqualTo(403);
        assertThat(weak.get("/pods").body())
                .isEqualTo("Forbidden (user=weak, verb=get, resource=nodes, subresource(s)=[pods proxy])\n");
    }

    @Test
    void theApiServersProxyTellsWhichNodeIsMeant() throws Exception {
        endpoint.pods.add("elsewhere", FakePods.running());
        endpoint.reviews.granted.add("prometheus get pods press-hall-1");
        endpoint.reviews.granted.add("prometheus get pods press-hall-2");
        assertThat(as("prometheus", "GET", "/pods").statusCode()).isEqualTo(403);
        var mine = as("prometheus", "GET", "/pods", "X-Forwarded-Uri", "/api/v1/nodes/press-hall-1/proxy/pods");
        assertThat(mine.body()).contains("\"name\":\"web\"");
        var others = as("prometheus", "GET", "/pods", "X-Forwarded-Uri", "/api/v1/nodes/press-hall-2/proxy/pods");
        assertThat(others.body()).contains("\"items\":[]");
    }
}
