// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import io.outrigger.kubelet.RequestedCertificate;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the keys of the section {@code endpoint} about a serving certificate that the cluster signs. */
final class RequestedCertificateReader {

    static final String SOURCE = "certificate";
    static final String DIRECTORY = "certificateDirectory";
    static final String APPROVE = "approveServingCertificates";

    private static final String CLUSTER = "cluster";

    private RequestedCertificateReader() {}

    static Optional<RequestedCertificate> read(Fields fields, Path base) {
        var source = fields.text(SOURCE);
        var directory = fields.text(DIRECTORY).map(base::resolve);
        boolean approve = fields.flag(APPROVE, false);
        if (source.isEmpty()) {
            needsCluster(fields, directory.isPresent(), DIRECTORY);
            needsCluster(fields, approve, APPROVE);
            return Optional.empty();
        }
        if (!source.get().equals(CLUSTER)) {
            fields.problem(SOURCE, "must be \"" + CLUSTER + "\" or left out, not \"" + source.get() + "\"");
            return Optional.empty();
        }
        for (var file : List.of("certificateFile", "keyFile")) {
            if (fields.text(file).isPresent()) {
                fields.problem(file, "cannot stand beside endpoint.certificate: cluster; remove one of them");
                return Optional.empty();
            }
        }
        if (directory.isEmpty()) {
            fields.problem(
                    SOURCE,
                    "needs endpoint." + DIRECTORY + " beside it, which keeps key and certificate over a restart");
        }
        return directory.map(kept -> new RequestedCertificate(kept, approve));
    }

    private static void needsCluster(Fields fields, boolean present, String name) {
        if (present) {
            fields.problem(name, "needs endpoint.certificate: cluster beside it");
        }
    }
}
