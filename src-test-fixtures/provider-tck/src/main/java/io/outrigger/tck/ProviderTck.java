// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import org.junit.jupiter.api.Nested;

/**
 * The whole kit. A provider's author extends it in the provider's tests, names the class so that the build finds it, and
 * returns a harness:
 *
 * <pre>{@code
 * class MyProviderTckTest extends ProviderTck {
 *     @Override
 *     protected ProviderHarness harness() {
 *         return new MyHarness();
 *     }
 * }
 * }</pre>
 *
 * <p>Test names begin with the number of the rule they check. A failure quotes the rule and shows every call and report.
 */
public abstract class ProviderTck {

    /** For subclasses. */
    protected ProviderTck() {}

    /** A new harness with an empty backend. Called once per test, which closes it. */
    protected abstract ProviderHarness harness() throws Exception;

    @Nested
    final class Life extends LifeRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Pods extends PodRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Refusals extends RefusalRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class KeepingAlive extends KeepAliveRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Deletion extends DeletionRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Observation extends ObservationRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Node extends NodeRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Errors extends ErrorRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Concurrency extends ConcurrencyRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Adoption extends AdoptionRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class BrokenLink extends LinkRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Logs extends LogRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Capabilities extends CapabilityRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Exec extends ExecRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Attach extends AttachRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class PortForwarding extends PortForwardRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }

    @Nested
    final class Statistics extends StatisticsRules {
        @Override
        protected ProviderHarness harness() throws Exception {
            return ProviderTck.this.harness();
        }
    }
}
