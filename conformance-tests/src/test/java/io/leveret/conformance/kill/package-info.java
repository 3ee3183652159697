/**
 * The kill ledger: what clients may rely on when the broker is killed. {@link io.leveret.conformance.kill.KillLedgerTest}
 * kills a real broker process under load, again and again, and {@link io.leveret.conformance.kill.Ledger} judges what
 * became of every message.
 */
package io.leveret.conformance.kill;
