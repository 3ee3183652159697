package io.leveret.management.resource;

import io.leveret.management.list.Listing;
import io.leveret.management.view.BrokerView;
import io.leveret.management.view.ChannelBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** {@code /api/channels} and what is below it, and the channels of one connection. */
public record ChannelResource(BrokerView broker) {

    /** The handler of GET for all, or for those in the virtual host that the path names. */
    public Handler<RoutingContext> list() {
        return request -> {
            String vhost = request.pathParam("vhost");
            if (PermissionsResource.isUnknown(broker.access(), null, vhost)) {
                Answer.notFound(request);
                return;
            }
            Pending.then(
                    request,
                    broker.connections().channels(),
                    all -> Lists.paged(
                            request,
                            Listing.of(
                                    all.stream()
                                            .filter(channel -> vhost == null
                                                    || channel.vhost().equals(vhost))
                                            .filter(channel ->
                                                    Callers.of(request).owns(channel.user()))
                                            .toList(),
                                    ChannelBody::name)));
        };
    }

    /** The handler of GET for one, with its consumers. */
    public Handler<RoutingContext> get() {
        return request -> {
            String name = Path.part(request, "name");
            Pending.then(request, broker.connections().channels(), all -> {
                Optional<ChannelBody> found = all.stream()
                        .filter(channel -> channel.name().equals(name))
                        .findFirst();
                if (found.isEmpty()) {
                    Answer.notFound(request);
                } else if (!Callers.of(request).owns(found.get().user())) {
                    Callers.refuseObject(request);
                } else {
                    withConsumers(request, found.get());
                }
            });
        };
    }

    private void withConsumers(RoutingContext request, ChannelBody channel) {
        Pending.then(
                request,
                broker.connections().consumers(),
                all -> Answer.ok(
                        request,
                        channel.with(all.stream()
                                .filter(consumer ->
                                        consumer.channelDetails().name().equals(channel.name()))
                                .toList())));
    }

    /** The handler of GET for those of the connection that the path names. */
    public Handler<RoutingContext> ofConnection() {
        return request -> {
            String name = Path.part(request, "name");
            Pending.then(
                    request,
                    broker.connections()
                            .find(name)
                            .thenCombine(
                                    broker.connections().channels(name),
                                    (connection, channels) ->
                                            connection.map(found -> new Found(found.user(), channels))),
                    found -> {
                        if (found.isEmpty()) {
                            Answer.notFound(request);
                        } else if (Callers.of(request).owns(found.get().user())) {
                            Lists.paged(request, Listing.of(found.get().channels(), ChannelBody::name));
                        } else {
                            Callers.refuseObject(request);
                        }
                    });
        };
    }

    private record Found(String user, List<ChannelBody> channels) {}
}
