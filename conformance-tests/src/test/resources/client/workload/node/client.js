// What the programs of this folder share: PROGRAM HOST PORT PREFIX.
// Each asserts what it sees, deletes what it declared, and its last line says what was done.
// All names start with PREFIX.
'use strict';
const amqp = require('amqplib');

const [host, port, prefix] = process.argv.slice(2);

const connect = () => amqp.connect(`amqp://guest:guest@${host}:${port}/`);

/** Runs the program, prints what it did, and ends the process with what went wrong. */
function main(program) {
  program().then(console.log, (error) => {
    console.error(error);
    process.exit(1);
  });
}

/** A promise that other code settles; late, it fails. */
function deferred(what) {
  const promise = {};
  promise.done = new Promise((resolve, reject) => Object.assign(promise, { resolve, reject }));
  const timer = setTimeout(() => promise.reject(new Error(`waited in vain: ${what}`)), 20_000);
  promise.done.catch(() => {}).finally(() => clearTimeout(timer));
  return promise;
}

module.exports = { connect, deferred, main, prefix };
