// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessTest {

    private final ScriptedReviews reviews = new ScriptedReviews();
    private final AtomicLong time = new AtomicLong();
    private final Access access = new Access(reviews, time::get);

    AccessTest() {
        reviews.tokens.put("good", ScriptedReviews.named("prometheus"));
    }

    private Access.Verdict verdict(String authorization, String method, String route) {
        return access.on(new Access.Request(null, authorization, method, route, "edge-1"));
    }

    private int status(String method, String route) {
        return verdict("Bearer good", method, route).status();
    }

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, stats, get stats",
        "POST, stats, create stats",
        "GET, metrics, get metrics",
        "GET, logs, get log",
        "GET, containerLogs, get proxy",
        "POST, exec, create proxy",
        "GET, exec, get proxy",
        "GET, attach, get proxy",
        "POST, portForward, create proxy",
        "POST, run, create proxy",
        "GET, pods, get pods",
        "GET, pods, get proxy",
        "GET, runningpods, get pods",
        "GET, healthz, get healthz",
        "GET, configz, get configz",
        "GET, configz, get proxy",
        "PUT, debug, update proxy",
        "GET, nowhere, get proxy"
    })
    void aRouteIsOpenToWhoMayUseItsPartOfTheNode(String method, String route, String permission) {
        assertThat(status(method, route)).isEqualTo(403);
        pass(Duration.ofMinutes(1));
        reviews.granted.add("prometheus " + permission + " edge-1");
        assertThat(status(method, route)).isEqualTo(200);
    }

    @Test
    void proxyOfLogsOfTheNodeIsNotEnough() {
        reviews.granted.add("prometheus get proxy edge-1");
        assertThat(status("GET", "metrics")).isEqualTo(403);
        assertThat(status("GET", "logs")).isEqualTo(403);
    }

    @Test
    void aRefusalNamesUserVerbAndParts_asTheKubeletsDoes() {
        assertThat(verdict("Bearer good", "GET", "pods").message())
                .isEqualTo("Forbidden (user=prometheus, verb=get, resource=nodes, subresource(s)=[pods proxy])\n");
    }

    @ParameterizedTest
    @CsvSource({"Bearer bad", "Bearer", "Basic Z29vZA==", "good", "''"})
    void whoHasNoTokenThatCountsIsUnauthorized(String authorization) {
        assertThat(verdict(authorization, "GET", "pods")).isEqualTo(new Access.Verdict(401, "Unauthorized"));
    }

    @Test
    void anEndlessTokenIsNotEvenAskedAbout() {
        assertThat(verdict("Bearer " + "x".repeat(20_000), "GET", "pods").status())
                .isEqualTo(401);
        assertThat(reviews.asked).isEmpty();
    }

    @Test
    void aYesIsKeptForFiveMinutesAndATokenForTwo() {
        reviews.granted.add("prometheus get metrics edge-1");
        status("GET", "metrics");
        pass(Duration.ofSeconds(119));
        assertThat(status("GET", "metrics")).isEqualTo(200);
        assertThat(reviews.asked).containsExactly("token", "prometheus get metrics edge-1");
        reviews.granted.clear();
        pass(Duration.ofSeconds(2));
        assertThat(status("GET", "metrics")).isEqualTo(200);
        assertThat(reviews.asked).containsExactly("token", "prometheus get metrics edge-1", "token");
        pass(Duration.ofMinutes(3));
        assertThat(status("GET", "metrics")).isEqualTo(403);
    }

    @Test
    void aNoIsKeptForThirtySeconds() {
        status("GET", "metrics");
        reviews.granted.add("prometheus get metrics edge-1");
        pass(Duration.ofSeconds(29));
        assertThat(status("GET", "metrics")).isEqualTo(403);
        pass(Duration.ofSeconds(2));
        assertThat(status("GET", "metrics")).isEqualTo(200);
    }

    @Test
    void aPermissionForOneNodeIsNoneForAnother() {
        reviews.granted.add("prometheus get metrics edge-1");
        status("GET", "metrics");
        var other = new Access.Request(null, "Bearer good", "GET", "metrics", "edge-2");
        assertThat(access.on(other).status()).isEqualTo(403);
    }

    @Test
    void whileTheApiServerIsAwayNobodyIsAdmitted_andNothingIsKept() {
        reviews.granted.add("prometheus get metrics edge-1");
        reviews.away = true;
        assertThat(status("GET", "metrics")).isEqualTo(401);
        reviews.away = false;
        assertThat(status("GET", "metrics")).isEqualTo(200);
    }

    @Test
    void whenOnlyTheVerdictCannotBeHadThatIsAnErrorOfTheServer() {
        status("GET", "metrics");
        reviews.away = true;
        assertThat(verdict("Bearer good", "GET", "stats"))
                .isEqualTo(new Access.Verdict(
                        500,
                        "Authorization error (user=prometheus, verb=get, resource=nodes, subresource(s)=[stats])\n"));
    }

    @Test
    void aRequestDoesNotShowItsToken() {
        assertThat(new Access.Request(null, "Bearer good", "GET", "pods", "").toString())
                .isEqualTo("GET /pods of all nodes");
    }
}
