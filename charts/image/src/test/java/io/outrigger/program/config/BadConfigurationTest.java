// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One mistake per row; a {@code ;} in the first column is a line break. */
class BadConfigurationTest {

    private static final String SITES = "sites: [{name: a, provider: local}]";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                     | 1 | the file must be a mapping with at least \"cluster\"",
                "just words                             | 1 | the file must be a mapping with at least \"cluster\"",
                "- demo                                 | 1 | the file must be a mapping with at least \"cluster\"",
                "cluster: [demo                         | 1 | this is not YAML",
                "cluster: a;---;cluster: b              | 3 | one document only",
                "cluster: &x demo;kubeconfig: *x        | 2 | aliases are not supported",
                "cluster: a;cluster: b                  | 2 | key \"cluster\" is there twice, first on line 1",
                "cluster:                               | 1 | cluster is required",
                "cluster: 7                             | 1 | cluster must be a text, not a number; put it in quotes",
                "cluster: [a]                           | 1 | cluster must be a text, not a list",
                "cluster: ''                            | 1 | cluster must not be empty",
                "cluster: -demo                         | 1 | cluster \"-demo\" must consist of",
                "cluster: a;providerTaint: maybe        | 2 | providerTaint must be true or false",
                "cluster: a;kubeconfig: {file: x}       | 2 | kubeconfig must be a text, not a mapping",
                "cluster: a;kubconfig: x                | 2 | unknown key \"kubconfig\"; did you mean \"kubeconfig\"?",
                "cluster: a;zzzzzz: x                   | 2 | unknown key \"zzzzzz\"; known are cluster, kubeconfig",
                "cluster: a;endpoint: 10250             | 2 | endpoint must be a mapping, not a number",
                "cluster: a;endpoint:;  port: ten       | 3 | endpoint.port must be a whole number from 0 to 65535",
                "cluster: a;endpoint:;  port: 1.5       | 3 | endpoint.port must be a whole number from 0 to 65535",
                "cluster: a;endpoint:;  prot: 1         | 3 | unknown key \"endpoint.prot\"; did you mean \"port\"?",
                "cluster: a;endpoint:;  keyFile: x      | 3 | endpoint.keyFile needs endpoint.certificateFile",
                "cluster: a;endpoint:;  certificateFile: x | 3 | endpoint.certificateFile needs endpoint.keyFile",
                "cluster: a;endpoint:;  certificate: clustr | 3 | endpoint.certificate must be \"cluster\" or left out",
                "cluster: a;endpoint:;  certificate: cluster | 3 | endpoint.certificate needs endpoint.certificateDirectory",
                "cluster: a;endpoint:;  certificateDirectory: x | 3 | needs endpoint.certificate: cluster beside it",
                "cluster: a;endpoint:;  approveServingCertificates: true | 3 | needs endpoint.certificate: cluster",
                "cluster: a;endpoint: {certificate: cluster,;  certificateDirectory: x,;  certificateFile: x, keyFile: y} | 4 | cannot stand beside endpoint.certificate",
                "cluster: a;endpoint:;  anonymous: true;  address: 192.0.2.1 | 3 | on a loopback address only",
                "cluster: a;endpoint:;  address: localhost | 3 | must be the IP address under which the API server reaches",
                "cluster: a;endpoint:;  address: 0.0.0.0   | 3 | must be the IP address under which the API server reaches",
                "cluster: ${env:NOT_SET}                | 1 | the environment variable NOT_SET is not set",
                "cluster: a;kubeconfig: ${file:gone}    | 2 | /gone cannot be read",
                "cluster: a;kubeconfig: ${HOME}/x       | 2 | ${HOME} is not understood; write ${env:NAME}",
            })
    void ofTheWhole(String text, int line, String message) {
        boolean whole = text.startsWith("cluster: ") && !text.startsWith("cluster: [demo");
        assertProblem(text.replace(';', '\n') + (whole ? "\n" + SITES : ""), line, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sites: local                           | 2 | sites must be a list, not a text",
                "sites: {a: local}                      | 2 | sites must be a list, not a mapping",
                "sites: [a, b]                          | 2 | sites must be a list of mappings, not of a text",
                "sites:;- provider: local               | 3 | site.name is required",
                "sites:;- {name: a}                     | 3 | site.provider is required",
                "sites:;- {name: a, provider: pigeon}   | 3 | site.provider \"pigeon\" is unknown; known are local, ssh",
                "sites:;- {name: a, provider: shh}      | 3 | did you mean \"ssh\"?",
                "sites:;- {name: a, provider: lokal}    | 3 | did you mean \"local\"?",
                "sites:;- {name: A, provider: local}    | 3 | site.name \"A\" must consist of",
                "sites:;- {name: a_b, provider: local}  | 3 | site.name \"a_b\" must consist of",
                "sites:;- {nam: a, provider: local}     | 3 | unknown key \"site.nam\"; did you mean \"name\"?",
                "sites:;- {name: a, provider: local};- {name: a, provider: local} | 4 | site \"a\" is there twice",
                "sites:;- name: a;  provider: local;  settings:;    pod: 3 | 6 | settings.pod is unknown; did you mean",
                "sites:;- name: a;  provider: local;  settings:;    pods: 0 | 6 | settings.pods must be a whole number",
                "sites:;- name: a;  provider: local;  settings: [x] | 5 | site.settings must be a mapping, not a list",
                "sites:;- {name: a, provider: local, zone: 3} | 3 | site.zone must be a text, not a number",
                "sites:;- {name: a, provider: local, labels: {x: 1}} | 3 | site.labels.x must be a text, not a number",
                "sites:;- {name: a, provider: local, labels: {x: [1]}} | 3 | site.labels.x must be a text, not a list",
                "sites:;- {name: a, provider: local, labels: {-x: y}} | 3 | \"-x\" cannot be the key of a label",
                "sites:;- {name: a, provider: local, labels: {x: '?'}} | 3 | must have at most 63 letters, digits",
                "sites:;- {name: a, provider: local, capacity: {cpu: lots}} | 3 | must be a quantity, for example 4",
                "sites:;- {name: a, provider: local, capacity: {cpu: true}} | 3 | must be a quantity, for example 4",
                "sites:;- {name: a, provider: local, autonomy: forever} | 3 | must be \"unlimited\", \"cluster\" or a",
                "sites:;- {name: a, provider: local, autonomy: 0s} | 3 | a time of at least 1s, for example 10m",
                "sites:;- {name: a, provider: local, taints: [{key: x}]} | 3 | site.taints.effect is required",
                "sites:;- {name: a, provider: local, taints: [{effect: NoExecute}]} | 3 | site.taints.key is required",
                "sites:;- {name: a, provider: local, taints: [{key: x, effect: NoSchedul}]} | 3 | \"NoSchedule\"?",
            })
    void ofSites(String text, int line, String message) {
        assertProblem("cluster: demo\n" + text.replace(';', '\n'), line, message);
    }

    private void assertProblem(String text, int line, String message) {
        var file = directory.resolve("outrigger.yaml");
        var reader = new ConfigurationReader(ProviderSettings.onClassPath(), Map.<String, String>of()::get);
        var failure = catchThrowableOfType(ConfigurationException.class, () -> {
            Files.writeString(file, text);
            reader.read(file);
        });

        assertThat(failure).as(text).isNotNull();
        assertThat(failure.problems())
                .anySatisfy(problem ->
                        assertThat(problem).startsWith(file + ":" + line + ": ").contains(message));
    }
}
