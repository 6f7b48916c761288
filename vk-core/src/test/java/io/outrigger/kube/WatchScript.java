// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/** Answers lists and watches in the order in which a test prepares the answers; a request without answer waits. */
final class WatchScript extends Dispatcher {

    final List<String> targets = new CopyOnWriteArrayList<>();
    private final List<LiveStream> streams = new CopyOnWriteArrayList<>();
    private volatile boolean over;
    private final BlockingQueue<MockResponse> lists = new LinkedBlockingQueue<>();
    private final Map<String, BlockingQueue<MockResponse>> apart = new ConcurrentHashMap<>();
    private final BlockingQueue<MockResponse> watches = new LinkedBlockingQueue<>();

    @Override
    public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
        targets.add(request.getTarget());
        var answers = answersTo(request.getTarget());
        MockResponse answer = null;
        while (answer == null && !over) {
            answer = answers.poll(20, TimeUnit.MILLISECONDS);
        }
        return answer == null ? KubeFixture.json(503, "").build() : answer;
    }

    private BlockingQueue<MockResponse> answersTo(String target) {
        if (target.contains("watch=true")) {
            return watches;
        }
        return apart.keySet().stream()
                .filter(target::contains)
                .findFirst()
                .map(apart::get)
                .orElse(lists);
    }

    /** Lists whose target contains this have answers of their own, to be added to what is returned. */
    BlockingQueue<MockResponse> listsOf(String part) {
        return apart.computeIfAbsent(part, key -> new LinkedBlockingQueue<>());
    }

    WatchScript list(MockResponse answer) {
        lists.add(answer);
        return this;
    }

    WatchScript list(String resourceVersion, String... items) {
        return list(KubeFixture.json(200, listBody(resourceVersion, items)).build());
    }

    WatchScript watch(MockResponse answer) {
        watches.add(answer);
        return this;
    }

    LiveStream watch() {
        var stream = new LiveStream();
        streams.add(stream);
        watch(stream.response());
        return stream;
    }

    /** Ends every watch and leaves further requests without success. */
    void end() {
        over = true;
        streams.forEach(LiveStream::end);
    }

    long count(String part) {
        return targets.stream().filter(target -> target.contains(part)).count();
    }

    static String listBody(String resourceVersion, String... items) {
        return "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"" + resourceVersion
                + "\"},\"items\":[" + Stream.of(items).collect(Collectors.joining(",")) + "]}";
    }

    static String pod(String name, String uid, String node, int resourceVersion) {
        return """
                {"metadata":{"name":"%s","namespace":"shop","uid":"%s","resourceVersion":"%d"},"spec":{"nodeName":"%s"}}""".formatted(name, uid, resourceVersion, node);
    }

    static String event(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
    }

    static String gone() {
        return event("ERROR", KubeFixture.status(410, "Expired", "too old resource version: 5 (90)"));
    }
}
