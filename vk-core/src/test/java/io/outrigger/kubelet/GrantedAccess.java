// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.outrigger.kube.AccessReviews;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An API server that lets {@code apiserver} do everything and others what was granted; a token is the name of its owner,
 * unless it begins with {@code bad}.
 */
final class GrantedAccess implements AccessReviews {

    /** Permissions such as {@code prometheus get metrics edge-1}; nodes may be empty. */
    final Set<String> granted = ConcurrentHashMap.newKeySet();

    @Override
    public Optional<UserInfo> user(String token) {
        return token.startsWith("bad") ? Optional.empty() : Optional.of(new UserInfo(Map.of(), List.of(), null, token));
    }

    @Override
    public boolean allows(UserInfo user, NodeAccess access) {
        return user.getUsername().equals("apiserver")
                || granted.contains(
                        user.getUsername() + " " + access.verb() + " " + access.subresource() + " " + access.node());
    }
}
