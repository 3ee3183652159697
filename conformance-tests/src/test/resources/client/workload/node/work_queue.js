// The work queue of work_queue.md with amqplib's promise channels.
'use strict';
const assert = require('node:assert/strict');
const { connect, deferred, main, prefix } = require('./client');

const total = 200;
const [work, retry] = [`${prefix}.work`, `${prefix}.retry`];
const [tasks, parked] = [`${prefix}.tasks`, `${prefix}.parked`];
const steps = [
  { queue: `${prefix}.retry.50`, messageTtl: 50, key: 'task', next: 'task.1' },
  { queue: `${prefix}.retry.100`, messageTtl: 100, key: 'task.1', next: 'task.2' },
];

/** How often a task fails: every 20th always, every 20th from 10 on twice. */
const failures = (n) => ({ 0: 3, 10: 2 })[n % 20] ?? 0;

async function declare(channel) {
  await channel.assertExchange(work, 'direct');
  await channel.assertExchange(retry, 'direct');
  await channel.assertQueue(tasks, { deadLetterExchange: retry });
  for (const key of ['task', 'task.1', 'task.2']) await channel.bindQueue(tasks, work, key);
  for (const { queue, messageTtl, key, next } of steps) {
    await channel.assertQueue(queue, { messageTtl, deadLetterExchange: work, deadLetterRoutingKey: next });
    await channel.bindQueue(queue, retry, key);
  }
  await channel.assertQueue(parked);
}

/** How often the task has been rejected, by its x-death header, which must tell its whole way, latest death first. */
function rejections(message) {
  const deaths = (message.properties.headers['x-death'] ?? []).map((death) =>
    `${death.count} ${death.reason} ${death.queue.slice(prefix.length + 1)}`);
  const expected = [
    [],
    ['1 expired retry.50', '1 rejected tasks'],
    ['1 expired retry.100', '1 expired retry.50', '2 rejected tasks'],
  ];
  const own = (message.properties.headers['x-death'] ?? []).find((death) => death.queue === tasks);
  const times = own ? own.count : 0;
  // Only the latest has a fixed place: RabbitMQ up to 3.12 turns the others round with every death.
  assert.deepEqual([...deaths.slice(0, 1), ...deaths.slice(1).sort()], expected[times]);
  return times;
}

async function worker(seen) {
  const connection = await connect();
  const channel = await connection.createChannel();
  await channel.prefetch(10);
  await channel.consume(tasks, (message) => {
    const [n, attempt] = [Number(message.content.toString()), rejections(message)];
    assert.equal(message.fields.routingKey, ['task', 'task.1', 'task.2'][attempt]);
    if (attempt === failures(n)) {
      seen.done.push([n, attempt]);
      channel.ack(message);
    } else if (attempt === 2) {
      channel.sendToQueue(parked, message.content, message.properties);
      channel.ack(message);
    } else {
      seen.retries++;
      channel.nack(message, false, false);
    }
    seen.check();
  });
  return connection;
}

main(async () => {
  const connection = await connect();
  const channel = await connection.createConfirmChannel();
  await declare(channel);
  const finished = deferred('tasks');
  const seen = {
    done: [], lot: [], retries: 0,
    check() { if (this.done.length + this.lot.length >= total) finished.resolve(); },
  };
  const workers = await Promise.all([worker(seen), worker(seen)]);
  const { consumerTag } = await channel.consume(parked, (message) => {
    assert.equal(rejections(message), 2);
    seen.lot.push(Number(message.content.toString()));
    channel.ack(message);
    seen.check();
  });
  for (let n = 0; n < total; n++) {
    channel.publish(work, 'task', Buffer.from(String(n)), { persistent: true, mandatory: true });
  }
  await channel.waitForConfirms();
  await finished.done;
  await channel.cancel(consumerTag);
  await Promise.all(workers.map((each) => each.close()));
  for (const queue of [tasks, parked, ...steps.map((step) => step.queue)]) {
    assert.equal((await channel.deleteQueue(queue)).messageCount, 0, queue);
  }
  for (const exchange of [work, retry]) await channel.deleteExchange(exchange);
  await connection.close();

  const numbers = [...Array(total).keys()];
  const sorted = (list) => list.sort((a, b) => a - b);
  assert.deepEqual(sorted(seen.lot), numbers.filter((n) => failures(n) === 3));
  assert.deepEqual(seen.done.sort(([a], [b]) => a - b),
    numbers.filter((n) => failures(n) < 3).map((n) => [n, failures(n)]));
  return `${seen.done.length} done, ${seen.lot.length} parked, ${seen.retries} retries`;
});
