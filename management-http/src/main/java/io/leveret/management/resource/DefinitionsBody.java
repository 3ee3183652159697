package io.leveret.management.resource;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request with a file of definitions: JSON, or a form with a {@code file} as RabbitMQ's page sends it. Read into
 * memory, up to a limit. Belongs to the request's event loop.
 */
final class DefinitionsBody {

    private static final String JSON = "application/json";
    private static final String FORM = "multipart/form-data";
    private static final String FILE = "file";
    private static final String REDIRECT = "redirect";

    /**
     * What came.
     *
     * @param file null if a form had none
     * @param redirect where a browser is to go then, or null
     */
    record Read(@Nullable Buffer file, @Nullable String redirect) {}

    private final RoutingContext request;
    private final long bytesMax;
    private final Buffer file = Buffer.buffer();
    private boolean hasFile;
    private long bytes;
    private boolean isAnswered;

    private DefinitionsBody(RoutingContext request, long bytesMax) {
        this.request = request;
        this.bytesMax = bytesMax;
    }

    /** Reads the body and goes on, or answers that it is of another kind or too large. At once, before any of it has come. */
    static void read(RoutingContext request, long bytesMax, Consumer<Read> then) {
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        DefinitionsBody body = new DefinitionsBody(request, bytesMax);
        if (type != null && type.regionMatches(true, 0, JSON, 0, JSON.length())) {
            body.readJson(then);
        } else if (type != null && type.regionMatches(true, 0, FORM, 0, FORM.length())) {
            body.readForm(then);
        } else {
            Answer.done(request, 415);
        }
    }

    /** Some send a large body only once they are told to. */
    private void ask() {
        if ("100-continue".equalsIgnoreCase(request.request().getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
    }

    private void readJson(Consumer<Read> then) {
        request.request().handler(this::add);
        whenRead(() -> then.accept(new Read(file, null)));
    }

    private void readForm(Consumer<Read> then) {
        HttpServerRequest form = request.request();
        form.setExpectMultipart(true);
        form.uploadHandler(upload -> {
            boolean isFile = upload.name().equals(FILE);
            hasFile |= isFile;
            upload.handler(part -> {
                if (isFile) {
                    add(part);
                }
            });
        });
        whenRead(() -> {
            String typed = form.getFormAttribute(FILE);
            Buffer read = typed == null ? null : Buffer.buffer(typed);
            then.accept(new Read(hasFile ? file : read, form.getFormAttribute(REDIRECT)));
        });
    }

    private void add(Buffer part) {
        bytes += part.length();
        if (bytes <= bytesMax) {
            file.appendBuffer(part);
        } else if (!isAnswered) {
            isAnswered = true;
            // Whoever sends more than that may go on for long.
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
            Answer.tooLarge(request);
        }
    }

    private void whenRead(Runnable then) {
        request.request().exceptionHandler(failure -> {
            if (!isAnswered && !request.response().closed()) {
                isAnswered = true;
                Answer.badRequest(request, DefinitionsResource.NOT_JSON);
            }
        });
        request.request().endHandler(end -> {
            if (!isAnswered) {
                then.run();
            }
        });
        ask();
    }
}
