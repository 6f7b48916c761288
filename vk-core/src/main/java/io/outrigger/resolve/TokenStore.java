// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.outrigger.kube.KubeException;
import io.outrigger.kube.TokenRequests;
import io.outrigger.kube.TokenRequests.Token;
import io.outrigger.spi.PodRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the service-account tokens of pods: one is renewed after 80 % of its life or 24 hours, up to a tenth earlier so
 * that pods that began together do not renew together, and is kept while renewing fails until it expires ({@code
 * pkg/kubelet/token}). Safe from any thread; calls for one pod do not overlap.
 */
final class TokenStore {

    private static final Logger LOG = LoggerFactory.getLogger(TokenStore.class);

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private final TokenRequests requests;
    private final Clock clock;
    private final Map<PodRef, Map<Purpose, Held>> tokens = new ConcurrentHashMap<>();

    TokenStore(TokenRequests requests, Clock clock) {
        this.requests = requests;
        this.clock = clock;
    }

    /** A good token, from memory when it is fresh enough. */
    Held token(PodRef pod, String serviceAccount, @Nullable String audience, long seconds) throws KubeException {
        var purpose = new Purpose(serviceAccount, audience, seconds);
        var ofPod = tokens.computeIfAbsent(pod, unknown -> new ConcurrentHashMap<>());
        Held held = ofPod.get(purpose);
        Instant now = clock.instant();
        if (held != null && now.isBefore(held.refresh())) {
            return held;
        }
        try {
            held = held(pod, requests.request(pod, serviceAccount, audience, seconds), now);
        } catch (KubeException failure) {
            if (held == null || !now.isBefore(held.token().expires())) {
                throw failure;
            }
            LOG.atWarn()
                    .addKeyValue("pod", pod)
                    .addKeyValue("expires", held.token().expires())
                    .log("could not renew a service-account token, the old one is kept: {}", failure.getMessage());
            held = new Held(held.token(), now.plus(SHORTEST));
        }
        ofPod.put(purpose, held);
        return held;
    }

    /** Drops the tokens of a pod. */
    void forget(PodRef pod) {
        tokens.remove(pod);
    }

    private static Held held(PodRef pod, Token token, Instant now) {
        long life = Math.max(0, Duration.between(now, token.expires()).toMillis());
        long most = Math.min(life * 8 / 10, LONGEST.toMillis());
        // The same share for all tokens of a pod, so that they are renewed together.
        int share = Math.floorMod(pod.uid().hashCode(), 1000);
        long wait = Math.max(SHORTEST.toMillis(), most - most * share / 10_000);
        return new Held(token, now.plusMillis(wait));
    }

    /**
     * A token in memory.
     *
     * @param token the token
     * @param refresh when it should be renewed
     */
    record Held(Token token, Instant refresh) {}

    private record Purpose(String serviceAccount, @Nullable String audience, long seconds) {}
}
