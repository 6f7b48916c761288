// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.access;

import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.outrigger.kube.AccessReviews;
import io.outrigger.kube.KubeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An API server that knows some tokens and grants some permissions, and counts the questions. */
final class ScriptedReviews implements AccessReviews {

    final Map<String, UserInfo> tokens = new HashMap<>();
    final Set<String> granted = new HashSet<>();
    final List<String> asked = new ArrayList<>();
    boolean away;

    static UserInfo named(String name, String... groups) {
        return new UserInfo(Map.of(), List.of(groups), null, name);
    }

    @Override
    public Optional<UserInfo> user(String token) throws KubeException {
        answer("token");
        return Optional.ofNullable(tokens.get(token));
    }

    @Override
    public boolean allows(UserInfo user, NodeAccess access) throws KubeException {
        String question = user.getUsername() + " " + access.verb() + " " + access.subresource() + " " + access.node();
        answer(question);
        return granted.contains(question);
    }

    private void answer(String question) throws KubeException {
        asked.add(question);
        if (away) {
            throw new KubeException(0, "", "the API server did not answer", null, null);
        }
    }
}
