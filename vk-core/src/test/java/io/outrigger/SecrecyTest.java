// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Marks are planted in every secret that the core handles. They reach the site, and nothing else that leaves the core:
 * no answer of the endpoint, no line of the log down to TRACE, no object of the cluster.
 */
@Timeout(120)
class SecrecyTest {

    private static final String NODE = "edge-1";
    private static final List<String> KINDS =
            List.of("environment", "every-variable", "volume", "projected", "registry-password", "broken-registry");
    private static final String CALLER = mark("caller");
    /** Comes when the API server is away, so nobody can say whose it is. */
    private static final String UNHEARD = mark("unheard");

    private static final List<String> METHODS = List.of("GET", "POST", "PUT");

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.outrigger");
    private final Level level = logger.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<DesiredPod> applied = new CopyOnWriteArrayList<>();
    private LocalCluster cluster;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        log.start();
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(log);
        cluster = new LocalCluster(directory);
    }

    @AfterEach
    void stop() {
        cluster.close();
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(level);
    }

    @Test
    void whatIsSecretReachesTheSiteAndNobodyElse() throws Exception {
        plant();
        var left = new ArrayList<String>();
        try (var kubelet = cluster.kubelet().provider(new Listening()).build()) {
            kubelet.start();
            kubelet.addSite(SiteSpec.of(NODE, "listening", Map.of("contactTimeoutSeconds", 2)));
            LocalCluster.soon().until(() -> cluster.condition(NODE, "Ready").startsWith("True"));
            create("keeper");
            create("refused");
            create("waiting");
            LocalCluster.soon().until(() -> cluster.phase("keeper").equals("Running"));
            LocalCluster.soon()
                    .until(() -> cluster.client
                            .v1()
                            .events()
                            .list()
                            .getItems()
                            .toString()
                            .contains("FailedToRetrieveImagePullSecret"));
            LocalCluster.soon()
                    .until(() -> cluster.phase("refused").equals("Pending")
                            || cluster.phase("refused").equals("Failed"));

            left.addAll(answers(kubelet.endpointPort(), paths(), CALLER));
            left.add(kubelet.metrics());
            left.addAll(objects());
            cluster.server.close();
            left.addAll(answers(kubelet.endpointPort(), List.of("/pods"), UNHEARD));
        }
        left.addAll(lines());

        var marks = marks();
        assertThat(left).as("what left the core").hasSizeGreaterThan(100).anyMatch(text -> text.contains("keeper"));
        for (var mark : marks) {
            for (var spelling : spellings(mark)) {
                assertThat(left.stream().filter(text -> text.contains(spelling)))
                        .as(spelling)
                        .isEmpty();
            }
        }
    }

    /** Everything that must not be seen: what was planted, the token of the pod, and that of the caller. */
    private List<String> marks() {
        var pod = applied.stream()
                .filter(each -> each.ref().name().equals("keeper"))
                .findFirst()
                .orElseThrow();
        var files = pod.files().values().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(
                        file -> file.path(), file -> new String(file.content(), StandardCharsets.UTF_8), (a, b) -> a));
        var inside = pod.container("main").environment() + " " + files + " "
                + pod.pullCredentials().stream()
                        .map(credential -> credential.password())
                        .toList()
                + pod.container("main").command();
        var planted = KINDS.stream().map(SecrecyTest::mark).toList();
        assertThat(planted.stream().filter(mark -> !mark.contains("broken")))
                .as("reached the site")
                .allMatch(inside::contains);
        var token = files.get("token");
        assertThat(token).isNotBlank();
        return Stream.concat(planted.stream(), Stream.of(token, CALLER, UNHEARD))
                .toList();
    }

    private static List<String> spellings(String mark) {
        var bytes = mark.getBytes(StandardCharsets.UTF_8);
        // As far as the encoding does not depend on what follows.
        var encoded = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, bytes.length / 3 * 3));
        return List.of(mark, encoded, new StringBuilder(mark).reverse().toString());
    }

    /** One word, because messages about broken text quote words. */
    private static String mark(String kind) {
        return "MarkOf" + kind.replace("-", "") + "1717";
    }

    private void plant() {
        secret("environment", "key", mark("environment"));
        secret("every-variable", "EVERY", mark("every-variable"));
        secret("volume", "file", mark("volume"));
        secret("projected", "file", mark("projected"));
        secret("registry-password", ".dockerconfigjson", """
                {"auths": {"registry.example": {"username": "ada", "password": "%s"}}}
                """.formatted(mark("registry-password")));
        secret("broken-registry", ".dockerconfigjson", "{\"auths\": " + mark("broken-registry") + "}");
    }

    private void secret(String name, String key, String value) {
        cluster.client
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .endMetadata()
                        .addToStringData(key, value)
                        .addToData(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                        .build())
                .create();
    }

    /** The site takes {@code keeper} and refuses {@code refused}; {@code waiting} asks for a key that is missing. */
    private void create(String name) {
        var pod = Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: NAME, namespace: default}
                spec:
                  nodeName: edge-1
                  serviceAccountName: default
                  imagePullSecrets: [{name: registry-password}, {name: broken-registry}]
                  containers:
                  - name: main
                    image: registry.example/app:1
                    command: [serve, --password, $(KEY)]
                    env: [{name: KEY, valueFrom: {secretKeyRef: {name: environment, key: WANTED}}}]
                    envFrom: [{secretRef: {name: every-variable}}]
                    volumeMounts: [{name: plain, mountPath: /plain}, {name: many, mountPath: /many}]
                  volumes:
                  - {name: plain, secret: {secretName: volume}}
                  - name: many
                    projected:
                      sources:
                      - secret: {name: projected, items: [{key: file, path: inside}]}
                      - serviceAccountToken: {path: token, expirationSeconds: 3600}
                """.replace("NAME", name).replace("WANTED", name.equals("waiting") ? "missing" : "key"), Pod.class);
        cluster.client.resource(pod).create();
    }

    /** Every route, asked for what there is and for what there is not. */
    private static List<String> paths() {
        var paths = new ArrayList<String>();
        for (var pod : List.of("keeper", "refused", "waiting", "nobody")) {
            paths.add("/containerLogs/default/" + pod + "/main");
            paths.add("/containerLogs/default/" + pod + "/main?previous=true&tailLines=-1");
            paths.add("/exec/default/" + pod + "/main?command=env&output=1");
            paths.add("/attach/default/" + pod + "/main?output=1");
            paths.add("/run/default/" + pod + "/main?cmd=env");
            paths.add("/portForward/default/" + pod + "?port=80");
        }
        paths.addAll(List.of("/pods", "/runningpods/", "/configz", "/stats/summary", "/stats/summary/" + NODE));
        paths.addAll(List.of("/metrics", "/metrics/resource/" + NODE, "/metrics/probes", "/metrics/cadvisor"));
        paths.addAll(List.of("/logs/", "/healthz", "/nowhere", "/" + "x".repeat(70_000)));
        return paths;
    }

    private static List<String> answers(int port, List<String> paths, String token) throws Exception {
        var answers = new ArrayList<String>();
        for (var path : paths) {
            for (var method : METHODS) {
                answers.add(RawHttps.ask(port, method, path, "Authorization: Bearer " + token));
            }
        }
        answers.add(RawHttps.ask(port, "GET", "/pods", "Authorization: Basic " + token));
        answers.add(RawHttps.ask(port, "GET", "/pods", "Authorization: Bearer " + token.repeat(2000)));
        return answers;
    }

    private List<String> objects() {
        var client = cluster.client;
        return Stream.of(
                        client.pods().inAnyNamespace().list(),
                        client.nodes().list(),
                        client.v1().events().inAnyNamespace().list(),
                        client.leases().inAnyNamespace().list(),
                        client.configMaps().inAnyNamespace().list())
                .map(Serialization::asJson)
                .toList();
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getFormattedMessage() + " " + event.getKeyValuePairs() + " "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .toList();
    }

    /** The provider in memory, with an ear for what it is asked to run. */
    private final class Listening implements ProviderFactory {

        @Override
        public String name() {
            return "listening";
        }

        @Override
        public Provider create(ProviderContext context) throws ProviderException {
            var memory = cluster.memory.create(context);
            return new Provider() {
                @Override
                public Site open(SiteSpec spec) throws ProviderException {
                    return listening(memory.open(spec));
                }

                @Override
                public void close() {
                    memory.close();
                }
            };
        }

        private Site listening(Site site) {
            return (Site) Proxy.newProxyInstance(
                    Site.class.getClassLoader(), new Class<?>[] {Site.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("apply")) {
                            var pod = (DesiredPod) arguments[0];
                            applied.add(pod);
                            if (pod.ref().name().equals("refused")) {
                                throw new ProviderException(
                                        ProviderException.Kind.INVALID_POD, "not here: " + pod + pod.containers());
                            }
                        }
                        try {
                            return method.invoke(site, arguments);
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    });
        }
    }
}
