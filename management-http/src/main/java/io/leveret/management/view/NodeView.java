package io.leveret.management.view;

import java.util.concurrent.CompletionStage;

/** The process of the broker as the API sees it. Answers may complete on any thread. */
public interface NodeView {

    /** What it is called. */
    String name();

    /** What there is to say about it. */
    CompletionStage<NodeBody> body();

    /** What takes how much of its memory. */
    CompletionStage<MemoryBody> memory();

    /** What has come and gone since the broker began. */
    ChurnBody churn();

    /** Whether one more client may connect. */
    boolean takesConnections();
}
