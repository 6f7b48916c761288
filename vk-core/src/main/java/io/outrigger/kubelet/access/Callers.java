// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.outrigger.kube.AccessReviews;
import io.outrigger.kube.KubeException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells who calls: by a client certificate or by a bearer token, of which the API server is asked and the answer kept
 * for two minutes, as in the kubelet. Tokens themselves are never kept. Safe from any thread.
 */
final class Callers {

    private static final Duration KEPT = Duration.ofMinutes(2);
    private static final int MOST = 10_000;
    /** Longer than every service-account token; what is longer is not worth a question. */
    private static final int LONGEST_TOKEN = 16 * 1024;

    private static final String BEARER = "bearer ";

    private final AccessReviews reviews;
    private final Cache<String, Optional<UserInfo>> known;

    Callers(AccessReviews reviews, NanoTime time) {
        this.reviews = reviews;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(KEPT)
                .maximumSize(MOST)
                .ticker(time::now)
                .build();
    }

    /**
     * Who calls.
     *
     * @param certificate a client certificate that an authority of ours has signed, or null
     * @param authorization the header of that name, or null
     * @return empty for a stranger
     */
    Optional<UserInfo> of(@Nullable X509Certificate certificate, @Nullable String authorization) throws KubeException {
        Optional<UserInfo> user = certificate == null ? Optional.empty() : CertificateUser.of(certificate);
        if (user.isPresent() || authorization == null) {
            return user;
        }
        String token = token(authorization);
        return token.isEmpty() ? Optional.empty() : owner(token);
    }

    private static String token(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return "";
        }
        String token = authorization.substring(BEARER.length()).trim();
        return token.length() > LONGEST_TOKEN ? "" : token;
    }

    private Optional<UserInfo> owner(String token) throws KubeException {
        String digest = digest(token);
        Optional<UserInfo> seen = known.getIfPresent(digest);
        if (seen != null) {
            return seen;
        }
        Optional<UserInfo> answer = reviews.user(token);
        known.put(digest, answer);
        return answer;
    }

    private static String digest(String token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
