// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;

/**
 * Hears what happens to sites. Implemented by the lanes and the node controller; called from threads of providers, lanes
 * and the probe, so every method returns at once. A method says that something may have changed: what is true now stands
 * in the {@link OpenSite}.
 */
public interface SiteListener {

    /** A site was opened; nobody has asked it anything yet. Reports about its pods may come before this. */
    default void opened(OpenSite site) {}

    /** The site answers again, or reports may have been missed: list it and reconcile its pods. */
    default void reached(OpenSite site) {}

    /** The site was silent for longer than its contact timeout. */
    default void lost(OpenSite site) {}

    /** A call to the site has not returned for longer than the site may be silent; {@code what} says which, since when. */
    default void hanging(OpenSite site, String what) {}

    /** The site said something new about itself. */
    default void observed(OpenSite site) {}

    /** The site was closed and is no longer in {@link Sites}; its pods go on running. */
    default void closed(OpenSite site) {}

    /** The site said how a pod is; for one pod in the order of the changes. */
    default void podChanged(OpenSite site, ObservedPod pod) {}

    /** The site told something about a container that no state shows. */
    default void podEvent(OpenSite site, PodRef pod, ContainerEvent event) {}

    /** The site has forgotten a pod. */
    default void podRemoved(OpenSite site, PodRef pod) {}
}
