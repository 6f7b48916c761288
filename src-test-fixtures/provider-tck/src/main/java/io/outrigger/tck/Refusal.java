// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.spi.ProviderException;
import java.util.function.UnaryOperator;

/**
 * A pod that a site has to refuse. Made by harnesses that know what their site cannot do.
 *
 * @param field the field that the message has to name, for example {@code hostAliases}
 * @param kind {@code UNSUPPORTED} for what this site cannot do, {@code INVALID_POD} for what no site could do
 * @param edit makes the kit's plainest pod into one to be refused
 */
public record Refusal(String field, ProviderException.Kind kind, UnaryOperator<PodBuilder> edit) {

    /** A volume of a kind that Kubernetes dropped long ago, so nobody has it. */
    static Refusal volumeOfUnknownKind() {
        return new Refusal(
                "volumes",
                ProviderException.Kind.UNSUPPORTED,
                pod -> pod.editSpec()
                        .addNewVolume()
                        .withName("old")
                        .withNewFlocker()
                        .withDatasetName("old")
                        .endFlocker()
                        .endVolume()
                        .endSpec());
    }
}
