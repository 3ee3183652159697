/** The commands of the tools, by what they are about. */
@NullMarked
package io.leveret.app.tool.command;

import org.jspecify.annotations.NullMarked;
