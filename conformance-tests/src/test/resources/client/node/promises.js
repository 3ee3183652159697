// Round trips with amqplib's promise channels: promises.js HOST PORT SCENARIO.
// Every scenario asserts what it sees, removes what it declared, and its last line says what was done.
'use strict';
const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const amqp = require('amqplib');

const [host, port, scenario] = process.argv.slice(2);
const url = `amqp://guest:guest@${host}:${port}/?heartbeat=10`;
const unique = (name) => `node.${name}.${randomUUID()}`;

async function publishAndConsume(connection) {
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.prefetch(20);
  const total = 500;
  for (let n = 0; n < total; n++) {
    channel.sendToQueue(queue, Buffer.from(String(n)), { messageId: `m-${n}`, headers: { n, odd: n % 2 === 1 } });
  }
  const seen = [];
  await new Promise((resolve, reject) => {
    channel.consume(queue, (message) => {
      try {
        const n = seen.length;
        assert.equal(message.content.toString(), String(n));
        assert.equal(message.properties.messageId, `m-${n}`);
        assert.deepEqual({ ...message.properties.headers }, { n, odd: n % 2 === 1 });
        assert.deepEqual([message.fields.redelivered, message.fields.deliveryTag], [false, n + 1]);
        seen.push(n);
        if (seen.length % 20 === 0) channel.ack(message, true);
        if (seen.length === total) resolve();
      } catch (error) {
        reject(error);
      }
    }).catch(reject);
  });
  assert.equal((await channel.deleteQueue(queue)).messageCount, 0);
  return `${total} messages in order`;
}

async function getAndNack(connection) {
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue(unique('get'), { durable: false });
  ['one', 'two'].forEach((text) => channel.sendToQueue(queue, Buffer.from(text)));
  const first = await channel.get(queue);
  assert.deepEqual([first.content.toString(), first.fields.redelivered], ['one', false]);
  channel.nack(first);
  const again = await channel.get(queue);
  assert.deepEqual([again.content.toString(), again.fields.redelivered], ['one', true]);
  channel.ack(again);
  channel.reject(await channel.get(queue), false);
  assert.equal(await channel.get(queue), false);
  assert.equal((await channel.deleteQueue(queue)).messageCount, 0);
  return '2 messages settled';
}

async function confirms(connection) {
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const returned = [];
  channel.on('return', (message) => returned.push([message.fields.replyCode, message.content.toString()]));
  const total = 300;
  let confirmed = 0;
  for (let n = 0; n < total; n++) {
    channel.sendToQueue(queue, Buffer.from(String(n)), {}, (error) => {
      assert.equal(error, null);
      confirmed++;
    });
  }
  channel.publish('', unique('nowhere'), Buffer.from('lost'), { mandatory: true });
  await channel.waitForConfirms();
  assert.equal(confirmed, total);
  assert.deepEqual(returned, [[312, 'lost']]);
  assert.equal((await channel.checkQueue(queue)).messageCount, total);
  assert.equal((await channel.purgeQueue(queue)).messageCount, total);
  return `${total} confirms and 1 return`;
}

async function topologyErrors(connection) {
  // The call is rejected and the channel emits the same error as an event.
  const errorOf = async (call) => {
    const channel = await connection.createChannel();
    const event = new Promise((resolve) => channel.once('error', resolve));
    await assert.rejects(call(channel));
    return event;
  };
  const missing = unique('exchange');
  const notFound = await errorOf((channel) => channel.checkExchange(missing));
  assert.equal(notFound.code, 404);
  assert.match(notFound.message, new RegExp(`NOT_FOUND - no exchange '${missing}' in vhost '/'`));

  const keeper = await connection.createChannel();
  const { queue } = await keeper.assertQueue(unique('mismatch'), { durable: false });
  const mismatch = await errorOf((channel) => channel.assertQueue(queue, { durable: true }));
  assert.equal(mismatch.code, 406);
  assert.ok(mismatch.message.includes(`PRECONDITION_FAILED - inequivalent arg 'durable' for queue '${queue}' in vhost `
    + "'/': received 'true' but current is 'false'"), mismatch.message);
  const exchange = unique('exchange');
  await keeper.assertExchange(exchange, 'direct', { durable: false });
  const type = await errorOf((channel) => channel.assertExchange(exchange, 'fanout', { durable: false }));
  assert.equal(type.code, 406);
  await keeper.deleteExchange(exchange);
  await keeper.deleteQueue(queue);
  return '404, 406, 406 and the connection lives';
}

async function exchangeToExchange(connection) {
  const channel = await connection.createChannel();
  const [source, target] = [unique('source'), unique('target')];
  await channel.assertExchange(source, 'topic', { durable: false, autoDelete: true });
  await channel.assertExchange(target, 'fanout', { durable: false, autoDelete: true });
  await channel.bindExchange(target, source, 'a.#');
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, target, '');
  ['a', 'a.b', 'b', 'a.b.c'].forEach((key) => channel.publish(source, key, Buffer.from(key)));
  const got = [];
  for (let message = await channel.get(queue, { noAck: true }); message; ) {
    got.push(message.fields.routingKey);
    message = await channel.get(queue, { noAck: true });
  }
  assert.deepEqual(got, ['a', 'a.b', 'a.b.c']);
  await channel.deleteQueue(queue);
  return '3 of 4 keys';
}

const scenarios = { publishAndConsume, getAndNack, confirms, topologyErrors, exchangeToExchange };

async function main() {
  const connection = await amqp.connect(url);
  const done = await scenarios[scenario](connection);
  await connection.close();
  console.log(done);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
