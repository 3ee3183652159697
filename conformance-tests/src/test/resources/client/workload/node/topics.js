// Topic routing: the table of topics.json, one queue per pattern.
'use strict';
const assert = require('node:assert/strict');
const { connect, main, prefix } = require('./client');
const table = require('../topics.json');

main(async () => {
  const connection = await connect();
  const channel = await connection.createConfirmChannel();
  const exchange = `${prefix}.topic`;
  const keys = table['#'];
  await channel.assertExchange(exchange, 'topic', { durable: false });
  const queues = {};
  for (const pattern of Object.keys(table)) {
    queues[pattern] = (await channel.assertQueue('', { exclusive: true })).queue;
    await channel.bindQueue(queues[pattern], exchange, pattern);
  }
  for (const key of keys) channel.publish(exchange, key, Buffer.from(key));
  await channel.waitForConfirms();
  for (const [pattern, expected] of Object.entries(table)) {
    const got = [];
    for (let message = await channel.get(queues[pattern], { noAck: true }); message;) {
      assert.equal(message.content.toString(), message.fields.routingKey);
      got.push(message.fields.routingKey);
      message = await channel.get(queues[pattern], { noAck: true });
    }
    assert.deepEqual(got, expected, pattern);
  }
  await channel.deleteExchange(exchange);
  await connection.close();
  return `${keys.length} keys over ${Object.keys(table).length} patterns`;
});
