// Behaviour of the frame. Every page works without it; this only makes it quicker.

const announceRegion = document.getElementById("announce");

/** Say a short text to screen readers. */
export function announce(text) {
  announceRegion.textContent = "";
  window.setTimeout(() => { announceRegion.textContent = text; }, 50);
}

/** Show a message at the top of the page, as the server's own messages look. */
export function showMessage(text, level = "danger") {
  const box = document.createElement("div");
  box.className = `alert alert-${level}`;
  box.setAttribute("role", "alert");
  box.textContent = text;
  document.getElementById("messages").replaceChildren(box);
  box.scrollIntoView({ block: "nearest" });
}

// Menus of the top bar are <details>: close them on Escape and on a click elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  open.removeAttribute("open");
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

// "/" jumps to the search field, as in most dense tools.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.getElementById("search");
  if (search) { event.preventDefault(); search.focus(); search.select(); }
});

// Narrow a list while typing: data-filter names the list, its items are links and buttons.
document.addEventListener("input", (event) => {
  const selector = event.target.dataset?.filter;
  if (!selector) return;
  const plain = (text) => text.toLocaleLowerCase().replaceAll("ё", "е");
  const wanted = plain(event.target.value.trim());
  for (const item of document.querySelectorAll(`${selector} .menu-item`)) {
    item.hidden = !plain(item.textContent).includes(wanted);
  }
});

// A select with data-autosubmit sends its form at once; its button is for those without JavaScript.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

// A filter form (data-live) sends itself: at once after a choice, after a pause while typing.
let pause;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-live]")) return;
  window.clearTimeout(pause);
  const wait = event.target.matches("select, [type=checkbox], [type=radio]") ? 0 : 350;
  pause = window.setTimeout(() => form.requestSubmit(), wait);
});
document.body.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.matches("[data-live]")) return;
  const sort = new URLSearchParams(window.location.search).get("sort");
  if (sort) event.detail.parameters.sort = sort;
});

// data-copy puts a text on the clipboard (invitation links).
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.querySelector(button.dataset.copy);
  field.select();
  // Over plain http there is no clipboard API; the old command still works.
  if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
  else document.execCommand("copy");
  announce(button.dataset.copied);
  button.classList.add("is-done");
});

// data-print prints the page.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// A form sent once is not sent again by an impatient second click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.hasAttribute("hx-post") || form.method === "get") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  window.setTimeout(() => { delete form.dataset.sent; }, 8000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The drawer opens when htmx has put something into it.
const drawer = document.getElementById("drawer");
let opener = null;
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target.id === "drawer-body" && !drawer.contains(event.detail.elt)) opener = event.detail.elt;
});
drawer.addEventListener("hidden.bs.offcanvas", () => opener?.focus());
// Bootstrap hears Escape only when the drawer has slid in: one pressed earlier closes it as soon as it may.
let closeWhenOpen = false;
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drawer.classList.contains("showing")) closeWhenOpen = true;
});
drawer.addEventListener("show.bs.offcanvas", () => { closeWhenOpen = false; });
drawer.addEventListener("shown.bs.offcanvas", () => {
  if (closeWhenOpen) window.bootstrap.Offcanvas.getInstance(drawer).hide();
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "drawer-body") return;
  window.bootstrap.Offcanvas.getOrCreateInstance(drawer).show();
});
document.body.addEventListener("htmx:afterSettle", () => {
  document.getElementById("form-errors")?.focus();
});

// Say what went wrong when a request of htmx fails.
const words = (id) => document.getElementById(id).content.textContent.trim();
document.body.addEventListener("htmx:sendError", () => showMessage(words("text-offline")));
document.body.addEventListener("htmx:timeout", () => showMessage(words("text-offline")));
document.body.addEventListener("htmx:responseError", (event) => {
  const type = event.detail.xhr.getResponseHeader("Content-Type") || "";
  const text = type.startsWith("text/plain") ? event.detail.xhr.responseText : words("text-refused");
  showMessage(text);
});
document.body.addEventListener("announce", (event) => announce(event.detail.value));

// A thin line at the top while something is on its way.
let running = 0;
const busy = document.getElementById("busy");
function count(change) {
  running = Math.max(0, running + change);
  busy.classList.toggle("on", running > 0);
}
document.body.addEventListener("htmx:beforeRequest", () => count(1));
document.body.addEventListener("htmx:afterRequest", () => count(-1));
