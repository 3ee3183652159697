/**
 * The differential fuzzer: random scripts of AMQP methods, played step by step to two brokers, or to one and held against
 * what RabbitMQ was seen to answer and against a model. {@link io.leveret.conformance.fuzz.Generator} makes scripts,
 * {@link io.leveret.conformance.fuzz.Player} plays them, {@link io.leveret.conformance.fuzz.KnownDifferences} says what may
 * differ and why, and {@link io.leveret.conformance.fuzz.Shrinker} makes a script that fails short.
 */
package io.leveret.conformance.fuzz;
