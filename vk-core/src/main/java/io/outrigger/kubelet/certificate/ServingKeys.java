// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** Makes keys for serving certificates: elliptic ones, as the kubelet's. */
final class ServingKeys {

    static final String SIGNATURE = "SHA256withECDSA";

    private ServingKeys() {}

    static KeyPair generate() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
