/**
 * What strangers may do to a broker: octets that no client would send, sizes that are lies, crowds that never log in, and
 * clients that come and go by the thousand. The broker is a process of its own, so that all that it holds can be counted.
 */
package io.leveret.conformance.hostile;
