// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.LogOptions;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One provider with one started site on a harness, as the program would have it; used by one test. */
final class Bench {

    private final ProviderHarness harness;
    private final Transcript transcript = new Transcript();
    private LentContext context = new LentContext();
    private Recorder recorder = new Recorder(transcript);
    private @Nullable Provider provider;
    private @Nullable Site site;

    Bench(ProviderHarness harness) {
        this.harness = harness;
    }

    /** Makes a provider and opens its site, without starting it. */
    Site open() throws Exception {
        context = new LentContext();
        recorder = new Recorder(transcript);
        Provider created = harness.factory().create(context);
        provider = created;
        transcript.add("create and open(" + harness.site() + ")");
        Site opened = new RecordedSite(created.open(harness.site()), transcript);
        site = opened;
        return opened;
    }

    Site start() throws Exception {
        Site opened = open();
        opened.start(recorder);
        return opened;
    }

    /** As if the program had ended and another one had begun. */
    Site restart() throws Exception {
        stop();
        transcript.add("the program starts again");
        return start();
    }

    void stop() {
        if (site != null) {
            site.close();
            site = null;
        }
        if (provider != null) {
            provider.close();
            provider = null;
        }
    }

    Site site() {
        if (site == null) {
            throw new IllegalStateException("no site was opened");
        }
        return site;
    }

    Provider provider() {
        if (provider == null) {
            throw new IllegalStateException("no provider was created");
        }
        return provider;
    }

    Recorder reports() {
        return recorder;
    }

    LentContext context() {
        return context;
    }

    Transcript transcript() {
        return transcript;
    }

    /** What {@code list} shows of a pod now. */
    Optional<ObservedPod> listed(PodRef pod) throws ProviderException {
        return site().list().stream().filter(each -> each.ref().equals(pod)).findFirst();
    }

    ObservedPod awaitListed(PodRef pod, String expected, Predicate<Optional<ObservedPod>> good) throws Exception {
        return Waiting.until(
                        harness.patience(), "list() shows pod " + pod.name() + " " + expected, () -> listed(pod), good)
                .orElseThrow();
    }

    void awaitGone(PodRef pod) throws Exception {
        Waiting.until(harness.patience(), "list() no longer shows " + pod.name(), () -> listed(pod), Optional::isEmpty);
    }

    /** Waits for a report about a pod. */
    ObservedPod awaitReport(PodRef pod, String expected, Predicate<Optional<ObservedPod>> good) throws Exception {
        List<ObservedPod> found = Waiting.until(
                harness.patience(),
                "changed() reports pod " + pod.name() + " " + expected,
                () -> recorder.changes(pod),
                all -> all.stream().anyMatch(each -> good.test(Optional.of(each))));
        return found.stream()
                .filter(each -> good.test(Optional.of(each)))
                .findFirst()
                .orElseThrow();
    }

    /** Applies a pod and waits until it runs. */
    ObservedPod run(TestPod pod) throws Exception {
        site().apply(pod.build());
        return awaitListed(pod.ref(), "running", States.running());
    }

    /** Applies a pod whose program says {@code ready}, and waits until it has said so. */
    ObservedPod runReady(TestPod pod) throws Exception {
        ObservedPod running = run(pod);
        if (harness.lacks().contains(Capability.LOGS)) {
            // Without logs, time is all there is to go by.
            Waiting.stays(harness.quiet(), "the pod runs", () -> listed(pod.ref()), States.running());
        } else {
            Waiting.until(
                    harness.patience(),
                    "the log shows the line \"ready\"",
                    () -> log(pod.ref(), LogOptions.all()),
                    log -> log.contains(" ready\n"));
        }
        return running;
    }

    /** Applies a pod and waits until it has ended. */
    ObservedPod finish(TestPod pod) throws Exception {
        site().apply(pod.build());
        return awaitListed(pod.ref(), "terminated", States.ended());
    }

    /** What a site has to have, because the harness does not declare that it lacks. */
    static <T> T present(Optional<T> answer, Capability capability) {
        return answer.orElseThrow(() -> new AssertionError(
                "the site answers empty for " + capability + ", which the harness does not declare lacking"));
    }

    /** A log as it is now; not for following. */
    String log(PodRef pod, LogOptions options) throws Exception {
        try (InputStream log = present(site().logs(), Capability.LOGS).open(pod, TestPod.MAIN, options)) {
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void close() throws Exception {
        try {
            stop();
        } finally {
            harness.close();
        }
    }
}
