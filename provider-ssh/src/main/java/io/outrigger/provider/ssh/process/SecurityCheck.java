// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.outrigger.spi.ProviderException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses security settings that nothing would enforce: a plain process runs as the user and with the rights of the
 * program that starts it, so a pod that asks for less must not be told that it got it.
 */
final class SecurityCheck {

    private static final String UNCONFINED = "Unconfined";

    private final Refusal refusal;

    SecurityCheck(Refusal refusal) {
        this.refusal = refusal;
    }

    void check(PodSpec spec) throws ProviderException {
        PodSecurityContext context = spec.getSecurityContext();
        if (context == null) {
            return;
        }
        String field = "spec.securityContext";
        absent(field, "runAsUser", context.getRunAsUser());
        absent(field, "runAsGroup", context.getRunAsGroup());
        refused(field, "runAsNonRoot", Boolean.TRUE.equals(context.getRunAsNonRoot()));
        absent(field, "fsGroup", context.getFsGroup());
        refused(field, "supplementalGroups", !context.getSupplementalGroups().isEmpty());
        refused(field, "supplementalGroupsPolicy", "Strict".equals(context.getSupplementalGroupsPolicy()));
        refused(field, "sysctls", !context.getSysctls().isEmpty());
        absent(field, "seLinuxOptions", context.getSeLinuxOptions());
        unconfined(field, context.getSeccompProfile(), context.getAppArmorProfile());
    }

    void check(String container, @Nullable SecurityContext context) throws ProviderException {
        if (context == null) {
            return;
        }
        String field = container + ".securityContext";
        refused(field, "privileged", Boolean.TRUE.equals(context.getPrivileged()));
        absent(field, "runAsUser", context.getRunAsUser());
        absent(field, "runAsGroup", context.getRunAsGroup());
        refused(field, "runAsNonRoot", Boolean.TRUE.equals(context.getRunAsNonRoot()));
        refused(field, "readOnlyRootFilesystem", Boolean.TRUE.equals(context.getReadOnlyRootFilesystem()));
        refused(field, "allowPrivilegeEscalation", Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()));
        absent(field, "capabilities", context.getCapabilities());
        absent(field, "procMount", context.getProcMount());
        absent(field, "seLinuxOptions", context.getSeLinuxOptions());
        unconfined(field, context.getSeccompProfile(), context.getAppArmorProfile());
    }

    private void unconfined(String field, @Nullable SeccompProfile seccomp, @Nullable AppArmorProfile appArmor)
            throws ProviderException {
        refused(field, "seccompProfile", seccomp != null && !UNCONFINED.equals(seccomp.getType()));
        refused(field, "appArmorProfile", appArmor != null && !UNCONFINED.equals(appArmor.getType()));
    }

    private void absent(String field, String name, @Nullable Object value) throws ProviderException {
        refused(field, name, value != null);
    }

    private void refused(String field, String name, boolean asked) throws ProviderException {
        refusal.unless(!asked, field + "." + name, "cannot be enforced");
    }
}
