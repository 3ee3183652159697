package io.leveret.management;

import io.leveret.management.view.ChurnBody;
import io.leveret.management.view.MemoryBody;
import io.leveret.management.view.NodeBody;
import io.leveret.management.view.NodeView;
import io.leveret.management.view.TypeBody;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A process that is always the same. */
final class FakeNode implements NodeView {

    @Override
    public String name() {
        return "leveret@test";
    }

    @Override
    public CompletionStage<NodeBody> body() {
        return CompletableFuture.supplyAsync(() -> new NodeBody(
                name(),
                "disc",
                true,
                false,
                "42",
                1000,
                2,
                0,
                30,
                100,
                false,
                "allocated",
                null,
                null,
                false,
                5,
                1024,
                3,
                1024,
                20,
                32768,
                7,
                "none",
                60,
                TypeBody.EXCHANGES,
                List.of(),
                List.of(),
                List.of("rabbitmq_management"),
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                FakeBroker.CHURN,
                null));
    }

    @Override
    public CompletionStage<MemoryBody> memory() {
        return CompletableFuture.supplyAsync(
                () -> new MemoryBody(10, 20, 30, 20, 15, 5, "allocated", new MemoryBody.Total(80, 100, 95)));
    }

    @Override
    public ChurnBody churn() {
        return FakeBroker.CHURN;
    }

    @Override
    public boolean takesConnections() {
        return true;
    }
}
