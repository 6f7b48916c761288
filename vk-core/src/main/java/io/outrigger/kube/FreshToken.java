// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bearer token of the connection, read again from where it came from once a minute, as the tokens of service
 * accounts rotate, and soon after it was refused. Asked for each request, on the caller's thread.
 *
 * <p>fabric8's own way is not used: with a client certificate it reads and parses the kubeconfig again for each request,
 * from the second minute on (TokenRefreshInterceptor, 7.8).
 */
final class FreshToken {

    private static final Logger log = LoggerFactory.getLogger(FreshToken.class);
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private final Config config;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable String first;
    private volatile @Nullable String token;
    private volatile long read;
    private volatile boolean refused;

    /**
     * @param config where the token comes from; one without token has none later either
     */
    FreshToken(Config config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.first = of(config);
        this.token = first;
        this.read = clock.millis();
    }

    /** The token, or null when this identity has none. */
    @Nullable
    String getToken() {
        if (config.getOauthTokenProvider() != null) {
            return config.getOauthTokenProvider().getToken();
        }
        long age = clock.millis() - read;
        boolean stale = age > LIFE.toMillis() || (refused && age > SHORTEST.toMillis());
        if (token != null && stale && lock.tryLock()) {
            try {
                String fresh = of(config.refresh());
                // The first token comes back when the file cannot be read; it is the oldest there is.
                token = fresh == null || fresh.equals(first) ? token : fresh;
            } catch (KubernetesClientException unreadable) {
                log.warn("the token of the cluster connection cannot be read again; using the last one", unreadable);
            } finally {
                read = clock.millis();
                refused = false;
                lock.unlock();
            }
        }
        return token;
    }

    /** The API server did not accept it. */
    void refused() {
        refused = true;
    }

    private static @Nullable String of(Config config) {
        String token = config.getOauthToken() == null ? config.getAutoOAuthToken() : config.getOauthToken();
        return token == null || token.isEmpty() ? null : token;
    }
}
