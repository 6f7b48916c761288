// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Lends the kit a provider and the backend behind it. Implemented by provider authors; the kit asks for a new one for
 * every test, calls it from JUnit's thread and closes it. Every method may throw, which fails the test.
 */
public interface ProviderHarness {

    /**
     * A factory as a newly started program would make it. The kit asks again to act as a program that was restarted:
     * what runs at the backend must still be found.
     */
    ProviderFactory factory() throws Exception;

    /** The site on the backend, always the same for one harness. */
    SiteSpec site();

    /** How the site runs a program; for sites with a POSIX shell see {@link ShellProgram}. */
    ContainerTemplate container(Program program);

    /** The same with another image; needed unless {@link Capability#IMAGE_CHANGE} lacks. */
    default ContainerTemplate otherImage(Program program) {
        throw new UnsupportedOperationException(
                "return a template with another image, or declare that the site lacks" + " IMAGE_CHANGE");
    }

    /** Kills a running container with signal 9, behind the provider's back. */
    void kill(PodRef pod, String container) throws Exception;

    /** What the backend has of a pod, a line for each process, container or file; empty once it was forgotten. */
    List<String> leftovers(PodRef pod) throws Exception;

    /** Makes the site unreachable; pods go on. Needed unless {@link Capability#LINK} lacks. */
    default void breakLink() throws Exception {
        throw new UnsupportedOperationException("break the link, or declare that the site lacks LINK");
    }

    /** Makes the site reachable again. Needed unless {@link Capability#LINK} lacks. */
    default void healLink() throws Exception {
        throw new UnsupportedOperationException("heal the link, or declare that the site lacks LINK");
    }

    /** What the site cannot do. The kit checks that it says so. */
    default Set<Capability> lacks() {
        return Set.of();
    }

    /** Pods the site has to refuse beside those of what it {@link #lacks()}. */
    default List<Refusal> refusals() {
        return List.of();
    }

    /** Where a volume is seen by a container; the kit mounts it there. */
    default String volumePath(String volume) {
        return "/outrigger/" + volume;
    }

    /** A last touch to every pod of the kit, for what a site insists on. */
    default PodBuilder adapt(PodBuilder pod) {
        return pod;
    }

    /**
     * Threads that a library starts by itself and that no setting takes from it, for example the JDK's watch service.
     *
     * @param name the name of a thread that did not come from {@code ProviderContext.threads()}
     */
    default boolean isThreadOfLibrary(String name) {
        return false;
    }

    /** How long the kit waits for what has to happen. */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** How long the kit watches that nothing happens. */
    default Duration quiet() {
        return Duration.ofMillis(500);
    }

    /** Ends the backend with everything that still runs there. */
    void close() throws Exception;
}
