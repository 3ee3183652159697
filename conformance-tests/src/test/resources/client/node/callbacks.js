// A round trip with amqplib's callback API: callbacks.js HOST PORT.
'use strict';
const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const amqp = require('amqplib/callback_api');

const [host, port] = process.argv.slice(2);
const queue = `node.callbacks.${randomUUID()}`;
const total = 200;

// Every callback starts with its error; one place ends the process with it.
const orFail = (next) => (error, value) => {
  if (error) {
    console.error(error);
    process.exit(1);
  }
  next(value);
};

function publish(channel, then) {
  let confirmed = 0;
  for (let n = 0; n < total; n++) {
    channel.sendToQueue(queue, Buffer.from(String(n)), {}, orFail(() => {
      confirmed++;
      if (confirmed === total) then();
    }));
  }
}

function consume(channel, then) {
  const seen = [];
  channel.consume(queue, (message) => {
    seen.push(Number(message.content.toString()));
    channel.ack(message);
    if (seen.length === total) {
      assert.deepEqual(seen, [...Array(total).keys()]);
      channel.cancel(message.fields.consumerTag, orFail(then));
    }
  }, { noAck: false }, orFail(() => {}));
}

amqp.connect(`amqp://guest:guest@${host}:${port}/`, orFail((connection) => {
  connection.createConfirmChannel(orFail((channel) => {
    channel.assertQueue(queue, { durable: false }, orFail(() => {
      publish(channel, () => consume(channel, () => {
        channel.deleteQueue(queue, {}, orFail(({ messageCount }) => {
          assert.equal(messageCount, 0);
          connection.close(orFail(() => console.log(`${total} messages in order`)));
        }));
      }));
    }));
  }));
}));
