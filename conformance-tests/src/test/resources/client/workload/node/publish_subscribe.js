// Publish and subscribe: three subscribers, each with an exclusive queue of its own at one fanout exchange.
'use strict';
const assert = require('node:assert/strict');
const { connect, deferred, main, prefix } = require('./client');

const news = [...Array(50).keys()];
const exchange = `${prefix}.news`;

async function subscribe() {
  const connection = await connect();
  const channel = await connection.createChannel();
  await channel.assertExchange(exchange, 'fanout', { durable: false, autoDelete: true });
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, exchange, '');
  const all = deferred(queue);
  const seen = [];
  await channel.consume(queue, (message) => {
    seen.push(Number(message.content.toString()));
    if (seen.length === news.length) all.resolve(seen);
  }, { noAck: true });
  return { connection, all };
}

main(async () => {
  const subscribers = await Promise.all([subscribe(), subscribe(), subscribe()]);
  const connection = await connect();
  const channel = await connection.createChannel();
  news.forEach((n) => channel.publish(exchange, 'ignored', Buffer.from(String(n))));
  for (const { connection: own, all } of subscribers) {
    assert.deepEqual(await all.done, news);
    await own.close();
  }
  channel.on('error', () => {}); // also told to the call below
  await assert.rejects(channel.checkExchange(exchange), /NOT_FOUND/, 'the exchange outlived its last queue');
  await connection.close();
  return `${subscribers.length} subscribers, ${news.length} news each`;
});
