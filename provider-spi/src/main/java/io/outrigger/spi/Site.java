// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs pods at one place. Implemented by providers: {@link #start}, {@link #apply}, {@link #delete}, {@link #list} and
 * {@link #node} are the whole duty, the rest is capability.
 *
 * <p>The core calls from its worker threads and a call may block. Calls for one {@link PodRef} never overlap; calls for
 * different pods do, up to the core's limit per site. Every method may throw {@link ProviderException.Kind#UNREACHABLE};
 * an unchecked exception counts as {@link ProviderException.Kind#INTERNAL}. The rules are numbered in {@code
 * CONTRACT.md}.
 *
 * <p>A site that passes everything on to a device, which keeps pods running by itself:
 *
 * {@snippet class="com.example.belt.BeltSite" region="site"}
 */
public interface Site extends AutoCloseable {

    /**
     * Begins to watch the site. Called once, before every other method but {@link #close}; succeeds while the site is
     * away.
     *
     * @param pods where to report; its methods return at once and may be called from any thread until {@link #close}
     * @throws ProviderException when the site cannot be watched even in principle
     */
    void start(PodListener pods) throws ProviderException;

    /**
     * Says what should be. Accepts the pod and returns without waiting for it to run; what becomes of it is reported to
     * the {@link PodListener}. Idempotent per UID: what already runs is never restarted because it is applied again.
     * Changed files are exchanged atomically, a changed image restarts its container, changed resources are put in force
     * where the site {@linkplain ObservedContainer#resources() tells} of resources, and a pod that is being deleted stays
     * so.
     *
     * @param pod everything the site needs to know
     * @throws ProviderException of kind {@code INVALID_POD} or {@code UNSUPPORTED} when the pod can never run here
     */
    void apply(DesiredPod pod) throws ProviderException;

    /**
     * Says what should not be. Accepts and returns without waiting for the end.
     *
     * <p>With a positive grace the containers are asked to stop and killed when it ends, and the site goes on listing
     * the pod with its final states. With a grace of zero what still runs is killed at once and the pod is forgotten.
     * A later call may shorten the grace, never lengthen it. A pod the site does not know is a success.
     *
     * @param pod the pod
     * @param grace time to stop; zero means kill and forget
     * @throws ProviderException when the site cannot be told
     */
    void delete(PodRef pod, Duration grace) throws ProviderException;

    /**
     * All pods of this cluster and node that the site knows, also stopped ones that were not forgotten.
     *
     * @return the truth at some moment between call and return, never a guess or a remembered answer
     * @throws ProviderException of kind {@code UNREACHABLE} when the truth cannot be had
     */
    List<ObservedPod> list() throws ProviderException;

    /**
     * What the site is and how it feels; the core asks every few seconds, so it doubles as the ping and should cost at
     * most one round trip.
     *
     * @return what the site answered, never a remembered answer
     * @throws ProviderException of kind {@code UNREACHABLE} when the site does not answer
     */
    ObservedNode node() throws ProviderException;

    /** {@return how long the site may be silent before the core calls it disconnected} */
    default Duration contactTimeout() {
        return Duration.ofSeconds(20);
    }

    /** {@return logs, if this site can show them} */
    default Optional<ContainerLogs> logs() {
        return Optional.empty();
    }

    /** {@return commands in containers, if this site can run them} */
    default Optional<ContainerExec> exec() {
        return Optional.empty();
    }

    /** {@return the streams of a running container, if this site can join them} */
    default Optional<ContainerAttach> attach() {
        return Optional.empty();
    }

    /** {@return connections into pods, if this site can make them} */
    default Optional<PortForward> portForward() {
        return Optional.empty();
    }

    /** {@return resource usage, if this site measures it} */
    default Optional<SiteStatistics> stats() {
        return Optional.empty();
    }

    /** Stops watching and releases connections and threads; pods go on running. Idempotent. */
    @Override
    void close();
}
