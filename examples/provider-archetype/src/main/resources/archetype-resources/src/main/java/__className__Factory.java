package ${package};

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Makes the provider "${provider}" and checks the settings of its sites. */
public final class ${className}Factory implements ProviderFactory {

    private final Function<String, ${className}Device> connect;

    /** For the service loader. */
    public ${className}Factory() {
        this(${className}Device::new);
    }

    /** For tests, which bring a device along. */
    ${className}Factory(Function<String, ${className}Device> connect) {
        this.connect = connect;
    }

    @Override
    public String name() {
        return "${provider}";
    }

    @Override
    public Provider create(ProviderContext context) {
        return new Provider() {
            @Override
            public Site open(SiteSpec spec) throws ProviderException {
                return new ${className}Site(connect.apply(address(spec)), spec.name(), context);
            }

            @Override
            public void close() {}
        };
    }

    /** The one setting. Add yours here, and refuse by name what is missing, wrong or unknown. */
    private static String address(SiteSpec spec) throws ProviderException {
        Map<String, Object> settings = new TreeMap<>(spec.settings());
        if (!(settings.remove("address") instanceof String address) || address.isBlank()) {
            throw wrong(spec, "settings.address is missing; write where the device is");
        }
        if (!settings.isEmpty()) {
            throw wrong(spec, "settings." + settings.keySet().iterator().next() + " is unknown; there is only address");
        }
        return address;
    }

    private static ProviderException wrong(SiteSpec spec, String problem) {
        return new ProviderException(Kind.INVALID_CONFIG, "site " + spec.name() + ": " + problem);
    }
}
