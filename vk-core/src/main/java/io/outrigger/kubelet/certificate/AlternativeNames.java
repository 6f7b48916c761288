// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.util.IPAddress;
import org.jspecify.annotations.Nullable;

/** The names of servers in certificates and in requests for them: IP addresses and names of hosts, each as text. */
final class AlternativeNames {

    private AlternativeNames() {}

    static GeneralNames write(Collection<String> names) {
        return new GeneralNames(names.stream()
                .map(each ->
                        new GeneralName(IPAddress.isValid(each) ? GeneralName.iPAddress : GeneralName.dNSName, each))
                .toArray(GeneralName[]::new));
    }

    /** The names that a certificate is good for; empty when it cannot be read. */
    static Set<String> of(X509Certificate certificate) {
        try {
            return read(new JcaX509CertificateHolder(certificate).getExtensions());
        } catch (CertificateEncodingException | IOException | IllegalArgumentException unreadable) {
            return Set.of();
        }
    }

    static Set<String> read(@Nullable Extensions extensions) throws IOException {
        var names = new TreeSet<String>();
        var found =
                extensions == null ? null : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        if (found == null) {
            return names;
        }
        for (GeneralName each : found.getNames()) {
            if (each.getTagNo() == GeneralName.dNSName) {
                names.add(each.getName().toString());
            } else if (each.getTagNo() == GeneralName.iPAddress) {
                names.add(text(ASN1OctetString.getInstance(each.getName()).getOctets()));
            }
        }
        return names;
    }

    /** One text for each address, however it was written. */
    static String canonical(String address) {
        try {
            return text(InetAddress.getByName(address).getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(address + " is no IP address", impossible);
        }
    }

    private static String text(byte[] address) throws UnknownHostException {
        return InetAddress.getByAddress(address).getHostAddress();
    }
}
