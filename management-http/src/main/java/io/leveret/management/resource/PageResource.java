package io.leveret.management.resource;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A file of the web page. What it shows comes from the API, for whom it asks with credentials that the user types in. */
public final class PageResource implements Handler<RoutingContext> {

    private static final String DIRECTORY = "/io/leveret/management/page/";

    private final Buffer content;
    private final String type;

    /**
     * Reads the file, which is on the class path.
     *
     * @param type its media type
     */
    public PageResource(String file, String type) {
        try (InputStream in = PageResource.class.getResourceAsStream(DIRECTORY + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no file " + file);
            }
            this.content = Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.type = type;
    }

    @Override
    public void handle(RoutingContext request) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(content);
    }
}
