package ${package};

import io.outrigger.tck.ProviderHarness;
import io.outrigger.tck.ProviderTck;

/** The provider keeps the contract. A failure names the rule that is broken, and quotes it. */
class ${className}ProviderTest extends ProviderTck {

    @Override
    protected ProviderHarness harness() {
        return new ${className}Harness();
    }
}
