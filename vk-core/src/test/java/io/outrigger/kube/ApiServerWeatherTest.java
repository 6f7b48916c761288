// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.spi.PodRef;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What single requests go through; each test is named after the weather. */
final class ApiServerWeatherTest {

    private static final PodRef WEB = new PodRef("shop", "web", "u-1");

    private final MockWebServer server = new MockWebServer();
    private OkHttpClient http;
    private PodWriter pods;

    @BeforeEach
    void open() throws IOException {
        server.start();
        String url = server.url("/").toString();
        http = HttpTuning.client(KubeFixture.config(url), Clock.systemUTC());
        pods = new ApiPodWriter(new ApiServer(http, url, new Json(), Duration.ofMillis(500)));
    }

    @AfterEach
    void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
        server.close();
    }

    @Test
    void aSlowAnswerIsGivenUpAndNotRepeated() {
        server.enqueue(new MockResponse.Builder()
                .headersDelay(2, TimeUnit.SECONDS)
                .body("{}")
                .build());
        fails(() -> pods.delete(WEB), 0, "deleting pod web_shop(u-1): the API server did not answer: timeout");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsCutOffIsAFailure() {
        server.enqueue(new MockResponse.Builder()
                .body("{\"kind\":\"Pod\",\"metadata\":{\"name\":\"web\"}}")
                .onResponseBody(new SocketEffect.CloseSocket())
                .build());
        fails(() -> pods.patchTolerations(WEB, java.util.List.of()), 0, "the API server did not answer");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsCutOffByAProxyIsAFailure() {
        server.enqueue(
                KubeFixture.json(200, "{\"kind\":\"Pod\",\"metadata\":{\"na").build());
        fails(() -> pods.patchTolerations(WEB, java.util.List.of()), 0, "the answer is not what was asked for");
    }

    @Test
    void aHalfOpenConnectionIsGivenUpWithinTheTimeOfARequest() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        long start = System.nanoTime();
        fails(() -> pods.delete(WEB), 0, "the API server did not answer");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void a401SaysThatTheCredentialsHaveToBeRenewed() {
        server.enqueue(KubeFixture.json(401, KubeFixture.status(401, "Unauthorized", "Unauthorized"))
                .build());
        fails(() -> pods.delete(WEB), 401, "(Unauthorized): Unauthorized; the credentials are wrong or have expired");
    }

    @Test
    void a403PassesOnWhatTheServerSays() {
        String message = "pods web is forbidden: User x cannot delete resource pods";
        server.enqueue(KubeFixture.json(403, KubeFixture.status(403, "Forbidden", message))
                .build());
        fails(() -> pods.delete(WEB), 403, "(Forbidden): " + message);
    }

    @Test
    void a409OnAStatusIsAConflict() {
        server.enqueue(KubeFixture.json(409, KubeFixture.status(409, "Conflict", "Precondition failed: UID"))
                .build());
        fails(() -> pods.patchTolerations(WEB, java.util.List.of()), 409, "Precondition failed: UID");
    }

    @Test
    void aRetryAfterInTheStatusCountsLikeTheHeader() {
        server.enqueue(KubeFixture.json(500, """
                        {"kind":"Status","reason":"ServerTimeout","code":500,"details":{"retryAfterSeconds":2}}""").build());
        assertThatThrownBy(() -> pods.delete(WEB))
                .isInstanceOfSatisfying(
                        KubeException.class,
                        refused -> assertThat(refused.retryAfter()).contains(Duration.ofSeconds(2)));
    }

    @Test
    void aConnectionThatWentAwayWhileIdleIsReplacedWithoutAFailure() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .body("{}")
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build());
        server.enqueue(new MockResponse.Builder().body("{}").build());
        pods.delete(WEB);
        pods.delete(WEB);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    private static void fails(ThrowingCallable call, int code, String part) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KubeException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessageContaining(part);
    }
}
