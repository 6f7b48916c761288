// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Toleration;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.PodWriter;
import io.outrigger.spi.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The API server: pods, their versions, and the rules of deletion. It keeps its history, so that it can be seen late. */
final class ModelApi {

    static final String INCARNATION = "incarnation";

    private final World world;
    final TreeMap<String, Pod> pods = new TreeMap<>();
    final List<Event> history = new ArrayList<>();
    private long version;
    private int incarnations;
    int writes;
    /** Whether it answers nobody's writes. */
    boolean down;

    ModelApi(World world) {
        this.world = world;
    }

    /** Something a watch reports: a pod as it is, or as it was when it went. */
    record Event(Instant at, Pod pod, boolean removed) {
        String name() {
            return pod.getMetadata().getName();
        }
    }

    Optional<Pod> get(PodRef ref) {
        return Optional.ofNullable(pods.get(ref.name()))
                .filter(pod -> pod.getMetadata().getUid().equals(ref.uid()));
    }

    /** Whether the API server wants this pod to run. */
    boolean desired(PodRef ref) {
        return get(ref).filter(pod -> !terminating(pod) && !terminal(pod)).isPresent();
    }

    void create(String name, String node, String policy, int containers, boolean finalizer) {
        String uid = "u" + ++incarnations;
        var pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName(name)
                .withUid(uid)
                .withGeneration(1L)
                .addToAnnotations(INCARNATION, uid)
                .withFinalizers(finalizer ? List.of("test/held") : List.of())
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withRestartPolicy(policy)
                .withTerminationGracePeriodSeconds(10L)
                .withTolerations(injected("node.kubernetes.io/not-ready"), injected("node.kubernetes.io/unreachable"))
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus();
        for (int number = 0; number < containers; number++) {
            pod.editSpec()
                    .addNewContainer()
                    .withName("c" + number)
                    .withImage("image")
                    .endContainer()
                    .endSpec();
        }
        store(pod.build());
    }

    /** As a user deletes a pod: with a grace, or at once. */
    void deleteByUser(Pod pod, long grace) {
        if (grace == 0 || terminal(pod)) {
            removeOrHold(pod);
            return;
        }
        if (terminating(pod)) {
            return;
        }
        store(new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp(time(world.clock.instant().plusSeconds(grace)))
                .withDeletionGracePeriodSeconds(grace)
                .withGeneration(pod.getMetadata().getGeneration() + 1)
                .endMetadata()
                .build());
    }

    void change(Pod pod) {
        store(pod);
    }

    void dropFinalizers(Pod pod) {
        Pod free = new PodBuilder(pod)
                .editMetadata()
                .withFinalizers(List.of())
                .endMetadata()
                .build();
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        if (terminating(pod) && grace != null && grace == 0) {
            remove(free);
        } else {
            store(free);
        }
    }

    /** The writer of one program. */
    PodWriter writer(Program program) {
        return new Writer(program);
    }

