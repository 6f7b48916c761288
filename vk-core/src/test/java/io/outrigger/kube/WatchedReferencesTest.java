// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static io.outrigger.kube.WatchScript.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.outrigger.loop.Threads;
import io.outrigger.spi.PodRef;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WatchedReferencesTest {

    private static final PodRef WEB = new PodRef("shop", "web", "u1");
    private static final PodRef API = new PodRef("shop", "api", "u2");
    private static final ObjectRef KEY = new ObjectRef(ObjectRef.Kind.SECRET, "shop", "key");

    private final MockWebServer server = new MockWebServer();
    private final WatchScript script = new WatchScript();
    private final List<PodRef> told = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Threads.timer("test-timer");
    private final ExecutorService lists = Threads.workers("test-list", 2);
    private OkHttpClient http;
    private References references;

    @BeforeEach
    void open() throws IOException {
        server.setDispatcher(script);
        server.start();
        String url = server.url("/").toString();
        http = HttpTuning.client(KubeFixture.config(url), Clock.systemUTC());
        var api = new ApiServer(http, url, new Json(), Duration.ofSeconds(10));
        var shared = new Watching(api, lists, timer, Clock.systemUTC(), KubeFixture.QUICK);
        references = new WatchedReferences(shared, told::add, Duration.ofMillis(200));
    }

    @AfterEach
    void close() {
        references.close();
        script.end();
        timer.shutdownNow();
        lists.shutdownNow();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
        server.close();
    }

    @Test
    void aSecretIsListedAndWatchedByItsNameOnlyAndOnceForAllItsUsers() throws Exception {
        script.list("5", secret(3, "a", false));
        script.watch();
        references.use(WEB, Set.of(KEY));
        references.use(API, Set.of(KEY));
        assertThat(references.secret("shop", "key").map(Secret::getData)).contains(Map.of("k", "a"));
        references.secret("shop", "key");
        await().atMost(5, TimeUnit.SECONDS).until(() -> script.targets.size() == 2);
        assertThat(script.targets)
                .allMatch(target -> target.startsWith("/api/v1/namespaces/shop/secrets?"))
                .allMatch(target -> target.contains("fieldSelector=metadata.name%3Dkey"));
        assertThat(told).isEmpty();
    }

    @Test
    void everyUserIsToldOfAChange() throws Exception {
        script.list("5", secret(3, "a", false));
        LiveStream watch = script.watch();
        references.use(WEB, Set.of(KEY));
        references.use(API, Set.of(KEY));
        references.secret("shop", "key");
        watch.send(event("MODIFIED", secret(6, "b", false)));
        await().atMost(5, TimeUnit.SECONDS).until(() -> told.size() == 2);
        assertThat(told).containsExactlyInAnyOrder(WEB, API);
        assertThat(references.secret("shop", "key").map(Secret::getData)).contains(Map.of("k", "b"));
    }

    @Test
    void anImmutableSecretIsNotWatched() throws Exception {
        script.list("5", secret(3, "a", true));
        references.use(WEB, Set.of(KEY));
        assertThat(references.secret("shop", "key")).isPresent();
        assertThat(references.secret("shop", "key")).isPresent();
        assertThat(script.targets).hasSize(1);
    }

    @Test
    void aSecretThatNobodyUsesAnyMoreIsNotWatchedForLong() throws Exception {
        script.list("5", secret(3, "a", false));
        script.watch();
        references.use(WEB, Set.of(KEY));
        references.secret("shop", "key");
        await().atMost(5, TimeUnit.SECONDS).until(() -> http.dispatcher().runningCallsCount() == 1);
        references.use(WEB, Set.of());
        await().atMost(5, TimeUnit.SECONDS).until(() -> http.dispatcher().runningCallsCount() == 0);
    }

    @Test
    void aPodThatReturnsSoonFindsTheWatchStillOpen() throws Exception {
        script.list("5", secret(3, "a", false));
        script.watch();
        references.use(WEB, Set.of(KEY));
        references.secret("shop", "key");
        references.use(WEB, Set.of());
        references.use(API, Set.of(KEY));
        assertThat(references.secret("shop", "key")).isPresent();
        assertThat(script.count("limit=500")).isEqualTo(1);
    }

    @Test
    void a403IsToldToTheReaderAndThePodIsReportedOnceItIsAllowed() throws Exception {
        script.list(KubeFixture.json(403, KubeFixture.status(403, "Forbidden", "no secrets for you"))
                .build());
        references.use(WEB, Set.of(KEY));
        assertThatThrownBy(() -> references.secret("shop", "key"))
                .isInstanceOfSatisfying(
                        KubeException.class,
                        refused -> assertThat(refused.forbidden()).isTrue())
                .hasMessageContaining("secret \"key\" in namespace shop")
                .hasMessageContaining("no secrets for you");
        script.list("5", secret(3, "a", false));
        script.watch();
        await().atMost(5, TimeUnit.SECONDS).until(() -> told.contains(WEB));
        assertThat(references.secret("shop", "key")).isPresent();
    }

    @Test
    void aSecretThatNobodyUsesIsReadEachTime() throws Exception {
        script.list(KubeFixture.json(200, secret(3, "a", false)).build());
        script.list(KubeFixture.json(404, KubeFixture.status(404, "NotFound", "gone"))
                .build());
        assertThat(references.secret("shop", "key")).isPresent();
        assertThat(references.secret("shop", "key")).isEmpty();
        assertThat(script.targets).containsOnly("/api/v1/namespaces/shop/secrets/key");
    }

    private static String secret(int version, String value, boolean immutable) {
        return """
                {"metadata":{"name":"key","namespace":"shop","uid":"s","resourceVersion":"%d"},"data":{"k":"%s"},"immutable":%s}""".formatted(version, value, immutable);
    }
}
