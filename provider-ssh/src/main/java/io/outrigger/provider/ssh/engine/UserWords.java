// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who a container runs as and with which rights, in the engine's words; what the container says goes before the pod. */
final class UserWords {

    private final PodSecurityContext pod;
    private final SecurityContext own;

    UserWords(PodSpec spec, Container container) {
        this.pod = spec.getSecurityContext() == null ? new PodSecurityContext() : spec.getSecurityContext();
        this.own = container.getSecurityContext() == null ? new SecurityContext() : container.getSecurityContext();
    }

    @Nullable
    Long user() {
        return own.getRunAsUser() != null ? own.getRunAsUser() : pod.getRunAsUser();
    }

    @Nullable
    Long group() {
        return own.getRunAsGroup() != null ? own.getRunAsGroup() : pod.getRunAsGroup();
    }

    boolean nonRoot() {
        Boolean wanted = own.getRunAsNonRoot() != null ? own.getRunAsNonRoot() : pod.getRunAsNonRoot();
        return Boolean.TRUE.equals(wanted);
    }

    /** Whether only the image can tell that the user is not root. */
    boolean provenByImage() {
        return nonRoot() && user() == null;
    }

    /** Whether a host without AppArmor must not run it, because nobody would confine it there. */
    boolean confined() {
        AppArmorProfile appArmor = appArmor();
        return appArmor != null && !"Unconfined".equals(appArmor.getType());
    }

    private @Nullable AppArmorProfile appArmor() {
        return own.getAppArmorProfile() != null ? own.getAppArmorProfile() : pod.getAppArmorProfile();
    }

    void appendTo(Words words) {
        Long user = user();
        Long group = group();
        if (user != null) {
            words.option("--user", group == null ? user.toString() : user + ":" + group);
        }
        Stream.concat(pod.getSupplementalGroups().stream(), Stream.ofNullable(pod.getFsGroup()))
                .distinct()
                .forEach(number -> words.option("--group-add", number.toString()));
        if (Boolean.TRUE.equals(own.getPrivileged())) {
            words.option("--privileged");
        }
        if (Boolean.TRUE.equals(own.getReadOnlyRootFilesystem())) {
            words.option("--read-only");
        }
        if (Boolean.FALSE.equals(own.getAllowPrivilegeEscalation())) {
            words.option("--security-opt", "no-new-privileges");
        }
        Capabilities capabilities = own.getCapabilities();
        if (capabilities != null) {
            capabilities.getDrop().forEach(name -> words.option("--cap-drop", name));
            capabilities.getAdd().forEach(name -> words.option("--cap-add", name));
        }
        SeccompProfile seccomp = own.getSeccompProfile() != null ? own.getSeccompProfile() : pod.getSeccompProfile();
        if (seccomp != null && "Unconfined".equals(seccomp.getType())) {
            words.option("--security-opt", "seccomp=unconfined");
        }
        AppArmorProfile appArmor = appArmor();
        if (appArmor != null && "Unconfined".equals(appArmor.getType())) {
            words.option("--security-opt", "apparmor=unconfined");
        } else if (appArmor != null && "Localhost".equals(appArmor.getType())) {
            words.option("--security-opt", "apparmor=" + appArmor.getLocalhostProfile());
        }
    }
}
