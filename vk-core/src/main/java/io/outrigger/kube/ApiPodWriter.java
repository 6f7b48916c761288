// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Toleration;
import io.outrigger.spi.PodRef;
import java.util.List;
import java.util.Optional;

/** Writes pods through the API server: one request per call. */
final class ApiPodWriter implements PodWriter {

    private final ApiServer api;
    private final StatusPatch patches;

    ApiPodWriter(ApiServer api) {
        this.api = api;
        this.patches = new StatusPatch(api.json());
    }

    @Override
    public Pod patchStatus(Pod current, PodStatus desired) throws KubeException {
        PodRef pod = PodRef.of(current);
        ObjectNode body = forUid(pod);
        String version = current.getMetadata().getResourceVersion();
        if (version != null) {
            // Computed from an old pod, a status could take back what must stay, such as the end of the pod.
            ((ObjectNode) body.get("metadata")).put("resourceVersion", version);
        }
        body.set("status", patches.pod(current.getStatus(), desired));
        return api.send(
                ApiRequest.strategicMerge(
                        path(pod) + "/status", api.json().write(body), "patching the status of pod " + pod),
                Pod.class);
    }

    @Override
    public Optional<Pod> read(PodRef pod) throws KubeException {
        try {
            Pod found = api.send(ApiRequest.get(path(pod), "reading pod " + pod), Pod.class);
            return Optional.of(found)
                    .filter(now -> pod.uid().equals(now.getMetadata().getUid()));
        } catch (KubeException refused) {
            if (refused.notFound()) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    @Override
    public void delete(PodRef pod) throws KubeException {
        ObjectNode options = api.json().object();
        options.put("kind", "DeleteOptions").put("apiVersion", "v1").put("gracePeriodSeconds", 0);
        options.putObject("preconditions").put("uid", pod.uid());
        try {
            api.send(ApiRequest.delete(path(pod), api.json().write(options), "deleting pod " + pod));
        } catch (KubeException refused) {
            if (!refused.notFound() && !otherIncarnation(refused)) {
                throw refused;
            }
        }
    }

    @Override
    public Pod patchTolerations(PodRef pod, List<Toleration> tolerations) throws KubeException {
        ObjectNode body = forUid(pod);
        body.putObject("spec").putPOJO("tolerations", tolerations);
        return api.send(
                ApiRequest.strategicMerge(path(pod), api.json().write(body), "patching the tolerations of pod " + pod),
                Pod.class);
    }

    private ObjectNode forUid(PodRef pod) {
        ObjectNode body = api.json().object();
        body.putObject("metadata").put("uid", pod.uid());
        return body;
    }

    private static boolean otherIncarnation(KubeException refused) {
        return refused.conflict() && String.valueOf(refused.getMessage()).contains("UID");
    }

    private static String path(PodRef pod) {
        return "api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
    }
}
