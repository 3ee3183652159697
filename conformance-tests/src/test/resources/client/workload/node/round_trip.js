// All properties and all the header types that amqplib can be told to write.
'use strict';
const assert = require('node:assert/strict');
const { connect, main } = require('./client');

const properties = {
  contentType: 'text/plain', contentEncoding: 'utf-8', deliveryMode: 2, priority: 7, correlationId: 'c-1',
  replyTo: 'answers', expiration: '60000', messageId: 'm-1', timestamp: 1700000000, type: 'greeting',
  userId: 'guest', appId: 'round-trip',
};
const typed = (type, value) => ({ '!': type, value });
const headers = {
  text: 'h\u00e4llo', yes: true, no: false, none: null, whole: 42, large: 2 ** 40, fraction: 0.1,
  bytes: Buffer.from([0, 255]), list: [1, 'two', { three: 3 }], table: { inner: { deep: 'down' } },
  byte: typed('byte', -1), short: typed('short', -300), int: typed('int', -70_000), long: typed('long', -(2 ** 40)),
  float: typed('float', 0.5), double: typed('double', 0.1), time: typed('timestamp', 1700000000),
  decimal: typed('decimal', { digits: 1234, places: 2 }),
};
// What amqplib makes of those when it reads them: the plain value, except where that would lose the type.
const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) =>
  [name, value && value['!'] && !['timestamp', 'decimal'].includes(value['!']) ? value.value : value]));

main(async () => {
  const connection = await connect();
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const bodies = [Buffer.alloc(0), Buffer.from('h\u00e4llo'), Buffer.alloc(1_000_000, 'x')];
  bodies.forEach((body) => channel.sendToQueue(queue, body, { ...properties, headers }));
  for (const body of bodies) {
    const message = await channel.get(queue, { noAck: true });
    assert.ok(message.content.equals(body));
    const { headers: gotHeaders, ...got } = message.properties;
    assert.deepEqual(JSON.parse(JSON.stringify(got)), properties);
    assert.deepEqual({ ...gotHeaders }, plain);
  }
  await connection.close();
  return `${Object.keys(properties).length} properties, ${Object.keys(headers).length} headers`;
});
