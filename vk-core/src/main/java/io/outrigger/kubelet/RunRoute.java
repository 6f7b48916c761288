// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.stream.CallingThread;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /run/{namespace}/{pod}/{container}?cmd=...}, with or without the UID behind the pod: a command without
 * input whose output is the answer.
 */
final class RunRoute {

    private static final Logger LOG = LoggerFactory.getLogger(RunRoute.class);

    private final PodLookup pods;
    private final StreamSlots slots;
    private final Executor threads;

    /** @param threads runs at once what it is given; the slots bound how much that is */
    RunRoute(PodLookup pods, StreamSlots slots, Executor threads) {
        this.pods = pods;
        this.slots = slots;
        this.threads = threads;
    }

    /** Serves one request; on its event loop. */
    void serve(HttpServerRequest request, List<String> path) throws HttpRefusal {
        var target = StreamTarget.findContainer(pods, path);
        var command = StreamQuery.parse(request.uri()).run();
        var node = target.node();
        var exec = target.site().exec().orElseThrow(() -> StreamTarget.lacks(node, "exec"));
        var run = new Run(exec, target.ref(), path.get(path.size() - 1), command);
        slots.take(node);
        var body = new ResponseBody(request.response());
        var caller = new CallingThread();
        body.whenGone(caller::cancel);
        threads.execute(() -> {
            try {
                if (caller.enter()) {
                    run.answer(new RunOutput(body));
                }
            } finally {
                caller.leave();
                slots.release(node);
            }
        });
    }

    private record Run(ContainerExec exec, PodRef pod, String container, List<String> command) {

        void answer(RunOutput output) {
            try {
                int code = exec.exec(pod, container, command, new ContainerStreams(null, output, output, null));
                if (code == 0) {
                    output.succeed();
                } else {
                    output.fail(new HttpRefusal(
                            500, "command '" + String.join(" ", command) + "' exited with " + code + "\n"));
                }
            } catch (ProviderException refused) {
                refuse(output, refused);
            } catch (RuntimeException broken) {
                LOG.atError().addKeyValue("pod", pod).setCause(broken).log("the provider failed at a command");
                refuse(output, broken);
            } catch (IOException | InterruptedException left) {
                LOG.atDebug().setCause(left).log("nobody was there to be told how a command ended");
            }
        }

        private static void refuse(RunOutput output, Exception cause) {
            try {
                output.fail(new HttpRefusal(500, "error executing command in container: " + cause.getMessage()));
            } catch (IOException left) {
                LOG.atDebug().setCause(left).log("nobody was there to be told how a command ended");
            }
        }
    }
}
