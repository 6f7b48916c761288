// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.outrigger.provider.ssh.host.VolumeFiles;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses volumes that a host cannot hold, and mounts that it cannot make. */
public final class VolumeCheck {

    /** Nearly every pod mounts it and few processes read it, so it alone never is a reason to refuse a pod. */
    private static final String SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String MEMORY = "Memory";

    private final List<Volume> volumes;
    private final Refusal refusal;
    private final boolean mounts;
    private final boolean environment;

    /**
     * @param pod the pod
     * @param refusal how to refuse
     * @param mounts whether containers get private mounts
     * @param environment whether the site's owner chose volumes without mounts
     */
    public VolumeCheck(DesiredPod pod, Refusal refusal, boolean mounts, boolean environment) {
        this.volumes = pod.pod().getSpec().getVolumes();
        this.refusal = refusal;
        this.mounts = mounts;
        this.environment = environment;
    }

    /** Checks the pod's volumes. */
    public void checkSources() throws ProviderException {
        for (int index = 0; index < volumes.size(); index++) {
            Volume volume = volumes.get(index);
            refusal.unless(
                    VolumeFiles.holdsContent(volume) || volume.getEmptyDir() != null || volume.getHostPath() != null,
                    "spec.volumes[" + index + "]." + type(volume),
                    "of volume \"" + volume.getName() + "\" is a type that this host cannot hold; it knows configMap,"
                            + " secret, projected, downwardAPI, emptyDir and hostPath");
            checkEmptyDir("spec.volumes[" + index + "].emptyDir", volume.getEmptyDir());
            refusal.invalidUnless(
                    volume.getHostPath() == null || clean(volume.getHostPath().getPath()),
                    "spec.volumes[" + index + "].hostPath.path",
                    "must be an absolute path without \"..\"");
        }
    }

    /** The field that says what the volume is, also one that this program has never heard of. */
    private static String type(Volume volume) {
        Iterator<String> fields = JSON.valueToTree(volume).fieldNames();
        while (fields.hasNext()) {
            String field = fields.next();
            if (!field.equals("name")) {
                return field;
            }
        }
        return "name";
    }

    private void checkEmptyDir(String field, @Nullable EmptyDirVolumeSource source) throws ProviderException {
        if (source == null) {
            return;
        }
        String medium = source.getMedium() == null ? "" : source.getMedium();
        refusal.unless(
                medium.isEmpty() || medium.equals(MEMORY), field + ".medium", "\"" + medium + "\" is not known here");
    }

    /** Checks what a container mounts of them. */
    public void checkMounts(String field, Container container) throws ProviderException {
        List<VolumeMount> all = container.getVolumeMounts();
        for (int index = 0; index < all.size(); index++) {
            check(field + ".volumeMounts[" + index + "]", all.get(index));
        }
    }

    private void check(String field, VolumeMount mount) throws ProviderException {
        refusal.invalidUnless(
                volumes.stream().anyMatch(volume -> volume.getName().equals(mount.getName())),
                field + ".name",
                "\"" + mount.getName() + "\" is no volume of the pod");
        refusal.invalidUnless(
                clean(mount.getMountPath()) && mount.getMountPath().length() > 1,
                field + ".mountPath",
                "must be an absolute path without \"..\"");
        String subPath = mount.getSubPath();
        refusal.invalidUnless(
                subPath == null || subPath.isEmpty() || clean("/" + subPath),
                field + ".subPath",
                "must be a relative path without \"..\"");
        refusal.unless(mount.getSubPathExpr() == null, field + ".subPathExpr", "is not expanded here");
        refusal.unless(
                mount.getMountPropagation() == null
                        || mount.getMountPropagation().equals("None"),
                field + ".mountPropagation",
                "cannot be given to private mounts");
        refusal.unless(
                !"Enabled".equals(mount.getRecursiveReadOnly()), field + ".recursiveReadOnly", "cannot be \"Enabled\"");
        refusal.unless(
                mounts || environment || SERVICE_ACCOUNT.equals(mount.getMountPath()),
                field + ".mountPath",
                "needs private mounts, which need root and unshare(1) on the host; run there as root, or set"
                        + " \"volumes: environment\" for the site and let the command read below $OUTRIGGER_VOLUMES");
    }

    private static boolean clean(String path) {
        return path.startsWith("/")
                && path.indexOf('\0') < 0
                && !List.of(path.split("/")).contains("..");
    }
}
