"use strict";

// Texts of the broker go into the page by textContent alone, so that no name or message can be markup.

const REFRESH_MS = 2000;
const QUEUES_SHOWN = 100;

const $ = (id) => document.getElementById(id);

let authorization = null;
let timer = null;

class Refused extends Error {}

async function api(method, path, body) {
  const answer = await fetch("api/" + path, {
    method,
    headers: { authorization, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: "omit",
    cache: "no-store",
  });
  const text = await answer.text();
  const content = text === "" ? null : JSON.parse(text);
  if (answer.ok) {
    return content;
  }
  const reason = content === null ? answer.statusText : content.reason;
  throw answer.status === 401 ? new Refused(reason) : new Error(reason);
}

function notice(text) {
  $("notice").textContent = text;
  $("notice").hidden = text === "";
}

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}

function basic(user, password) {
  const octets = new TextEncoder().encode(user + ":" + password);
  return "Basic " + btoa(String.fromCharCode(...octets));
}

function rate(queue, stat) {
  const details = queue.message_stats && queue.message_stats[stat + "_details"];
  return details ? details.rate.toFixed(1) : "";
}

function showTotals(overview) {
  const totals = overview.object_totals;
  const messages = overview.queue_totals;
  const rows = [
    ["Connections", totals.connections],
    ["Channels", totals.channels],
    ["Consumers", totals.consumers],
    ["Exchanges", totals.exchanges],
    ["Queues", totals.queues],
    ["Ready", messages.messages_ready],
    ["Unacked", messages.messages_unacknowledged],
  ];
  $("totals").replaceChildren(
    ...rows.map(([name, value]) => {
      const pair = document.createElement("div");
      pair.append(element("dt", name), element("dd", value));
      return pair;
    }),
  );
  $("identity").textContent = `${overview.product_name} ${overview.product_version} at ${overview.node}`;
}

function showQueues(page) {
  const rows = page.items.map((queue) => {
    const row = document.createElement("tr");
    row.append(element("td", queue.vhost), element("td", queue.name), element("td", queue.type));
    for (const value of [
      queue.messages_ready,
      queue.messages_unacknowledged,
      queue.consumers,
      rate(queue, "publish"),
      rate(queue, "deliver_get"),
    ]) {
      row.append(element("td", value, "number"));
    }
    return row;
  });
  $("queues").replaceChildren(...rows);
  const hidden = page.total_count - page.items.length;
  $("more").textContent = hidden > 0 ? `and ${hidden} more` : "";
}

async function refresh() {
  const [overview, queues] = await Promise.all([
    api("GET", "overview"),
    api("GET", `queues?page=1&page_size=${QUEUES_SHOWN}&sort=name`),
  ]);
  showTotals(overview);
  showQueues(queues);
}

async function refreshForEver() {
  try {
    await refresh();
    notice("");
  } catch (failure) {
    if (failure instanceof Refused) {
      logout();
    }
    notice(failure.message);
  }
  if (authorization !== null) {
    timer = setTimeout(refreshForEver, REFRESH_MS);
  }
}

function show(isIn) {
  $("login").hidden = isIn;
  $("content").hidden = !isIn;
  $("logout").hidden = !isIn;
}

function logout() {
  authorization = null;
  clearTimeout(timer);
  $("identity").textContent = "";
  show(false);
}

async function login(form) {
  authorization = basic(form.user.value, form.password.value);
  try {
    await refresh();
  } catch (failure) {
    authorization = null;
    throw failure;
  }
  form.password.value = "";
  show(true);
  timer = setTimeout(refreshForEver, REFRESH_MS);
}

async function publish(form) {
  const exchange = form.exchange.value === "" ? "amq.default" : form.exchange.value;
  const path = `exchanges/${encodeURIComponent(form.vhost.value)}/${encodeURIComponent(exchange)}/publish`;
  const answer = await api("POST", path, {
    properties: form.persistent.checked ? { delivery_mode: 2 } : {},
    routing_key: form.key.value,
    payload: form.payload.value,
    payload_encoding: "string",
  });
  $("published").textContent = answer.routed ? "Routed." : "No queue has it: it was dropped.";
  await refresh();
}

async function get(form) {
  const path = `queues/${encodeURIComponent(form.vhost.value)}/${encodeURIComponent(form.queue.value)}/get`;
  const messages = await api("POST", path, {
    count: Number(form.count.value),
    ackmode: form.mode.value,
    encoding: "auto",
    truncate: 50000,
  });
  const items = messages.map((message) => {
    const item = document.createElement("li");
    const from = message.exchange === "" ? "the default exchange" : message.exchange;
    const again = message.redelivered ? ", redelivered" : "";
    item.append(
      element("p", `${message.payload_bytes} octets from ${from}, routing key ${message.routing_key}${again}`),
      element("pre", message.payload),
    );
    return item;
  });
  $("messages").replaceChildren(...(items.length > 0 ? items : [element("p", "There is nothing to get.")]));
  await refresh();
}

function onSubmit(id, action) {
  $(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await action(event.target);
      notice("");
    } catch (failure) {
      notice(failure.message);
    }
  });
}

onSubmit("login", login);
onSubmit("publish", publish);
onSubmit("get", get);
$("logout").addEventListener("click", logout);
