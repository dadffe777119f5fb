// Binding of labels by a hand scanner: every code is kept here first, then sent in batches; none is lost when ten come
// in a second, when the connection breaks or when the page is loaded again.

const root = document.getElementById("scan");
const words = JSON.parse(document.getElementById("scan-words").textContent);
const [field, answerBox, list] = ["scan-code", "scan-answer", "scan-list"].map((id) => document.getElementById(id));
const form = document.getElementById("scan-form");
const BATCH = 50;
const SHOWN = 200;
const RETRY_MS = 3000;
const SIGNS = { good: "✓", bad: "✕", wait: "…" };

let queue = restored();
let isSending = false;
let timer = 0;
const rows = new Map();

function restored() {
  try {
    return JSON.parse(localStorage.getItem(root.dataset.kept)) ?? [];
  } catch {
    return [];
  }
}

function keep() {
  try {
    if (queue.length) localStorage.setItem(root.dataset.kept, JSON.stringify(queue));
    else localStorage.removeItem(root.dataset.kept);
  } catch {
    // Without storage the queue lives as long as the page.
  }
  document.getElementById("scan-queue").textContent = queue.length;
}

function say(text, look) {
  answerBox.className = `scan-answer ${look}`;
  answerBox.textContent = `${SIGNS[look]} ${text}`;
}

function show(code, text, look, shown = code) {
  const row = rows.get(code) ?? document.createElement("li");
  const name = document.createElement("strong");
  const told = document.createElement("span");
  name.textContent = shown;
  told.className = look;
  told.textContent = `${SIGNS[look]} ${text}`;
  row.replaceChildren(name, told);
  rows.set(code, row);
  list.prepend(row);
  list.hidden = false;
  while (list.children.length > SHOWN) list.lastElementChild.remove();
}

function scan(code) {
  if (!code) return;
  queue.push(code);
  keep();
  show(code, words.waiting, "wait");
  schedule(0);
}

function schedule(pause) {
  if (isSending) return;
  window.clearTimeout(timer);
  timer = window.setTimeout(send, pause);
}

async function send() {
  if (isSending || !queue.length) return;
  isSending = true;
  const batch = queue.slice(0, BATCH);
  let pause = 0;
  try {
    const body = new FormData(form);
    body.set("codes", batch.join("\n"));
    const response = await fetch(window.location.href, { method: "POST", body, headers: { Accept: "application/json" } });
    if (response.ok && !response.redirected) {
      const told = await response.json();
      queue = queue.slice(batch.length);
      keep();
      take(told, batch);
    } else {
      const told = await response.json().catch(() => ({}));
      say(told.error ?? words.offline, "bad");
      pause = RETRY_MS;
    }
  } catch {
    say(words.offline, "bad");
    pause = RETRY_MS;
  }
  isSending = false;
  if (queue.length) schedule(pause);
}

function take(told, batch) {
  for (const answer of told.answers) {
    const look = answer.good ? "good" : "bad";
    for (const raw of batch) if (raw !== answer.code && raw.replace(/[\s-]/g, "") === answer.code) rows.get(raw)?.remove();
    show(answer.code, answer.text, look, answer.shown);
    say(`${answer.shown}: ${answer.text}`, look);
  }
  const refused = told.answers.filter((answer) => !answer.good);
  if (refused.length) say(`${refused.at(-1).shown}: ${refused.at(-1).text}`, "bad");
  document.getElementById("scan-bound").textContent = told.bound;
  document.getElementById("scan-left").textContent = told.left;
  document.getElementById("scan-pile").hidden = told.bound === 0;
  const other = told.answers.find((answer) => answer.url);
  if (other && !queue.length) {
    say(words.other, "wait");
    window.location.assign(other.url);
  }
}

field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  scan(field.value.trim());
  field.value = "";
});
field.addEventListener("paste", (event) => {
  const lines = event.clipboardData.getData("text").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  if (lines.length < 2) return;
  event.preventDefault();
  lines.forEach(scan);
});
window.addEventListener("online", () => schedule(0));
window.addEventListener("focus", () => field.focus());

document.getElementById("scan-paste").open = false;
const address = new URL(window.location.href);
const first = root.dataset.first;
address.searchParams.set("pile", root.dataset.pile);
address.searchParams.delete("code");
window.history.replaceState(null, "", address);
form.querySelector("textarea").value = "";
keep();
queue.forEach((code) => show(code, words.waiting, "wait"));
if (first) scan(first);
else if (queue.length) schedule(0);
field.focus();
