package io.leveret.management.resource;

import io.leveret.management.view.ObjectView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** What changes a queue: {@code PUT} and {@code DELETE /api/queues/:vhost/:name}, and below it {@code DELETE contents} and {@code POST actions}. */
public record QueueChangesResource(ObjectView objects) {

    private static final String VHOST = "vhost";
    private static final String NAME = "name";
    private static final String ACTION = "action";

    /** The handler of PUT. */
    public Handler<RoutingContext> put() {
        return Hosts.known(objects, Given.handler(List.of(), (request, given) -> {
            String vhost = Path.part(request, VHOST);
            String name = Path.part(request, NAME);
            boolean durable = given.flag("durable");
            boolean autoDelete = given.flag("auto_delete");
            Map<String, Object> arguments = given.table("arguments");
            boolean isNew = !objects.hasQueue(vhost, name);
            Refusals.CHANGE.answer(
                    request,
                    () -> objects.by(Callers.of(request).name(), vhost)
                            .declareQueue(name, durable, autoDelete, arguments),
                    done -> Answer.done(request, isNew ? 201 : 204));
        }));
    }

    /** The handler of DELETE. */
    public Handler<RoutingContext> delete() {
        return known((request, vhost, name) -> Refusals.CHANGE.answer(
                request,
                () -> objects.by(Callers.of(request).name(), vhost)
                        .deleteQueue(name, Fields.isAsked(request, "if-unused"), Fields.isAsked(request, "if-empty")),
                done -> Answer.done(request, 204)));
    }

    /** The handler of DELETE for what is in the queue. */
    public Handler<RoutingContext> purge() {
        return known((request, vhost, name) -> Refusals.CHANGE.answer(
                request,
                () -> objects.by(Callers.of(request).name(), vhost).purgeQueue(name),
                done -> Answer.done(request, 204)));
    }

    /** The handler of POST for actions, of which no queue has any. */
    public Handler<RoutingContext> act() {
        Handler<RoutingContext> unknown = Given.handler(List.of(ACTION), (request, given) -> {
            throw Given.wrong("unknown", given.value(ACTION));
        });
        return known((request, vhost, name) -> unknown.handle(request));
    }

    /** Does something with a queue. */
    private interface Use {
        void of(RoutingContext request, String vhost, String name);
    }

    private Handler<RoutingContext> known(Use use) {
        return request -> {
            String vhost = Path.part(request, VHOST);
            String name = Path.part(request, NAME);
            if (objects.hasQueue(vhost, name)) {
                use.of(request, vhost, name);
            } else {
                Answer.notFound(request);
            }
        };
    }
}
