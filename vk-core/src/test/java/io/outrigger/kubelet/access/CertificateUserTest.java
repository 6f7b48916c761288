// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

final class CertificateUserTest {

    @Test
    void theCommonNameIsTheUserAndTheOrganizationsAreTheGroups() throws Exception {
        var user = CertificateUser.of(certificate("O=system:nodes,O=a\\, b,OU=ignored,CN=system:node:edge-1"))
                .orElseThrow();
        assertThat(user.getUsername()).isEqualTo("system:node:edge-1");
        assertThat(user.getGroups()).containsExactly("system:nodes", "a, b", "system:authenticated");
    }

    @Test
    void ofSeveralCommonNamesTheLastCounts_alsoWithinOneName() throws Exception {
        assertThat(CertificateUser.of(certificate("CN=first,CN=last"))
                        .orElseThrow()
                        .getUsername())
                .isEqualTo("last");
        assertThat(CertificateUser.of(certificate("O=group+CN=both"))
                        .orElseThrow()
                        .getGroups())
                .containsExactly("group", "system:authenticated");
    }

    @Test
    void aCertificateWithoutCommonNameIsNobodys() throws Exception {
        assertThat(CertificateUser.of(certificate("O=system:masters"))).isEmpty();
        assertThat(CertificateUser.of(certificate("CN="))).isEmpty();
    }

    private static X509Certificate certificate(String subject) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var keys = generator.generateKeyPair();
        var name = new X500Name(subject);
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.EPOCH),
                Date.from(Instant.EPOCH.plusSeconds(1)),
                name,
                keys.getPublic());
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }
}
