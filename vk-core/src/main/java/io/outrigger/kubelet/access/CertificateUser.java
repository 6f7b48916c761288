// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.access;

import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * Reads the user from a client certificate that an authority has signed: the common name is the user, the organizations
 * are the groups ({@code CommonNameUserConversion} of apiserver's x509 request authenticator).
 */
final class CertificateUser {

    private static final String ALL_AUTHENTICATED = "system:authenticated";

    private CertificateUser() {}

    /** Empty when the certificate names nobody. */
    static Optional<UserInfo> of(X509Certificate certificate) {
        try {
            var names = new LdapName(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253));
            List<String> common = values(names, "CN");
            if (common.isEmpty() || common.get(common.size() - 1).isEmpty()) {
                return Optional.empty();
            }
            List<String> groups = values(names, "O");
            groups.add(ALL_AUTHENTICATED);
            return Optional.of(new UserInfo(Map.of(), groups, null, common.get(common.size() - 1)));
        } catch (NamingException unreadable) {
            return Optional.empty();
        }
    }

    /** The values of one attribute in the order of the certificate; an RDN may have several. */
    private static List<String> values(LdapName names, String type) throws NamingException {
        var values = new ArrayList<String>();
        for (Rdn rdn : names.getRdns()) {
            Attribute attribute = rdn.toAttributes().get(type);
            if (attribute == null) {
                continue;
            }
            for (Object value : Collections.list(attribute.getAll())) {
                if (!(value instanceof String text)) {
                    throw new InvalidNameException(type + " is no text");
                }
                values.add(text);
            }
        }
        return values;
    }
}
