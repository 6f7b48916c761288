// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Toleration;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.PodWriter;
import io.outrigger.spi.PodRef;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An API server that remembers what was written and answers with the next version. */
public final class RecordingWriter implements PodWriter {

    public final List<String> writes = new CopyOnWriteArrayList<>();
    public final List<PodStatus> statuses = new CopyOnWriteArrayList<>();
    public volatile @Nullable KubeException failure;
    /** A pod as somebody else has left it, for those who read again. */
    public volatile @Nullable Pod elsewhere;

    private final Function<PodRef, Pod> current;

    /** {@code current} gives the pods that exist. */
    public RecordingWriter(Function<PodRef, Pod> current) {
        this.current = current;
    }

    public void fail(int code) {
        failure = new KubeException(code, "Reason", "the API server says " + code, null, null);
    }

    @Override
    public Pod patchStatus(Pod pod, PodStatus desired) throws KubeException {
        writes.add("status " + pod.getMetadata().getName() + " " + desired.getPhase());
        end();
        statuses.add(desired);
        return next(new PodBuilder(pod).withStatus(desired).build());
    }

    @Override
    public Optional<Pod> read(PodRef pod) {
        writes.add("read " + pod.name());
        return Optional.ofNullable(elsewhere);
    }

    @Override
    public void delete(PodRef pod) throws KubeException {
        writes.add("delete " + pod.name());
        end();
    }

    @Override
    public Pod patchTolerations(PodRef pod, List<Toleration> tolerations) throws KubeException {
        writes.add("tolerations " + pod.name() + " "
                + tolerations.stream().map(Toleration::getTolerationSeconds).toList());
        end();
        return next(new PodBuilder(current.apply(pod))
                .editSpec()
                .withTolerations(tolerations)
                .endSpec()
                .build());
    }

    private void end() throws KubeException {
        KubeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    private static Pod next(Pod pod) {
        long version = Long.parseLong(pod.getMetadata().getResourceVersion());
        return TestPods.version(pod, Long.toString(version + 1));
    }
}
