// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.time.Duration;

/**
 * The floor: a client sends, as fast as it can, what users and a node agent send for pods, and nothing else happens.
 *
 * @param running create, status and event of every pod
 * @param gone deletion, final status and final deletion of every pod
 */
record BarePods(Duration running, Duration gone) {

    private static final String FIRST_DELETE = "{}";
    private static final String LAST_DELETE = "{\"gracePeriodSeconds\":0}";

    static BarePods measure(BareClient client, int pods) throws InterruptedException {
        client.post("/api/v1/nodes", Objects.node("bare")).join();
        long begin = System.nanoTime();
        client.repeat(
                pods,
                number -> client.post(Objects.PODS, Objects.podOn(number, "bare"))
                        .thenCompose(created -> client.patchStatus(path(number), Objects.running(number)))
                        .thenCompose(runs -> client.post("/api/v1/namespaces/default/events", Objects.event(number))));
        long ran = System.nanoTime();
        client.repeat(
                pods,
                number -> client.delete(path(number), FIRST_DELETE)
                        .thenCompose(told -> client.patchStatus(path(number), Objects.stopped(number)))
                        .thenCompose(stopped -> client.delete(path(number), LAST_DELETE)));
        return new BarePods(Duration.ofNanos(ran - begin), Duration.ofNanos(System.nanoTime() - ran));
    }

    private static String path(int number) {
        return Objects.PODS + "/pod-" + number;
    }
}
