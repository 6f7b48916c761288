/**
 * The provider "${provider}". The core finds {@link ${package}.${className}Factory} through the service loader and calls
 * from its worker threads; one thread per site looks for news.
 */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
