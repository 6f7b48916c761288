// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageReferenceTest {

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx",
        "nginx:1.25, docker.io/library/nginx:1.25",
        "team/web:1, docker.io/team/web:1",
        "localhost/web:1, localhost/web:1",
        "registry.example/a/b_c/d-e:v1.0, registry.example/a/b_c/d-e:v1.0",
        "registry:5000/web, registry:5000/web",
        "UPPER/case, UPPER/case",
        "'[2001:db8::1]:5000/web', '[2001:db8::1]:5000/web'",
    })
    void aShortNameGetsTheRegistryThatEveryKubeletTakes(String image, String complete) {
        assertThat(ImageReference.complete(image)).isEqualTo(complete);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Nginx",
                "-x",
                "--privileged",
                "a b",
                "a:b:c",
                "a@sha256:12",
                "a/../b",
                "$(x)",
                "a\nb",
                "team/Web"
            })
    void whatIsNoReferenceIsKnownAsSuch(String image) {
        assertThat(ImageReference.complete(image)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Nginx:1, ': repository name (library/Nginx) must be lowercase'",
        "team/Web, ': repository name (team/Web) must be lowercase'",
        "registry.example/Team/web, ': repository name (Team/web) must be lowercase'",
        "a:b:c, ''",
    })
    void whyItIsNoneIsSaidInTheKubeletsWords(String image, String more) {
        assertThat(ImageReference.problem(image))
                .isEqualTo("Failed to apply default image tag \"" + image + "\": couldn't parse image name \"" + image
                        + "\": invalid reference format" + more);
    }
}
