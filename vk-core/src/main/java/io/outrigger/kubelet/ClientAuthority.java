// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.certificate.PemFiles;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which client certificates are genuine. As in the kubelet, the handshake asks for a certificate and only lets
 * the client prove that it has the key; whether the authority signed it is decided per request, so that a stranger gets
 * a 401 to read and a certificate that has run out counts no longer on a connection that is open.
 *
 * <p>{@link #refresh} is called by one thread, everything else by any.
 */
final class ClientAuthority {

    private static final Logger LOG = LoggerFactory.getLogger(ClientAuthority.class);

    private final @Nullable Path file;
    private byte[] content = {};
    private volatile @Nullable X509TrustManager authorities;

    ClientAuthority(@Nullable Path file) {
        this.file = file;
    }

    /** Reads the authorities if they have changed; those that were there stay when the new ones cannot be used. */
    void refresh() throws IOException {
        if (file == null) {
            return;
        }
        var read = PemFiles.read(file);
        if (Arrays.equals(read, content)) {
            return;
        }
        authorities = trust(PemFiles.certificates(file, read));
        content = read;
        LOG.atInfo().addKeyValue("file", file).log("client certificate authority in use");
    }

    /** Whether an authority has signed this chain for client authentication and it is valid now. */
    boolean admits(@Nullable List<Certificate> peer) {
        var trusted = authorities;
        if (trusted == null || peer == null || peer.isEmpty()) {
            return false;
        }
        try {
            trusted.checkClientTrusted(
                    peer.stream().map(X509Certificate.class::cast).toArray(X509Certificate[]::new), "UNKNOWN");
            return true;
        } catch (CertificateException stranger) {
            LOG.atDebug().addKeyValue("cause", stranger.getMessage()).log("client certificate refused");
            return false;
        }
    }

    /** Takes part in the handshake only: names the authorities and postpones the decision to {@link #admits}. */
    TrustManager handshake() {
        return new Handshake();
    }

    private static X509TrustManager trust(List<X509Certificate> certificates) throws IOException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int index = 0; index < certificates.size(); index++) {
                store.setCertificateEntry("authority-" + index, certificates.get(index));
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the client certificate authorities cannot be used", unusable);
        }
    }

    private final class Handshake extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            Objects.requireNonNull(chain, "chain is null");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            Objects.requireNonNull(chain, "chain is null");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            Objects.requireNonNull(chain, "chain is null");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw neverClient();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw neverClient();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw neverClient();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            var trusted = authorities;
            return trusted == null ? new X509Certificate[0] : trusted.getAcceptedIssuers();
        }

        private CertificateException neverClient() {
            return new CertificateException("this endpoint is a server");
        }
    }
}
