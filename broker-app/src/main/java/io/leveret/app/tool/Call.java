package io.leveret.app.tool;

import io.leveret.app.ctl.ToolTalk;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One call of a command: what was given, and how to answer. Owner: one thread. */
public final class Call {

    private static final String VHOST_DEFAULT = "/";

    private final Tool tool;
    private final Command command;
    private final GivenOptions options;
    private final List<String> arguments;
    private final @Nullable Node node;
    private final ToolTalk talk;

    Call(Tool tool, Command command, GivenOptions options, List<String> arguments, @Nullable Node node, ToolTalk talk) {
        this.tool = tool;
        this.command = command;
        this.options = options;
        this.arguments = arguments;
        this.node = node;
        this.talk = talk;
    }

    /** As which tool it was called. */
    public Tool tool() {
        return tool;
    }

    /** The broker that is asked. */
    public Node node() {
        if (node == null) {
            throw new IllegalStateException(command.name() + " needs a broker");
        }
        return node;
    }

    /** The argument at this place, from 0. */
    public String argument(int index) {
        return arguments.get(index);
    }

    /** All arguments, or those from a place on. */
    public List<String> arguments(int from) {
        return arguments.subList(Math.min(from, arguments.size()), arguments.size());
    }

    /** The argument at this place, or what the caller types or has in a pipe. */
    public String secret(int index, String prompt) throws IOException {
        return arguments.size() > index ? arguments.get(index) : talk.ask(prompt);
    }

    /** The virtual host that was named, or the one that there is without. */
    public String vhost() {
        return option(CommonOptions.VHOST, VHOST_DEFAULT);
    }

    /** Whether an option is there. */
    public boolean has(String option) {
        return options.has(option);
    }

    /** The value of an option, or another if it is not there. */
    public String option(String option, String otherwise) {
        String value = options.value(option);
        return value == null ? otherwise : value;
    }

    /** The columns that were chosen, or these. */
    public List<String> columns(List<String> otherwise) {
        return arguments.isEmpty() ? otherwise : arguments;
    }

    /** Says what is about to happen, unless that is unwanted. */
    public void announce(String text) throws IOException {
        if (!options.isQuiet() && !options.format().isForPrograms()) {
            talk.out(text);
        }
    }

    /** Says what came of it. */
    public void say(String text) throws IOException {
        if (options.format() == Format.JSON) {
            talk.out(Json.write(Map.of("message", text)));
        } else {
            talk.out(text);
        }
    }

    /** Says a value and nothing else, as {@code say} does in a form that programs know. */
    public void value(String text) throws IOException {
        if (options.format() == Format.JSON) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("node", node().name());
            answer.put("result", "ok");
            answer.put("value", text);
            talk.out(Json.write(answer));
        } else {
            talk.out(text);
        }
    }

    /** Says it to a person, or the object to a program. */
    public void say(String text, Map<String, ?> object) throws IOException {
        talk.out(options.format() == Format.JSON ? Json.write(object) : text);
    }

    /** Says all is well, where that alone is the answer. */
    public void done() throws IOException {
        if (options.format() == Format.JSON) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("node", node().name());
            answer.put("result", "ok");
            talk.out(Json.write(answer));
        }
    }

    /** Begins a list. */
    public Rows rows(List<String> columns) {
        return new Rows(talk, options.format(), options.hasHeaders(), columns);
    }

    /** Has the process of the broker end; the tool waits for that. */
    public void stop() throws IOException {
        talk.awaitEnd(Status.OK.code(), node().stop());
    }

    /** Waits for the broker's answer. */
    public <T extends @Nullable Object> T await(CompletableFuture<T> answer) throws Refusal {
        try {
            return answer.get(options.timeoutMs(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Refusal.plain(
                    Status.TIMEOUT,
                    "Error: operation " + command.name() + " on node " + node().name()
                            + " timed out. Timeout value used: " + options.timeoutMs());
        } catch (ExecutionException e) {
            throw refusal(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.plain(Status.UNAVAILABLE, "Error: the broker ends");
        }
    }

    private static Refusal refusal(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return Refusal.error(Status.UNAVAILABLE, message);
    }
}
