// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.certificate.CertificateSource;
import io.outrigger.kubelet.certificate.PemFiles;
import io.outrigger.kubelet.certificate.SelfSigned;
import io.outrigger.kubelet.certificate.ServingIdentity;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The serving certificate at this moment: from files, read again when they change, or self-signed, made again before it
 * ends.
 */
final class ServingCertificate implements CertificateSource {

    private static final Logger LOG = LoggerFactory.getLogger(ServingCertificate.class);
    private static final Duration RENEW_BEFORE = Duration.ofDays(60);

    private final EndpointOptions options;
    private final Clock clock;
    private byte[] certificateContent = {};
    private byte[] keyContent = {};
    private volatile @Nullable ServingIdentity current;

    ServingCertificate(EndpointOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public Optional<ServingIdentity> current() {
        return Optional.ofNullable(current);
    }

    @Override
    public void refresh() throws IOException {
        if (options.certificateFile() == null || options.keyFile() == null) {
            renew();
            return;
        }
        var certificates = PemFiles.read(options.certificateFile());
        var key = PemFiles.read(options.keyFile());
        if (Arrays.equals(certificates, certificateContent) && Arrays.equals(key, keyContent)) {
            return;
        }
        var read = new ServingIdentity(
                PemFiles.certificates(options.certificateFile(), certificates),
                PemFiles.privateKey(options.keyFile(), key));
        if (!read.matches()) {
            throw new IOException("the key in " + options.keyFile() + " does not belong to the certificate in "
                    + options.certificateFile());
        }
        certificateContent = certificates;
        keyContent = key;
        use(read);
    }

    private void renew() throws IOException {
        var last = current;
        var now = clock.instant();
        if (last == null
                || now.plus(RENEW_BEFORE)
                        .isAfter(last.certificate().getNotAfter().toInstant())) {
            use(SelfSigned.create(options.address(), now));
        }
    }

    private void use(ServingIdentity identity) {
        current = identity;
        LOG.atInfo()
                .addKeyValue("subject", identity.certificate().getSubjectX500Principal())
                .addKeyValue("until", identity.certificate().getNotAfter().toInstant())
                .log("serving certificate in use");
    }
}
