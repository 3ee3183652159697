// RPC: a server that squares numbers, called with an exclusive reply queue and with direct reply-to.
'use strict';
const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const { connect, deferred, main, prefix } = require('./client');

const numbers = [...Array(20).keys()];
const requests = `${prefix}.squares`;

async function serve() {
  const connection = await connect();
  const channel = await connection.createChannel();
  await channel.assertQueue(requests, { durable: false, autoDelete: true });
  await channel.prefetch(1);
  await channel.consume(requests, (message) => {
    const { replyTo, correlationId } = message.properties;
    channel.sendToQueue(replyTo, Buffer.from(String(Number(message.content.toString()) ** 2)), { correlationId });
    channel.ack(message);
  });
  return connection;
}

async function client(connection, reserved) {
  const channel = await connection.createChannel();
  const replyTo = reserved ?? (await channel.assertQueue('', { exclusive: true })).queue;
  const calls = new Map();
  await channel.consume(replyTo, (message) => {
    calls.get(message.properties.correlationId).resolve(Number(message.content.toString()));
    calls.delete(message.properties.correlationId);
  }, { noAck: true });
  return (n) => {
    const correlationId = randomUUID();
    const answer = deferred(`the square of ${n}`);
    calls.set(correlationId, answer);
    channel.sendToQueue(requests, Buffer.from(String(n)), { replyTo, correlationId });
    return answer.done;
  };
}

main(async () => {
  const server = await serve();
  const connection = await connect();
  for (const square of [await client(connection), await client(connection, 'amq.rabbitmq.reply-to')]) {
    // All at once: the answers find their calls by correlation id.
    assert.deepEqual(await Promise.all(numbers.map(square)), numbers.map((n) => n * n));
  }
  await connection.close();
  await server.close();
  return `${numbers.length} calls by reply queue, ${numbers.length} by direct reply-to`;
});
