// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import com.fasterxml.jackson.databind.JsonNode;

/** The objects that benchmarks send, as text. */
final class Objects {

    static final String PODS = "/api/v1/namespaces/default/pods";

    private Objects() {}

    static String pod(int number) {
        return ("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'pod-%d'},'spec':{'automountServiceAccountToken':false,"
                        + "'tolerations':[{'key':'virtual-kubelet.io/provider','operator':'Exists'}],"
                        + "'containers':[{'name':'main','image':'memory','command':['run']}]}}")
                .formatted(number)
                .replace('\'', '"');
    }

    static String podOn(int number, String node) {
        return pod(number).replace("\"spec\":{", "\"spec\":{\"nodeName\":\"" + node + "\",");
    }

    /** What a node agent writes when a pod runs. */
    static String running(int number) {
        return ("{'status':{'phase':'Running','podIP':'10.0.0.1','startTime':'2026-01-01T00:00:00Z',"
                        + "'conditions':[{'type':'Ready','status':'True','lastTransitionTime':'2026-01-01T00:00:00Z'}],"
                        + "'containerStatuses':[{'name':'main','image':'memory','imageID':'','ready':true,'started':true,"
                        + "'restartCount':0,'containerID':'memory://%d',"
                        + "'state':{'running':{'startedAt':'2026-01-01T00:00:00Z'}}}]}}")
                .formatted(number)
                .replace('\'', '"');
    }

    /** What a node agent writes when a deleted pod has stopped. */
    static String stopped(int number) {
        return running(number)
                .replace("\"phase\":\"Running\"", "\"phase\":\"Succeeded\"")
                .replace(
                        "\"running\":{\"startedAt\":\"2026-01-01T00:00:00Z\"}",
                        "\"terminated\":{\"exitCode\":0,\"reason\":\"Completed\"}");
    }

    /** What a node agent tells users when a container starts. */
    static String event(int number) {
        return ("{'apiVersion':'v1','kind':'Event','metadata':{'name':'pod-%1$d.1'},'type':'Normal','reason':'Started',"
                        + "'message':'Started container main','count':1,"
                        + "'involvedObject':{'kind':'Pod','namespace':'default','name':'pod-%1$d'},"
                        + "'source':{'component':'kubelet'}}")
                .formatted(number)
                .replace('\'', '"');
    }

    static String node(String name) {
        return ("{'apiVersion':'v1','kind':'Node','metadata':{'name':'%s'},'status':{"
                        + "'capacity':{'cpu':'64','memory':'64Gi','pods':'1000'},"
                        + "'allocatable':{'cpu':'64','memory':'64Gi','pods':'1000'},"
                        + "'conditions':[{'type':'Ready','status':'True'}]}}")
                .formatted(name)
                .replace('\'', '"');
    }

    static String lease(String name) {
        return ("{'apiVersion':'coordination.k8s.io/v1','kind':'Lease',"
                        + "'metadata':{'name':'%1$s','namespace':'kube-node-lease'},"
                        + "'spec':{'holderIdentity':'%1$s','leaseDurationSeconds':40}}")
                .formatted(name)
                .replace('\'', '"');
    }

    static boolean podRuns(JsonNode pod) {
        return pod.path("status").path("phase").asText().equals("Running");
    }

    static boolean podHasEnded(JsonNode pod) {
        String phase = pod.path("status").path("phase").asText();
        return phase.equals("Failed") || phase.equals("Succeeded");
    }

    static boolean nodeIsReady(JsonNode node) {
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }
}
