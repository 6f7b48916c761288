// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test class that is given an {@link EdgeSite} of its own in a real cluster. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("control-plane")
@Timeout(600)
@ExtendWith(EdgeSiteExtension.class)
@interface EndToEnd {}
