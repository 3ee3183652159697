/** RabbitMQ's command line tools: what they are told, how they say it. The broker runs them for {@code ToolClient}. */
@NullMarked
package io.leveret.app.tool;

import org.jspecify.annotations.NullMarked;
