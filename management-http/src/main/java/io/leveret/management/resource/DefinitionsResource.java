package io.leveret.management.resource;

import io.leveret.broker.DefinitionException;
import io.leveret.management.view.DefinitionView;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code GET} and {@code POST /api/definitions}, and the same of one virtual host. A large file is read and written on a
 * thread of its own, so that others are answered meanwhile.
 */
public record DefinitionsResource(DefinitionView definitions, long bodyBytesMax) {

    static final String NOT_JSON = "failed_to_parse_json";

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};
    private static final String VHOST = "vhost";
    private static final String NO_SUCH_VHOST = "vhost_not_found";
    private static final String VALIDATION = "Validation failed";
    private static final String DOWNLOAD = "download";
    /** Names that need no quotes in a header. */
    private static final String TOKEN = "[\\w.!#$&+^`|~-]*";

    /** The handler of GET. */
    public Handler<RoutingContext> get() {
        return request -> request.vertx()
                .executeBlocking(() -> written(definitions.all()), false)
                .onSuccess(body -> answer(request, body))
                .onFailure(request::fail);
    }

    /** The handler of GET for one virtual host. */
    public Handler<RoutingContext> getOne() {
        return request -> request.vertx()
                .executeBlocking(
                        () -> definitions.of(Path.part(request, VHOST)).map(DefinitionsResource::written), false)
                .onSuccess(found -> found.ifPresentOrElse(
                        body -> answer(request, body), () -> Answer.badRequest(request, NO_SUCH_VHOST)))
                .onFailure(request::fail);
    }

    private static Buffer written(Map<String, Object> found) {
        return Buffer.buffer(JSON.writeValueAsBytes(found));
    }

    private static void answer(RoutingContext request, Buffer body) {
        request.queryParam(DOWNLOAD).stream()
                .findFirst()
                .ifPresent(name ->
                        request.response().putHeader("Content-Disposition", "attachment; filename=" + fileName(name)));
        Answer.written(request, body);
    }

    private static String fileName(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "").replaceAll("[^\\p{ASCII}]", "_");
        return plain.matches(TOKEN) ? plain : "\"" + plain.replaceAll("([\"\\\\])", "\\\\$1") + "\"";
    }

    /** The handler of POST; reads the body itself. */
    public Handler<RoutingContext> post() {
        return request ->
                post(request, read -> definitions.set(Callers.of(request).name(), read));
    }

    /** The handler of POST for one virtual host; reads the body itself. */
    public Handler<RoutingContext> postOne() {
        return request -> {
            String vhost = Path.part(request, VHOST);
            post(request, read -> definitions.set(Callers.of(request).name(), vhost, read));
        };
    }

    /** Makes definitions that were read. */
    private interface Setting {
        CompletionStage<Boolean> of(Map<String, ?> definitions);
    }

    private void post(RoutingContext request, Setting setting) {
        DefinitionsBody.read(
                request,
                bodyBytesMax,
                read -> request.vertx()
                        .executeBlocking(
                                () -> Optional.ofNullable(parsed(read.file())).map(setting::of), false)
                        .onSuccess(set -> set.ifPresentOrElse(
                                making -> Pending.then(
                                        request,
                                        making,
                                        done -> finish(request, read.redirect()),
                                        failure -> refuse(request, failure)),
                                () -> Answer.badRequest(request, NOT_JSON)))
                        .onFailure(request::fail));
    }

    /** Null if it is no object of JSON. */
    private static @Nullable Map<String, @Nullable Object> parsed(@Nullable Buffer file) {
        if (file == null) {
            return null;
        }
        try {
            return file.length() == 0 ? Map.of() : JSON.readValue(file.getBytes(), OBJECT);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** A page is told where to go on; never to another server. */
    private static void finish(RoutingContext request, @Nullable String redirect) {
        if (redirect != null && redirect.matches("(\\.\\./)*#[\\w/.-]*")) {
            request.response().putHeader(HttpHeaders.LOCATION, redirect);
            Answer.done(request, 303);
        } else {
            Answer.done(request, 204);
        }
    }

    private static void refuse(RoutingContext request, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof DefinitionException refusal)) {
            request.fail(failure);
        } else if (NO_SUCH_VHOST.equals(refusal.reason())) {
            Answer.noSuchVhost(request);
        } else {
            Object reason = refusal.reason();
            boolean isHtml = reason instanceof String text && text.startsWith(VALIDATION);
            Answer.badRequest(request, isHtml ? Answer.escaped((String) reason) : reason);
        }
    }
}
