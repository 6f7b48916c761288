// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bearer token of the connection, read again from its file once a minute, as kubelets rotate the tokens of service
 * accounts. Asked by the HTTP client for each request, on the caller's thread.
 *
 * <p>Without it fabric8 reads and parses the kubeconfig again for each request, from the second minute on, when the
 * credentials are a client certificate (TokenRefreshInterceptor, 7.8).
 */
final class FreshToken implements OAuthTokenProvider {

    private static final Logger log = LoggerFactory.getLogger(FreshToken.class);
    private static final Duration LIFE = Duration.ofMinutes(1);

    private final Config config;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable String token;
    private volatile long read;

    /**
     * @param config where the token comes from; one without token has none later either
     */
    FreshToken(Config config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.token = of(config);
        this.read = clock.millis();
    }

    @Override
    public @Nullable String getToken() {
        if (token != null && clock.millis() - read > LIFE.toMillis() && lock.tryLock()) {
            try {
                String fresh = of(config.refresh());
                token = fresh == null ? token : fresh;
            } catch (KubernetesClientException unreadable) {
                log.warn("the token of the cluster connection cannot be read again; using the last one", unreadable);
            } finally {
                read = clock.millis();
                lock.unlock();
            }
        }
        return token;
    }

    private static @Nullable String of(Config config) {
        String token = config.getOauthToken() == null ? config.getAutoOAuthToken() : config.getOauthToken();
        return token == null || token.isEmpty() ? null : token;
    }
}