    static boolean terminating(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    static boolean terminal(Pod pod) {
        String phase = pod.getStatus().getPhase();
        return "Failed".equals(phase) || "Succeeded".equals(phase);
    }

    private void removeOrHold(Pod pod) {
        if (pod.getMetadata().getFinalizers().isEmpty()) {
            remove(pod);
            return;
        }
        store(new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp(
                        terminating(pod) ? pod.getMetadata().getDeletionTimestamp() : time(world.clock.instant()))
                .withDeletionGracePeriodSeconds(0L)
                .endMetadata()
                .build());
    }

    private void remove(Pod pod) {
        pods.remove(pod.getMetadata().getName());
        publish(versioned(pod), true);
    }

    private Pod store(Pod pod) {
        Pod stored = versioned(pod);
        pods.put(pod.getMetadata().getName(), stored);
        publish(stored, false);
        return stored;
    }

    private Pod versioned(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .withResourceVersion(Long.toString(++version))
                .endMetadata()
                .build();
    }

    private void publish(Pod pod, boolean removed) {
        var event = new Event(world.clock.instant(), pod, removed);
        history.add(event);
        world.program.watch.happened(event);
    }

    private static Toleration injected(String key) {
        return new Toleration("NoExecute", key, "Exists", 300L, null);
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private final class Writer implements PodWriter {

        private final Program program;
        /** The newest versions this writer has handed out. */
        private final Map<PodRef, Long> answered = new HashMap<>();

        Writer(Program program) {
            this.program = program;
        }

        @Override
        public Pod patchStatus(Pod current, PodStatus desired) throws KubeException {
            PodRef ref = program.truth(PodRef.of(current));
            if (version(current) < answered.getOrDefault(ref, 0L)) {
                world.violated("a status of " + ref + " was computed from an older pod than the program has seen");
            }
            begin("patch status " + ref + " to " + desired.getPhase());
            Pod pod = existing(ref);
            if (!pod.getMetadata()
                    .getResourceVersion()
                    .equals(current.getMetadata().getResourceVersion())) {
                throw new KubeException(409, "Conflict", "pod " + ref + " has been modified", null, null);
            }
            world.checks.statusWritten(pod, desired);
            Pod stored = store(new PodBuilder(pod).withStatus(desired).build());
            return answer(ref, stored);
        }

        @Override
        public Optional<Pod> read(PodRef shown) throws KubeException {
            PodRef ref = program.truth(shown);
            begin("read " + ref);
            Optional<Pod> found = get(ref);
            return found.isEmpty() ? found : Optional.of(answer(ref, found.get()));
        }

        @Override
        public void delete(PodRef shown) throws KubeException {
            PodRef ref = program.truth(shown);
            begin("delete from API " + ref);
            Optional<Pod> pod = get(ref);
            if (pod.isPresent()) {
                world.checks.finished(pod.get());
                removeOrHold(pod.get());
            }
            end();
        }

        @Override
        public Pod patchTolerations(PodRef shown, List<Toleration> tolerations) throws KubeException {
            PodRef ref = program.truth(shown);
            begin("patch tolerations " + ref);
            Pod pod = existing(ref);
            Pod stored = store(new PodBuilder(pod)
                    .editMetadata()
                    .withGeneration(pod.getMetadata().getGeneration() + 1)
                    .endMetadata()
                    .editSpec()
                    .withTolerations(tolerations)
                    .endSpec()
                    .build());
            return answer(ref, stored);
        }

        private Pod answer(PodRef ref, Pod stored) throws KubeException {
            end();
            answered.merge(ref, version(stored), Math::max);
            return program.seen(stored);
        }

        private void begin(String what) throws KubeException {
            world.say(what);
            writes++;
            program.interrupted();
            if (down || world.chance(0.04)) {
                throw lost("the API server did not answer");
            }
        }

        private void end() throws KubeException {
            program.interrupted();
            if (down || world.chance(0.04)) {
                throw lost("the API server's answer was lost");
            }
        }

        private Pod existing(PodRef ref) throws KubeException {
            @Nullable Pod pod = pods.get(ref.name());
            if (pod == null) {
                throw new KubeException(404, "NotFound", "pod " + ref + " not found", null, null);
            }
            if (!pod.getMetadata().getUid().equals(ref.uid())) {
                throw new KubeException(409, "Conflict", "pod " + ref + " is another one", null, null);
            }
            return pod;
        }

        private KubeException lost(String message) {
            return new KubeException(0, "", message, world.random.nextBoolean() ? Duration.ofSeconds(2) : null, null);
        }
    }

    private static long version(Pod pod) {
        return Long.parseLong(pod.getMetadata().getResourceVersion());
    }

    /** The pods as they were after so many events. */
    Map<String, Pod> at(int events) {
        var then = new TreeMap<String, Pod>();
        for (Event event : history.subList(0, events)) {
            if (event.removed()) {
                then.remove(event.name());
            } else {
                then.put(event.name(), event.pod());
            }
        }
        return then;
    }
}
