/** TLS for AMQP: certificates from PEM files, connections that begin with a handshake, and files that change. */
@NullMarked
package io.leveret.broker.tls;

import org.jspecify.annotations.NullMarked;
