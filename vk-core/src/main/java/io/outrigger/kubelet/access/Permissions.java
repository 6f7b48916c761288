// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.outrigger.kube.AccessReviews;
import io.outrigger.kube.AccessReviews.NodeAccess;
import io.outrigger.kube.KubeException;
import java.time.Duration;

/**
 * Tells who may do what: asks the API server and keeps a yes for five minutes and a no for thirty seconds, as the kubelet
 * does. Safe from any thread.
 */
final class Permissions {

    private static final Duration YES_KEPT = Duration.ofMinutes(5);
    private static final Duration NO_KEPT = Duration.ofSeconds(30);
    private static final int MOST = 10_000;

    private final AccessReviews reviews;
    private final Cache<Question, Boolean> allowed;
    private final Cache<Question, Boolean> denied;

    Permissions(AccessReviews reviews, NanoTime time) {
        this.reviews = reviews;
        this.allowed = cache(YES_KEPT, time);
        this.denied = cache(NO_KEPT, time);
    }

    private record Question(UserInfo user, NodeAccess access) {}

    boolean allows(UserInfo user, NodeAccess access) throws KubeException {
        var question = new Question(user, access);
        if (allowed.getIfPresent(question) != null) {
            return true;
        }
        if (denied.getIfPresent(question) != null) {
            return false;
        }
        boolean answer = reviews.allows(user, access);
        (answer ? allowed : denied).put(question, answer);
        return answer;
    }

    private static Cache<Question, Boolean> cache(Duration kept, NanoTime time) {
        return Caffeine.newBuilder()
                .expireAfterWrite(kept)
                .maximumSize(MOST)
                .ticker(time::now)
                .build();
    }
}
