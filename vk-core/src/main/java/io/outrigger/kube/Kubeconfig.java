// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads where the cluster is and who we are, and finds what is wrong with it before the first request, because the
 * client underneath silently falls back to defaults. Used when a connection is opened; blocks on files.
 */
final class Kubeconfig {

    private final Path file;
    private final @Nullable String wanted;
    private final Clock clock;

    private Kubeconfig(Path file, @Nullable String wanted, Clock clock) {
        this.file = file;
        this.wanted = wanted;
        this.clock = clock;
    }

    /**
     * Reads a kubeconfig file.
     *
     * @param context which context, or null for the current one
     * @throws KubeConfigException when it cannot be used
     */
    static Config file(Path file, @Nullable String context, Clock clock) {
        return new Kubeconfig(file, context, clock).load();
    }

    /**
     * What a program finds around it: {@code KUBECONFIG}, {@code ~/.kube/config}, or the service account of its pod.
     *
     * @throws KubeConfigException when there is nothing
     */
    static Config surrounding(@Nullable String context, Clock clock) {
        List<Path> files =
                Config.getKubeconfigFilenames().stream().map(Path::of).toList();
        List<Path> present = files.stream().filter(Files::exists).toList();
        if (present.size() == 1) {
            return file(present.get(0), context, clock);
        }
        Config config = Config.autoConfigure(context);
        boolean inCluster = System.getenv("KUBERNETES_SERVICE_HOST") != null;
        if (present.isEmpty() && !inCluster) {
            throw new KubeConfigException("there is no kubeconfig at " + files
                    + " and this does not run in a pod; name a kubeconfig file or set KUBECONFIG");
        }
        if (present.isEmpty()
                && (config.getAutoOAuthToken() == null
                        || config.getAutoOAuthToken().isEmpty())) {
            throw new KubeConfigException("this runs in a pod that has no service account token; let the pod mount"
                    + " one (automountServiceAccountToken: true)");
        }
        return config;
    }

    private Config load() {
        io.fabric8.kubernetes.api.model.Config content = parse();
        String name = wanted == null ? content.getCurrentContext() : wanted;
        List<String> names = content.getContexts() == null
                ? List.of()
                : content.getContexts().stream().map(NamedContext::getName).toList();
        if (name == null || name.isEmpty()) {
            throw broken("has no current-context; choose one of " + names);
        }
        NamedContext context = find(content.getContexts(), NamedContext::getName, name);
        if (context == null || context.getContext() == null) {
            throw broken("has no context \"" + name + "\"; it has " + names);
        }
        String clusterName = context.getContext().getCluster();
        NamedCluster cluster = find(content.getClusters(), NamedCluster::getName, clusterName);
        if (cluster == null
                || cluster.getCluster() == null
                || cluster.getCluster().getServer() == null) {
            throw broken("context \"" + name + "\": there is no cluster \"" + clusterName + "\" with a server; add it");
        }
        String userName = context.getContext().getUser();
        NamedAuthInfo user = find(content.getUsers(), NamedAuthInfo::getName, userName);
        if (userName != null && !userName.isEmpty() && user == null) {
            throw broken("context \"" + name + "\": there is no user \"" + userName + "\"; add it");
        }
        X509Certificate certificate =
                user == null || user.getUser() == null ? null : validCertificate(name, userName, user.getUser());
        try {
            Config config = Config.empty();
            KubeConfigUtils.merge(config, name, content);
            String proxy = cluster.getCluster().getProxyUrl();
            if (proxy != null && !proxy.isEmpty()) {
                // fabric8 takes an http:// proxy for clusters without TLS only; kubectl takes it for all.
                config.setHttpProxy(proxy);
                config.setHttpsProxy(proxy);
            }
            if (certificate != null) {
                // fabric8 takes every key in PKCS #8 for an RSA key unless told otherwise.
                config.setClientKeyAlgo(certificate.getPublicKey().getAlgorithm());
            }
            return config;
        } catch (KubernetesClientException failure) {
            throw broken("context \"" + name + "\" cannot be used: " + failure.getMessage(), failure);
        }
    }

    private io.fabric8.kubernetes.api.model.Config parse() {
        if (!Files.exists(file)) {
            throw broken("does not exist; check the path or ask for it with kubectl config view --raw");
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw broken("cannot be read; check that it is a file and its permissions");
        }
        try {
            return KubeconfigReader.read(file);
        } catch (IOException | RuntimeException failure) {
            // A parser throws what it likes and may quote credentials, so neither its text nor itself is passed on.
            throw broken("is not a kubeconfig; check it with kubectl config view --kubeconfig " + file);
        }
    }

    private @Nullable X509Certificate validCertificate(String context, String user, AuthInfo credentials) {
        X509Certificate certificate;
        try (InputStream stream = certificate(credentials)) {
            if (stream == null) {
                return null;
            }
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(stream);
        } catch (IOException | CertificateException | IllegalArgumentException failure) {
            throw broken(
                    "context \"" + context + "\": the client certificate of user \"" + user
                            + "\" cannot be read; renew the credentials",
                    failure);
        }
        Instant end = certificate.getNotAfter().toInstant();
        if (end.isBefore(clock.instant())) {
            throw broken("context \"" + context + "\": the client certificate of user \"" + user + "\" expired at "
                    + end + "; renew the credentials");
        }
        return certificate;
    }

    private @Nullable InputStream certificate(AuthInfo credentials) throws IOException {
        String data = credentials.getClientCertificateData();
        if (data != null && !data.isEmpty()) {
            return new ByteArrayInputStream(Base64.getMimeDecoder().decode(data));
        }
        String path = credentials.getClientCertificate();
        return path == null || path.isEmpty() ? null : Files.newInputStream(file.resolveSibling(path));
    }

    private static <T> @Nullable T find(@Nullable List<T> list, Function<T, String> name, @Nullable String wanted) {
        if (list == null) {
            return null;
        }
        return list.stream()
                .filter(each -> name.apply(each) != null && name.apply(each).equals(wanted))
                .findFirst()
                .orElse(null);
    }

    private KubeConfigException broken(String what) {
        return new KubeConfigException("kubeconfig " + file + " " + what);
    }

    private KubeConfigException broken(String what, Throwable cause) {
        return new KubeConfigException("kubeconfig " + file + " " + what, cause);
    }
}
