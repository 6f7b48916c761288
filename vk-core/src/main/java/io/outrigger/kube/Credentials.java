// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Says who we are on each request: bearer token or password, and whom we act for. Client certificates belong to the
 * TLS set-up. Called by the HTTP client on the caller's thread.
 */
final class Credentials implements Interceptor {

    private final FreshToken token;
    private final @Nullable String password;
    private final @Nullable String user;
    private final List<String> groups;
    private final Map<String, List<String>> extras;

    Credentials(Config config, FreshToken token) {
        this.token = token;
        this.password = config.getUsername() == null || config.getPassword() == null
                ? null
                : okhttp3.Credentials.basic(config.getUsername(), config.getPassword());
        this.user = config.getImpersonateUsername();
        this.groups = config.getImpersonateGroups() == null ? List.of() : List.of(config.getImpersonateGroups());
        this.extras = config.getImpersonateExtras() == null ? Map.of() : config.getImpersonateExtras();
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request.Builder request = chain.request().newBuilder().header("User-Agent", "outrigger");
        String bearer = token.getToken();
        if (password != null) {
            request.header("Authorization", password);
        } else if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        if (user != null) {
            request.header("Impersonate-User", user);
            groups.forEach(group -> request.addHeader("Impersonate-Group", group));
            extras.forEach(
                    (key, values) -> values.forEach(value -> request.addHeader("Impersonate-Extra-" + key, value)));
        }
        Response response = chain.proceed(request.build());
        if (response.code() == 401) {
            token.refused();
        }
        return response;
    }
}
