// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** What belongs to a whole process and is nobody's to change but its program's. */
record ProcessState(
        Properties properties,
        Thread.@Nullable UncaughtExceptionHandler uncaught,
        @Nullable Authenticator authenticator,
        @Nullable ProxySelector proxies,
        @Nullable CookieHandler cookies,
        @Nullable ResponseCache responses,
        SSLContext tls,
        SSLSocketFactory https,
        List<Provider> security,
        Locale locale,
        TimeZone zone) {

    static ProcessState now() throws NoSuchAlgorithmException {
        return new ProcessState(
                (Properties) System.getProperties().clone(),
                Thread.getDefaultUncaughtExceptionHandler(),
                Authenticator.getDefault(),
                ProxySelector.getDefault(),
                CookieHandler.getDefault(),
                ResponseCache.getDefault(),
                SSLContext.getDefault(),
                HttpsURLConnection.getDefaultSSLSocketFactory(),
                List.of(Security.getProviders()),
                Locale.getDefault(),
                TimeZone.getDefault());
    }
}
