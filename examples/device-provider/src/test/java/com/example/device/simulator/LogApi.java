// SPDX-License-Identifier: Apache-2.0
package com.example.device.simulator;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code GET /jobs/{id}/log}: piece by piece; {@code Log-Next} says where the next one begins. */
final class LogApi {

    private final Simulator simulator;

    LogApi(Simulator simulator) {
        this.simulator = simulator;
    }

    ResponseDefinitionBuilder answer(String id, Query query) throws InterruptedException {
        synchronized (simulator) {
            Optional<SimulatedTask> task = simulator.task(id, query.text("task"));
            if (task.isEmpty()) {
                return DeviceApi.complaint(404, "there is no task " + query.text("task") + " in job " + id);
            }
            String[] next = query.text("next").split("-");
            boolean first = next.length < 2;
            int instance = first
                    ? task.get().instance() - (query.text("previous").equals("true") ? 1 : 0)
                    : Integer.parseInt(next[0]);
            Optional<TaskLog> log = task.get().log(instance);
            if (log.isEmpty()) {
                return DeviceApi.complaint(404, "task " + query.text("task") + " has no instance before this one");
            }
            int from = first
                    ? Math.max(
                            0, log.get().size() - query.number("tail", log.get().size()))
                    : Integer.parseInt(next[1]);
            return piece(instance, log.get(), from, query);
        }
    }

    private ResponseDefinitionBuilder piece(int instance, TaskLog log, int from, Query query)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(query.number("wait", 0));
        while (log.size() == from && !log.ended() && !simulator.cut() && System.nanoTime() < end) {
            simulator.pause(end);
        }
        int to = log.endOfPiece(from);
        boolean more = to < log.size() || query.text("follow").equals("true") && !log.ended();
        ResponseDefinitionBuilder answer = new ResponseDefinitionBuilder()
                .withStatus(200)
                .withHeader("Content-Type", "text/plain; charset=utf-8")
                .withBody(log.piece(from, to));
        return more ? answer.withHeader("Log-Next", instance + "-" + to) : answer;
    }
}
