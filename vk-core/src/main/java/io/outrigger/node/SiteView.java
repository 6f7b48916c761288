// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.outrigger.site.Contact;
import io.outrigger.site.OpenSite;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a site at one moment: all a node is computed from.
 *
 * @param spec the site as declared
 * @param contact whether it answers
 * @param contactTimeout how long it may be silent
 * @param observed what it last said about itself, or null when it never did in the life of this process
 */
record SiteView(
        SiteSpec spec,
        Contact contact,
        Duration contactTimeout,
        @Nullable ObservedNode observed) {

    /** Whether the site is there and has said what it is. */
    boolean connected() {
        return contact.state() == Contact.State.PRESENT && observed != null;
    }

    /** Whether it is too early to call the site connected or disconnected. */
    boolean undecided() {
        return !connected() && contact.state() != Contact.State.LOST;
    }

    static SiteView of(OpenSite site) {
        return new SiteView(
                site.spec(),
                site.contact(),
                site.contactTimeout(),
                site.observed().orElse(null));
    }
}
